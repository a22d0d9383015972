"""Which punches count."""

import pytest

from rules.attendance.clean import clean
from rules.attendance.options import Rules
from rules.attendance.values import Correction
from tests.support.attendance import at, punches, sheet

ROWS = [
    ("a burst is measured from the first kept", 3, ("08:00", "08:02", "08:04"), ["08:00", "08:04"]),
    ("other directions are no burst", 2, ("<12:30", ">12:30"), ["12:30", "12:30"]),
    ("an undirected punch joins a burst", 3, (">08:00", "08:02"), ["08:00"]),
    ("exactly n minutes later is kept", 3, ("08:00", "08:03"), ["08:00", "08:03"]),
    ("one moment, one punch", 0, ("08:00:05", ">08:00:40"), ["08:00"]),
]


@pytest.mark.parametrize(
    ("limit", "texts", "kept"), [row[1:] for row in ROWS], ids=[r[0] for r in ROWS]
)
def test_doubles_and_bursts_are_dropped(
    limit: int, texts: tuple[str, ...], kept: list[str]
) -> None:
    found = clean(sheet(punches(*texts), rules=Rules(debounce_minutes=limit)))
    assert [each.at for each in found] == [at(text) for text in kept]


def test_a_directed_punch_stands_for_an_undirected_one() -> None:
    found = clean(sheet(punches("08:00", ">08:00")))
    assert [each.dir for each in found] == ["in"]


def test_an_out_comes_before_an_in() -> None:
    found = clean(sheet(punches(">12:30", "<12:30")))
    assert [each.dir for each in found] == ["out", "in"]


def test_cutting_seconds_keeps_what_was_recorded() -> None:
    (found,) = clean(sheet(punches("09:14:22")))
    assert (found.at, found.recorded) == (at("09:14"), at("09:14:22"))


def test_corrections_add_and_void() -> None:
    corrections = (
        Correction(at=at("18:00"), ref="request 7"),
        Correction(at=at("12:00"), void=True),
    )
    found = clean(sheet(punches("09:00", "12:00"), corrections=corrections))
    assert [(each.at, each.ref) for each in found] == [
        (at("09:00"), ""),
        (at("18:00"), "request 7"),
    ]
