"""A day on a line: everything lies on the axis, nights run on."""

import re

from hypothesis import given
from hypothesis import strategies as st

from portal.widgets.day_bar import DayLine, Span, day_bar, minutes
from portal.widgets.markup import render

TIMES = st.integers(0, 2 * 1440)
SPANS = st.tuples(TIMES, TIMES).map(lambda pair: (min(pair), max(pair) + 1))


@given(shift=SPANS, worked=st.lists(SPANS, max_size=3), came=TIMES, left=TIMES, outage=SPANS)
def test_nothing_is_drawn_off_the_line(
    shift: Span, worked: list[Span], came: int, left: int, outage: Span
) -> None:
    line = DayLine(shift=shift, shift_label="s", worked=worked, came=came, left=left, outage=outage)
    drawn = re.findall(r"--x:([-\d.e]+);--w:([-\d.e]+)", render(day_bar(line)))
    assert drawn
    assert all(float(x) >= 0 and float(x) + float(w) <= 100.01 for x, w in drawn)


def test_a_missing_punch_out_is_a_ring_and_a_punch_is_a_post() -> None:
    line = DayLine(shift=(540, 1080), shift_label="09:00", left_open=True)
    assert "daybar-ring" in render(day_bar(line))
    punched = DayLine(shift=(540, 1080), shift_label="09:00", left=1083)
    assert "daybar-out" in render(day_bar(punched))


def test_a_running_day_shows_no_end() -> None:
    shown = render(day_bar(DayLine(shift=(540, 1080), shift_label="09:00", came=535)))
    assert "daybar-ring" not in shown
    assert "daybar-out" not in shown


def test_minutes_run_past_midnight() -> None:
    assert (minutes("09:14"), minutes("25:30")) == (554, 1530)
