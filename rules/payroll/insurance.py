"""Social insurance and housing fund: each fund and each side is rounded by itself. Yuan."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Literal

Mode = Literal["half_up", "half_even", "up", "down"]

_MODES: dict[Mode, str] = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """One fund in one place and period: rates in per cent, fixed add-ons after rounding."""

    floor: Decimal
    ceiling: Decimal
    personal_rate: Decimal
    employer_rate: Decimal
    personal_fixed: Decimal = Decimal(0)
    employer_fixed: Decimal = Decimal(0)
    unit: Decimal = Decimal("0.01")
    mode: Mode = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one person and the employer pay into one fund this month."""

    base: Decimal
    personal: Decimal
    employer: Decimal


def contribute(declared: Decimal, fund: Fund) -> Contribution:
    """Clamp the declared base (own average wage of last year) to the limits and take the rates."""
    base = min(max(declared, fund.floor), fund.ceiling)
    return Contribution(
        base=base,
        personal=_share(base, fund.personal_rate, fund) + fund.personal_fixed,
        employer=_share(base, fund.employer_rate, fund) + fund.employer_fixed,
    )


def _share(base: Decimal, rate: Decimal, fund: Fund) -> Decimal:
    units = (base * rate / 100 / fund.unit).quantize(Decimal(1), rounding=_MODES[fund.mode])
    return units * fund.unit
