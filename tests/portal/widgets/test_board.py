"""The board's parts: marks, ladder, bars."""

import pytest

from portal.widgets.bars import Bar, bars_table, bars_with_usual
from portal.widgets.ladder import ladder_steps
from portal.widgets.marks import BAR_ABOVE, Presence, Site, Tally, tally_row, unit_marks
from portal.widgets.markup import render

ALL = dict.fromkeys(Presence, 2)


def unit(counts: dict[Presence, int]) -> Tally:
    return Tally(key="u", name="研发部", here=1, expected=2, counts=counts)


@pytest.mark.parametrize("state", list(Presence))
def test_each_person_is_one_mark(state: Presence) -> None:
    assert render(unit_marks(unit({state: 5}))).count(f"#m-{state}") == 5


def test_marks_keep_one_order_whatever_the_counts() -> None:
    shown = render(unit_marks(unit(dict(reversed(ALL.items())))))
    assert [shown.index(f"#m-{s}") for s in Presence] == sorted(
        shown.index(f"#m-{s}") for s in Presence
    )


def test_a_crowd_becomes_a_bar_with_the_same_parts() -> None:
    at_the_limit = render(unit_marks(unit({Presence.HERE: BAR_ABOVE})))
    above = render(unit_marks(unit({Presence.HERE: BAR_ABOVE, Presence.MISSING: 1})))
    assert "mark-bar" not in at_the_limit
    assert "mark-bar" in above
    assert above.count('class="part') == 2


def test_a_unit_says_in_words_what_its_marks_show() -> None:
    shown = render(tally_row(unit({Presence.HERE: 3, Presence.MISSING: 2, Presence.UNKNOWN: 1})))
    assert "2 人未到" in shown
    assert "1 人无法判断" in shown
    assert 'aria-label="已到 3，应到未到 2，无法判断 1"' in shown


def test_a_site_sums_its_units() -> None:
    site = Site(key="s", name="南山", units=[unit({}), unit({})])
    assert (site.here, site.expected) == (2, 4)


@pytest.mark.parametrize(("level", "full"), [(0, 1), (1, 1), (2, 2), (3, 3)])
def test_the_ladder_fills_as_it_rises(level: int, full: int) -> None:
    assert render(ladder_steps(level)).count('class="full"') == full


def test_a_held_ladder_is_hatched_and_says_so() -> None:
    shown = render(ladder_steps(0, held=True))
    assert "hatched" in shown
    assert 'class="full"' not in shown
    assert "暂缓" in shown


def test_bars_start_at_zero_and_carry_their_number() -> None:
    shown = render(
        bars_with_usual([Bar(label="08:00", count=0, usual=2), Bar(label="08:15", count=4)])
    )
    assert "--h:0" in shown
    assert "--h:100" in shown
    assert "--h:50" in shown
    assert ">4<" in shown


def test_no_arrivals_at_all_still_draw() -> None:
    assert "--h:0" in render(bars_with_usual([Bar(label="08:00", count=0)]))


def test_the_table_repeats_the_chart() -> None:
    assert "<td>08:15</td><td>4</td><td>1.5</td>" in render(
        bars_table([Bar(label="08:15", count=4, usual=1.5)])
    )
