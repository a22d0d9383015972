"""Overtime pay and its limits (Labour Law art. 41 and 44, Wage Payment Rules art. 13)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from rules.payroll.prorata import AVERAGE_PAID_DAYS

Class = Literal["extended", "rest_day", "statutory"]

RATES: dict[Class, Decimal] = {
    "extended": Decimal("1.5"),
    "rest_day": Decimal("2.0"),
    "statutory": Decimal("3.0"),
}
DAY_HOURS = 8


def overtime_pay(
    base: Decimal, hours: Decimal, *, rate: Decimal, month_days: Decimal = AVERAGE_PAID_DAYS
) -> Decimal:
    """Return base × rate × hours ÷ month_days ÷ 8 in yuan: multiplied first, divided once."""
    return base * rate * hours / (month_days * DAY_HOURS)


def overtime_lines(base: Decimal, hours: Mapping[Class, Decimal]) -> dict[Class, Decimal]:
    """Return the unrounded pay of each class of hours at the statutory rates."""
    return {
        kind: overtime_pay(base, hours.get(kind, Decimal(0)), rate=rate)
        for kind, rate in RATES.items()
    }


def violations(*, month: Decimal, longest_day: Decimal) -> tuple[str, ...]:
    """Name the caps of Labour Law art. 41 that are broken; the pay is owed all the same."""
    caps = {"month_cap_36h": month > 36, "day_cap_3h": longest_day > 3}
    return tuple(name for name, broken in caps.items() if broken)


def comprehensive_extended(*, worked: Decimal, standard: Decimal, statutory: Decimal) -> Decimal:
    """Return the 150 % hours of an approved comprehensive period.

    Hours on statutory days are paid at 300 % and are not counted again in the excess.
    """
    return max(worked - standard - statutory, Decimal(0))
