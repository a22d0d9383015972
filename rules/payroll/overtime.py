"""Overtime pay and its limits (Labour Law art. 41 and 44, Wage Payment Rules art. 13)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from rules.calendar import DayKind
from rules.payroll.prorata import AVERAGE_PAID_DAYS

Class = Literal["extended", "rest_day", "statutory"]
System = Literal["standard", "comprehensive", "flexible"]

RATES: dict[Class, Decimal] = {
    "extended": Decimal("1.5"),
    "rest_day": Decimal("2.0"),
    "statutory": Decimal("3.0"),
}
DAY_HOURS = 8

_CLASSES: dict[System, dict[DayKind, Class]] = {
    "standard": {
        DayKind.WORKDAY: "extended",
        DayKind.MAKEUP_WORKDAY: "extended",
        DayKind.REST_DAY: "rest_day",
        DayKind.STATUTORY_HOLIDAY: "statutory",
    },
    "comprehensive": {
        DayKind.WORKDAY: "extended",
        DayKind.MAKEUP_WORKDAY: "extended",
        DayKind.REST_DAY: "extended",
        DayKind.STATUTORY_HOLIDAY: "statutory",
    },
    "flexible": {},
}


def class_of(kind: DayKind, system: System = "standard") -> Class | None:
    """Return the premium class of extra work on a kind of day (Wage Payment Rules art. 13).

    A comprehensive period has no rest-day class; the flexible system has no premium nationally.
    """
    return _CLASSES[system].get(kind)


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
