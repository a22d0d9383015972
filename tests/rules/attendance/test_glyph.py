"""One day, one stroke."""

from datetime import timedelta
from typing import Any

import pytest

from rules.attendance import options as opt
from rules.attendance.day import judge_day
from rules.attendance.glyph import Mark, glyphs, leave_letter, needs_hr
from tests.support.attendance import DAY, at, day, leave, punches, sheet, trip

PUNCH_OT = opt.Rules(ot=opt.OvertimeRules(source=opt.OvertimeSource.PUNCH))

ROWS: dict[str, tuple[tuple[str, ...], dict[str, Any], tuple[Mark, ...], bool]] = {
    "as planned": (("08:55", "18:01"), {}, (Mark.NORMAL,), False),
    "late and early": (("09:10", "17:00"), {}, (Mark.LATE, Mark.EARLY), False),
    "no punch out": (("08:55",), {}, (Mark.MISSING_OUT,), True),
    "no punch in": (("18:03",), {}, (Mark.MISSING_IN,), True),
    "not there": ((), {}, (Mark.ABSENT,), True),
    "overtime": (("08:55", "20:00"), {"rules": PUNCH_OT}, (Mark.OVERTIME,), False),
    "leave": ((), {"covers": (leave("09:00", "18:00"),)}, (Mark.LEAVE,), False),
    "leave, and one punch": (
        ("08:41",),
        {"covers": (leave("09:00", "18:00"),)},
        (Mark.LEAVE,),
        False,
    ),
    "trip": ((), {"covers": (trip("09:00", "18:00"),)}, (Mark.TRIP,), False),
    "not due yet": ((), {"as_of": at("08:00")}, (Mark.FUTURE,), False),
    "due, no punch yet": ((), {"as_of": at("09:24")}, (Mark.PENDING,), False),
    "here today": (("08:55",), {"as_of": at("09:24")}, (Mark.NORMAL,), False),
    "late today": (("09:14",), {"as_of": at("09:24")}, (Mark.LATE,), False),
    "on leave today": (
        (),
        {"covers": (leave("09:00", "18:00"),), "as_of": at("09:24")},
        (Mark.LEAVE,),
        False,
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_day_has_its_marks(row: tuple[Any, ...]) -> None:
    texts, more, marks, look = row
    found = day(*texts, **more)
    assert (glyphs(found), needs_hr(found)) == (marks, look)


def test_rest_is_rest_even_when_worked() -> None:
    saturday = DAY + timedelta(days=2)
    seen = punches("09:00", "12:00", day=saturday)
    found = judge_day(sheet(seen, [saturday], rules=PUNCH_OT), saturday)
    assert glyphs(found) == (Mark.OVERTIME, Mark.REST)
    assert glyphs(judge_day(sheet((), [saturday]), saturday)) == (Mark.REST,)


@pytest.mark.parametrize(
    ("kind", "letter"), [("annual", "年"), ("sick", "病"), ("comp", "调"), ("house", "假")]
)
def test_leave_shows_its_letter(kind: str, letter: str) -> None:
    found = leave_letter(day(covers=(leave("09:00", "18:00", leave_type=kind),)))
    assert found is not None
    assert found.zh == letter


def test_a_day_without_leave_has_no_letter() -> None:
    assert leave_letter(day("09:00", "18:00")) is None
