"""One day, one stroke: what is drawn and what is said."""

import pytest

from portal.icons import GLYPHS
from portal.widgets.day_glyph import (
    ABSENT,
    EARLY,
    EMPTY,
    FUTURE,
    LATE,
    LEGEND,
    NO_IN,
    NO_OUT,
    OVERTIME,
    PLAIN,
    Day,
    DayMark,
    Edge,
    boxed,
    day_glyph,
    spoken,
    strokes,
)  # fmt: skip
from portal.widgets.markup import render
from rules.text import Text

BOTH = DayMark(begin=Edge.OFF, end=Edge.MISSING)


@pytest.mark.parametrize(
    ("mark", "drawn"),
    [
        (PLAIN, ["plain"]),
        (LATE, ["late", "full-end"]),
        (EARLY, ["full-start", "early"]),
        (NO_IN, ["no-in", "full-end"]),
        (NO_OUT, ["full-start", "no-out"]),
        (BOTH, ["late", "no-out"]),
        (ABSENT, ["absent"]),
        (OVERTIME, ["over-plain"]),
        (DayMark(begin=Edge.OFF, over=True), ["late", "full-end", "over"]),
        (FUTURE, ["future"]),
        (EMPTY, []),
        (boxed("年"), []),
    ],
)
def test_a_day_is_drawn_by_its_two_edges(mark: DayMark, drawn: list[str]) -> None:
    assert strokes(mark) == drawn
    assert set(drawn) <= set(GLYPHS)


def test_no_two_states_look_the_same() -> None:
    states = [DayMark(begin=b, end=e, over=o) for b in Edge for e in Edge for o in (False, True)]
    drawn = {tuple(strokes(mark)) for mark in [*states, ABSENT, FUTURE]}
    assert len(drawn) == len(states) + 2


def test_a_decided_box_is_solid_and_an_undecided_one_is_dashed() -> None:
    assert 'class="day-box"' in render(day_glyph(boxed("年")))
    assert 'class="day-box dashed"' in render(day_glyph(boxed("候", undecided=True)))


def test_the_words_of_the_day_win_over_the_general_ones() -> None:
    assert spoken(DayMark(said=Text("迟到 14 分", "14 min late"))) == "迟到 14 分"
    assert spoken(ABSENT) == "未到"


def test_the_legend_explains_every_kind_of_day() -> None:
    shown = {mark.day for mark, _ in LEGEND}
    assert {Day.WORKED, Day.ABSENT, Day.BOXED, Day.UNDECIDED} <= shown
