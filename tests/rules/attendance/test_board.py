"""Who is here now."""

from datetime import timedelta
from typing import Any

import pytest

from rules.attendance.board import Presence, Tally, standing, tally
from rules.attendance.moments import clock
from rules.attendance.values import Shift
from tests.support.attendance import DAY, HQ, at, leave, outage, punches, sheet, trip

DAYS = [DAY + timedelta(days=number) for number in (-1, 0, 1)]
NIGHT = Shift(code="N", start=clock("22:00"), end=clock("06:00"))

ROWS: dict[str, tuple[str, tuple[str, ...], dict[str, Any], Presence]] = {
    "came": ("09:24", ("08:58",), {}, Presence.HERE),
    "came before the start": ("08:50", ("08:40",), {}, Presence.HERE),
    "still within the grace": ("09:05", (), {}, Presence.LATER),
    "expected": ("09:06", (), {}, Presence.MISSING),
    "shift to come": ("07:00", (), {}, Presence.LATER),
    "all day gone": ("23:30", (), {}, Presence.MISSING),
    "gone home": ("19:00", ("08:58", "18:02"), {}, Presence.HERE),
    "terminal silent": ("09:24", (), {"outages": (outage("08:41"),)}, Presence.UNKNOWN),
    "leave": ("09:24", (), {"covers": (leave("09:00", "18:00"),)}, Presence.LEAVE),
    "leave in the morning": ("10:00", (), {"covers": (leave("09:00", "12:00"),)}, Presence.LEAVE),
    "leave over, not back": ("13:30", (), {"covers": (leave("09:00", "12:00"),)}, Presence.MISSING),
    "trip": ("09:24", (), {"covers": (trip("09:00", "18:00"),)}, Presence.TRAVEL),
    "left the company": ("09:24", (), {"employed_to": DAYS[0]}, Presence.OFF),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_person_has_one_mark(row: tuple[Any, ...]) -> None:
    now, texts, more, presence = row
    assert standing(sheet(punches(*texts), DAYS, **more), at(now)).presence is presence


def test_a_rest_day_is_off() -> None:
    saturday = DAY + timedelta(days=2)
    found = standing(sheet((), [saturday]), at("10:00", saturday))
    assert found.presence is Presence.OFF


def test_a_night_shift_is_judged_by_yesterday_until_it_ends() -> None:
    seen = punches("21:50", day=DAYS[0])
    night = sheet(seen, DAYS, NIGHT)
    assert standing(night, at("02:00")).presence is Presence.HERE
    assert standing(sheet((), DAYS, NIGHT), at("02:00")).presence is Presence.MISSING
    assert standing(night, at("12:00")).presence is Presence.LATER


def test_the_silence_that_hides_somebody_is_named() -> None:
    found = standing(sheet((), DAYS, outages=(outage("08:41"),)), at("09:24"))
    assert [each.label.en for each in found.silent] == ["the 3rd-floor terminal"]
    assert found.verdict is not None
    assert found.verdict.shift == HQ.code


def test_expected_are_those_here_missing_and_unknown() -> None:
    found = tally(
        standing(sheet(punches(*texts), DAYS, **more), at(now))
        for now, texts, more, _ in ROWS.values()
    )
    assert found == Tally(here=3, missing=3, unknown=1, leave=2, travel=1, later=2, off=1)
    assert found.expected == 7
