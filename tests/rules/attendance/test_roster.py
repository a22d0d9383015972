"""Nobody can be in two places."""

from datetime import date

from rules.attendance.moments import clock
from rules.attendance.roster import Assignment, conflicts
from rules.attendance.values import Shift
from tests.support.attendance import ZONE

SHIFTS = {
    "N": Shift(code="N", start=clock("22:00"), end=clock("06:00")),
    "M": Shift(code="M", start=clock("06:00"), end=clock("14:00")),
    "E": Shift(code="E", start=clock("05:00"), end=clock("13:00")),
}


def assign(code: str, first: int, last: int) -> Assignment:
    return Assignment(code=code, first=date(2026, 3, first), last=date(2026, 3, last))


def test_touching_ends_are_no_conflict() -> None:
    assert conflicts([assign("N", 2, 5), assign("M", 3, 6)], SHIFTS, ZONE) == []


def test_the_end_of_a_night_meets_an_early_shift_of_the_next_date() -> None:
    assert conflicts([assign("N", 2, 2), assign("E", 3, 3)], SHIFTS, ZONE) == [(0, 1)]


def test_every_pair_is_named_once() -> None:
    given = [assign("M", 1, 31), assign("E", 10, 20), assign("E", 12, 12), assign("N", 1, 3)]
    assert conflicts(given, SHIFTS, ZONE) == [(0, 1), (0, 2), (1, 2)]
