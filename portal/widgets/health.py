"""A terminal at a glance: thirty days as strokes with gaps where it was silent, and how full it is.

A full stroke is a day it was there; hollow is the part nobody can say anything about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.markup import Node, div, el, place, span
from portal.widgets.say import Words
from rules.text import Text

DAY = 1440
ALARMS = (80, 95)
_LEAST = 14.0
"""Percent of a day's stroke that even a minute of silence takes, so that it is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One day: `parts` are its silent minutes as (low, high); `words` say it on hover and tap.

    `on`: the day whose words stand under the strip.
    """

    key: str
    words: Words
    parts: Sequence[tuple[int, int]] = ()
    mark: str = ""
    on: bool = False


def health_strip(days: Sequence[Stroke], label: Words, *, act: str = "day") -> Node:
    """The days in a row, the oldest first; pressing one reports its key."""
    return div(
        (_stroke(day, act) for day in days),
        cls="strip",
        role="group",
        aria_label=label,
        data_keys="",
    )


def capacity_bar(used: int, cap: int) -> Node:
    """How full a terminal is, with marks at 80 and 95 %; from there on old records are at risk."""
    share = min(100.0, 100 * used / cap) if cap else 0.0
    tone = "wrong" if share >= ALARMS[1] else "wait" if share >= ALARMS[0] else "plain"
    return div(
        span(cls=f"fill {tone}", style=place(w=share)),
        (span(cls="alarm", style=place(x=at)) for at in ALARMS),
        (span(f"{at}%", cls="alarm-label", style=place(x=at)) for at in ALARMS),
        cls="capacity",
        role="img",
        aria_label=Text("用了 {n}%", "{n}% used").format(n=round(share)),
    )


def _stroke(day: Stroke, act: str) -> Node:
    return el(
        "button",
        span(cls="there"),
        (span(cls="gone", style=_at(part)) for part in day.parts),
        span(day.mark, cls="strip-mark") if day.mark else None,
        cls=f"stroke-day{' broken' if day.parts else ''}{' on' if day.on else ''}",
        type="button",
        title=day.words,
        aria_label=day.words,
        aria_pressed="true" if day.on else "false",
        data_act=act,
        data_key=day.key,
    )


def _at(part: tuple[int, int]) -> str:
    low, high = part
    return place(y=min(100 * low / DAY, 100 - _LEAST), h=max(_LEAST, 100 * (high - low) / DAY))
