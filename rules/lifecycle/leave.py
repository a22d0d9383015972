"""Annual leave and the medical period: days and what unused days cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.payroll.prorata import AVERAGE_PAID_DAYS

YEAR_DAYS = 365
"""The Measures divide by 365 in every year, also a leap year."""

_LEAVE = ((20, 15), (10, 10), (1, 5), (0, 0))
"""(cumulative years of work from, days a year), Regulations art. 3."""

_LONG_SERVICE = ((20, 24), (15, 18), (10, 12), (5, 9), (0, 6))
_WINDOW = {3: 6, 6: 12, 9: 15, 12: 18, 18: 24, 24: 30}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Part of a year's leave: the calendar days it rests on, whole days of leave."""

    calendar_days: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalPeriod:
    """Months of protection, counted within a longer window of months."""

    months: int
    within: int


def entitlement(years: Decimal) -> int:
    """Return a full year's days for cumulative service with all employers."""
    return next(days for least, days in _LEAVE if years >= least)


def joiner(joined: date, full: int) -> Share:
    """Return a joiner's whole days: remaining days ÷ 365 × full (Measures art. 5)."""
    remaining = (date(joined.year, 12, 31) - joined).days + 1
    return Share(calendar_days=remaining, days=min(remaining * full // YEAR_DAYS, full))


def leaver(last_day: date, full: int, taken: Decimal) -> Share:
    """Return a leaver's unused whole days (Measures art. 12); nothing is clawed back."""
    passed = last_day.timetuple().tm_yday
    unused = Fraction(passed * full, YEAR_DAYS) - Fraction(taken)
    return Share(calendar_days=passed, days=max(int(unused // 1), 0))


def unused_pay(average: Decimal, days: int, *, declined_in_writing: bool = False) -> Decimal:
    """Return the extra 200 % for unused days (Measures art. 10-11), yuan, unrounded.

    `average` = monthly wage of the last 12 months without overtime pay.
    """
    if declined_in_writing:
        return Decimal(0)
    return average * 2 * days / AVERAGE_PAID_DAYS


def medical_period(total_years: Decimal, here_years: Decimal) -> MedicalPeriod:
    """Return the medical period by service in all and here (劳部发〔1994〕479号 art. 3-4)."""
    if total_years < 10:
        months = 3 if here_years < 5 else 6
    else:
        months = next(most for least, most in _LONG_SERVICE if here_years >= least)
    return MedicalPeriod(months=months, within=_WINDOW[months])
