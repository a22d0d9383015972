"""Pay for part of a month. All results in yuan, unrounded.

21.75 never gives a full month right; the paid-day ratio does: it stays between 0 and the wage,
returns the wage for full attendance, and joiner plus leaver of one post sum to the wage.
"""

from decimal import Decimal

AVERAGE_PAID_DAYS = Decimal("21.75")
"""(365 − 104) ÷ 12, 人社部发〔2025〕2号."""


def paid_day_ratio(wage: Decimal, *, credited: Decimal, paid: Decimal) -> Decimal:
    """Return wage × credited ÷ paid days of this month, within 0 and the wage."""
    if paid <= 0:
        return Decimal(0)
    return wage * min(max(credited, Decimal(0)), paid) / paid


def forward(wage: Decimal, *, credited: Decimal) -> Decimal:
    """Return wage × credited ÷ 21.75: above the wage in long months, so not for wages."""
    return wage * credited / AVERAGE_PAID_DAYS


def reverse(wage: Decimal, *, missing: Decimal) -> Decimal:
    """Return wage − wage × missing ÷ 21.75: below 0 when few days were worked."""
    return wage - wage * missing / AVERAGE_PAID_DAYS


def calendar_days(wage: Decimal, *, employed: int, month_days: int) -> Decimal:
    """Return wage × calendar days employed ÷ days of the month (needs agreement)."""
    return wage * employed / month_days
