"""A month in the figures pay uses, each with its dates."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from rules.attendance.day import judge
from rules.attendance.month import MonthSummary, summarise
from rules.attendance.options import HolidayRoster, LateAbsent, Rules
from rules.attendance.values import Punch
from rules.period import Month
from tests.support.attendance import CALENDAR, at, leave, outage, punches, sheet, trip

NOVEMBER = Month(2026, 11)
OCTOBER = Month(2026, 10)


def on(number: int, month: Month = NOVEMBER) -> date:
    return date(month.year, month.month, number)


def full(month: Month = NOVEMBER, but: Iterable[int] = ()) -> tuple[Punch, ...]:
    """Punches of somebody always on time, except on some days."""
    days = [day for day in month.days() if CALENDAR.is_working(day) and day.day not in but]
    return tuple(each for day in days for each in punches("08:55", "18:01", day=day))


def figures(*amounts: Decimal | int) -> tuple[float, ...]:
    return tuple(float(amount) for amount in amounts)


def month(seen: tuple[Punch, ...], of: Month = NOVEMBER, **more: Any) -> MonthSummary:
    return summarise(judge(sheet(seen, of.days(), **more)).days.values())


def test_a_month_as_planned_pays_every_work_day() -> None:
    found = month(full())
    assert figures(found.scheduled_days, found.attended_days, found.paid_days) == (21, 21, 21)
    assert (found.late, found.absent, found.needs_hr) == ((), (), ())


def test_statutory_holidays_are_paid_days() -> None:
    found = month(full(OCTOBER), OCTOBER)
    assert found.holidays == (on(1, OCTOBER), on(2, OCTOBER), on(3, OCTOBER))
    assert figures(found.scheduled_days, found.paid_days) == (18, 21)


def test_every_figure_names_its_days() -> None:
    late = punches("09:14", "18:00", day=on(3)) + punches("09:30", "18:00", day=on(12))
    early = punches("08:55", "17:00", day=on(6))
    lone = punches("08:55", day=on(9))
    found = month(full(but=(3, 6, 9, 12, 20)) + late + early + lone)
    assert (found.late, found.late_count, found.late_minutes) == ((on(3), on(12)), 2, 44)
    assert (found.early, found.early_minutes) == ((on(6),), 60)
    assert (found.missing, found.absent) == ((on(9),), (on(20),))
    assert found.needs_hr == (on(9), on(20))
    assert figures(found.absent_days, found.paid_days) == (1, 20)


def test_leave_is_shared_out_by_the_minute_and_only_unpaid_leave_costs_a_paid_day() -> None:
    half = leave("09:00", "12:00", on(3))
    whole = leave("09:00", "18:00", on(4), leave_type="personal")
    away = trip("09:00", "18:00", on(5))
    seen = full(but=(3, 4, 5)) + punches("13:00", "18:00", day=on(3))
    found = month(seen, covers=(half, whole, away))
    assert found.leave_days == {"annual": Decimal("0.375"), "personal": Decimal(1)}
    assert figures(found.on_duty_days, found.attended_days, found.paid_days) == (1, 18.625, 20)


def test_a_day_cut_as_absence_is_not_also_late() -> None:
    seen = full(but=(3, 4)) + punches("12:30", "18:00", day=on(3))
    seen += punches("09:40", "18:00", day=on(4))
    rules = Rules(late_absent=LateAbsent(half_over=30, full_over=180))
    found = month(seen, rules=rules)
    assert (found.late, found.absent_days) == ((), Decimal("1.5"))
    assert found.absent == (on(3), on(4))


def test_a_day_on_hold_is_no_absence() -> None:
    found = month(full(but=(20,)), outages=(outage("08:00", "20:00", day=on(20)),))
    assert figures(found.absent_days, found.absent_minutes) == (0, 0)
    assert found.needs_hr == (on(20),)


def test_the_running_day_counts_for_nothing_yet() -> None:
    found = month(full(), as_of=at("10:00", on(12)))
    assert figures(found.attended_days) == (8,)
    assert found.pending[0] == on(12)


def test_work_on_a_holiday_that_is_owed_is_overtime_beside_the_paid_day() -> None:
    roster = {on(1, OCTOBER): ("HQ",)}
    seen = punches("09:00", "18:00", day=on(1, OCTOBER))
    rules = Rules(holiday_roster=HolidayRoster.ALL_OVERTIME)
    found = summarise(judge(sheet(seen, roster=roster, rules=rules)).days.values())
    assert figures(found.paid_days, found.scheduled_days, found.worked_minutes) == (1, 0, 480)
