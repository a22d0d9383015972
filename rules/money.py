"""Money: integer fen in storage, Decimal yuan in rules, one rounding point per line."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def round_fen(amount: Decimal) -> Decimal:
    """Round an amount in yuan half-up to the fen (ordinary reading for printed pay lines)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def to_fen(amount: Decimal) -> int:
    """Yuan to integer fen, half-up."""
    return int(round_fen(amount).scaleb(2))


def to_yuan(fen: int) -> Decimal:
    """Integer fen to yuan with two places."""
    return Decimal(fen).scaleb(-2).quantize(CENT)


def show(fen: int) -> str:
    """Print fen as people read it: thousands, two places, a real minus sign (U+2212)."""
    text = f"{abs(to_yuan(fen)):,.2f}"
    return f"−{text}" if fen < 0 else text
