"""Stretches of time against sets of seconds."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rules.attendance.moments import on
from rules.attendance.spans import Spans, by_date, cut, meet, merge, minus, seconds

RAW = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)
ZONE = ZoneInfo("Asia/Shanghai")


def points(spans: Spans) -> set[int]:
    return {second for low, high in spans for second in range(low, high)}


@given(RAW)
def test_merging_keeps_every_second_and_sorts(raw: list[tuple[int, int]]) -> None:
    merged = merge(raw)
    assert points(merged) == points(tuple(raw))
    assert all(one[1] < other[0] for one, other in pairwise(merged))
    assert seconds(merged) == len(points(merged))


@given(RAW, RAW)
def test_meeting_and_taking_out_are_set_operations(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    left, right = merge(one), merge(other)
    assert points(meet(left, right)) == points(left) & points(right)
    assert points(minus(left, right)) == points(left) - points(right)


@given(RAW, st.integers(0, 40), st.integers(0, 40))
def test_cutting_keeps_what_lies_between(raw: list[tuple[int, int]], low: int, high: int) -> None:
    assert points(cut(merge(raw), low, high)) == points(merge(raw)) & set(range(low, high))


def test_a_stretch_over_midnight_is_cut_there() -> None:
    day = date(2026, 11, 12)
    start, end = on(day, 22 * 60, ZONE), on(day, 30 * 60, ZONE)
    midnight = on(day, 24 * 60, ZONE)
    assert list(by_date([(start, end)], ZONE)) == [
        (day, (start, midnight)),
        (date(2026, 11, 13), (midnight, end)),
    ]
