"""A person's month in the figures pay uses, each with the dates it comes from.

A day is shared out by its scheduled minutes: attended, leave, duty elsewhere, absent. A missing
punch is not absence. Late and early count only where the day is not already cut as absence.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from rules.attendance.glyph import needs_hr
from rules.attendance.result import DayClass, DayVerdict, Overtime, Verdict

_OPEN = {Verdict.NONE, Verdict.PENDING}
_CUT = {Verdict.ABSENT, Verdict.HALF_DAY}
_HALF = Fraction(1, 2)

UNPAID_LEAVE = frozenset({"personal", "unpaid"})
"""Kinds of leave that take away a paid day unless the company says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSummary:
    """Days are decimals to four places; dates say where a figure comes from."""

    scheduled_days: int
    attended_days: Decimal
    on_duty_days: Decimal
    leave_days: Mapping[str, Decimal]
    absent_days: Decimal
    holidays: tuple[date, ...]
    paid_days: Decimal
    late: tuple[date, ...]
    early: tuple[date, ...]
    absent: tuple[date, ...]
    missing: tuple[date, ...]
    needs_hr: tuple[date, ...]
    pending: tuple[date, ...]
    late_minutes: int
    early_minutes: int
    absent_minutes: int
    worked_minutes: int
    night_minutes: int
    comp_minutes: int
    overtime: Overtime

    @property
    def late_count(self) -> int:
        """Return how many shifts began late."""
        return len(self.late)

    @property
    def early_count(self) -> int:
        """Return how many shifts ended early."""
        return len(self.early)


@dataclass(slots=True)
class _Shares:
    attended: Fraction = Fraction(0)
    duty: Fraction = Fraction(0)
    absent: Fraction = Fraction(0)


def summarise(days: Iterable[DayVerdict], *, unpaid: frozenset[str] = UNPAID_LEAVE) -> MonthSummary:
    """Sum up the days of one person. Pending days are listed and count for nothing yet."""
    days = sorted(days, key=lambda day: day.date)
    done = [day for day in days if day.verdict not in _OPEN]
    owed = [day for day in done if day.scheduled_minutes and day.day_class is DayClass.WORKDAY]
    units = [unit for day in done for unit in day.units]
    shares, leave = _shares(owed)
    holidays = tuple(day.date for day in done if day.day_class is DayClass.HOLIDAY)
    paid_leave = sum((part for kind, part in leave.items() if kind not in unpaid), Fraction(0))
    overtime = Overtime()
    for day in done:
        overtime = overtime.plus(day.overtime)
    return MonthSummary(
        scheduled_days=len(owed),
        attended_days=_days(shares.attended),
        on_duty_days=_days(shares.duty),
        leave_days={kind: _days(part) for kind, part in leave.items()},
        absent_days=_days(shares.absent),
        holidays=holidays,
        paid_days=_days(shares.attended + shares.duty + paid_leave + len(holidays)),
        late=tuple(unit.date for unit in units if _counts(unit) and unit.late_minutes),
        early=tuple(unit.date for unit in units if _counts(unit) and unit.early_minutes),
        absent=tuple(day.date for day in done if any(u.verdict in _CUT for u in day.units)),
        missing=tuple(day.date for day in done if day.missing),
        needs_hr=tuple(day.date for day in days if needs_hr(day)),
        pending=tuple(day.date for day in days if day.verdict is Verdict.PENDING),
        overtime=overtime,
        **{name: sum(getattr(day, name) for day in done) for name in _SUMS},
    )


_SUMS = (
    "late_minutes",
    "early_minutes",
    "absent_minutes",
    "worked_minutes",
    "night_minutes",
    "comp_minutes",
)


def _counts(unit: DayVerdict) -> bool:
    return unit.verdict not in _CUT


def _shares(owed: list[DayVerdict]) -> tuple[_Shares, dict[str, Fraction]]:
    shares = _Shares()
    leave: dict[str, Fraction] = defaultdict(Fraction)
    for day in owed:
        for unit in day.units:
            on_leave = Fraction(unit.leave_minutes, day.scheduled_minutes)
            duty = Fraction(unit.on_duty_minutes, day.scheduled_minutes)
            left = Fraction(unit.scheduled_minutes, day.scheduled_minutes) - on_leave - duty
            absent = _absent(unit, left)
            shares.attended += left - absent
            shares.duty += duty
            shares.absent += absent
            for kind in unit.leave_types:
                leave[kind] += on_leave / len(unit.leave_types)
    return shares, dict(leave)


def _absent(unit: DayVerdict, left: Fraction) -> Fraction:
    if unit.verdict is Verdict.ABSENT:
        return left
    return min(left, _HALF) if unit.verdict is Verdict.HALF_DAY else Fraction(0)


def _days(amount: Fraction) -> Decimal:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
