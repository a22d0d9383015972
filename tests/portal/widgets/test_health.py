"""A terminal's thirty days and its capacity, said in words as well as drawn."""

import pytest

from portal.widgets.health import Stroke, capacity_bar, health_strip
from portal.widgets.markup import render


def test_each_day_says_itself_and_reports_its_key() -> None:
    drawn = render(
        health_strip(
            [Stroke(key="2026-11-19", words="silent 10:00–11:35", parts=[(600, 695)])], "health"
        )
    )
    assert 'title="silent 10:00–11:35"' in drawn
    assert 'aria-label="silent 10:00–11:35"' in drawn
    assert 'data-key="2026-11-19"' in drawn
    assert "broken" in drawn


def test_a_minute_of_silence_is_seen_and_stays_inside_its_day() -> None:
    drawn = render(health_strip([Stroke(key="1", words="x", parts=[(1439, 1440)])], "health"))
    assert "--y:86;--h:14" in drawn


def test_a_day_without_silence_is_whole() -> None:
    assert "gone" not in render(health_strip([Stroke(key="1", words="x")], "health"))


@pytest.mark.parametrize(
    ("used", "tone"),
    [(799, "plain"), (800, "wait"), (949, "wait"), (950, "wrong"), (2000, "wrong")],
)
def test_capacity_turns_at_80_and_95_percent(used: int, tone: str) -> None:
    assert f"fill {tone}" in render(capacity_bar(used, 1000))


def test_a_terminal_that_names_no_capacity_is_not_full() -> None:
    assert "fill plain" in render(capacity_bar(10, 0))
