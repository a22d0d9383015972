"""Working minutes: only inside hours, on workdays, make-up days included."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.approvals.org import Calendar
from rules.approvals.workclock import after

CALENDAR = Calendar(holidays=(date(2026, 3, 9),), extra_workdays=(date(2026, 3, 7),))
WHEN = datetime.fromisoformat


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-06T17:00", 60, "2026-03-06T18:00"),
        ("2026-03-06T17:00", 61, "2026-03-07T09:01"),
        ("2026-03-06T18:00", 1, "2026-03-07T09:01"),
        ("2026-03-06T17:00", 720, "2026-03-10T11:00"),
        ("2026-03-08T12:00", 60, "2026-03-10T10:00"),
        ("2026-03-06T07:00", 60, "2026-03-06T10:00"),
        ("2026-03-06T20:00", 0, "2026-03-06T20:00"),
    ],
)
def test_a_period_ends_inside_working_hours(start: str, minutes: int, end: str) -> None:
    assert after(WHEN(start), minutes, CALENDAR) == WHEN(end)


def test_without_hours_it_never_ends() -> None:
    assert after(WHEN("2026-03-06T20:00"), 1, Calendar(workdays=())) is None


@given(st.integers(1, 20000), st.integers(1, 20000))
def test_waiting_in_two_parts_is_waiting_at_once(first: int, second: int) -> None:
    start = WHEN("2026-03-06T10:00")
    middle = after(start, first, CALENDAR)
    assert middle is not None
    assert after(middle, second, CALENDAR) == after(start, first + second, CALENDAR)
