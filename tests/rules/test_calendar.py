"""The national calendar: official years decide, provisional ones refuse."""

from datetime import date

import pytest

from rules.calendar import DayKind, Year, load
from rules.period import Month
from rules.problem import Refused

ROWS = [
    (date(2026, 1, 4), DayKind.MAKEUP_WORKDAY),
    (date(2026, 2, 15), DayKind.REST_DAY),
    (date(2026, 2, 19), DayKind.STATUTORY_HOLIDAY),
    (date(2026, 2, 20), DayKind.REST_DAY),
    (date(2026, 10, 3), DayKind.STATUTORY_HOLIDAY),
    (date(2026, 10, 10), DayKind.MAKEUP_WORKDAY),
    (date(2026, 11, 12), DayKind.WORKDAY),
]


@pytest.mark.parametrize(("day", "kind"), ROWS)
def test_each_date_has_its_kind(day: date, kind: DayKind) -> None:
    assert load().kind(day) is kind


@pytest.mark.parametrize("year", [2025, 2026])
def test_an_official_year_has_248_work_days_and_13_holidays(year: int) -> None:
    found = load().counts(date(year, 1, 1), date(year, 12, 31))
    assert (found.work_days, found.statutory_days, found.paid_days) == (248, 13, 261)


def test_a_year_without_a_notice_is_refused_with_a_task() -> None:
    with pytest.raises(Refused) as refusal:
        load().counts(Month(2027, 1).first, Month(2027, 1).last)
    problem = refusal.value.problem
    assert (problem.code, problem.where) == ("calendar.provisional", "2027")
    assert problem.hint is not None


def test_a_roster_may_use_the_known_holidays_of_a_provisional_year() -> None:
    calendar = load().roster_calendar
    assert calendar.kind(date(2027, 5, 1)) is DayKind.STATUTORY_HOLIDAY
    assert load().provisional(date(2027, 5, 1)) is not None
    assert load().provisional(date(2026, 5, 1)) is None


def test_importing_the_notice_makes_the_year_official() -> None:
    year = Year(
        year=2027,
        official=True,
        source="notice of 2026-11",
        holidays=frozenset({date(2027, 1, 1)}),
        rest=frozenset(),
        makeup=frozenset({date(2027, 1, 3)}),
    )
    found = load().with_year(year)
    assert found.kind(date(2027, 1, 3)) is DayKind.MAKEUP_WORKDAY
    assert found.source(date(2027, 1, 3)) == "notice of 2026-11"
    assert load().provisional(date(2027, 1, 3)) is not None


def test_pay_day_moves_to_the_working_day_before() -> None:
    assert load().on_or_before(date(2026, 10, 5)) == date(2026, 9, 30)
    assert load().on_or_before(date(2026, 1, 4)) == date(2026, 1, 4)
