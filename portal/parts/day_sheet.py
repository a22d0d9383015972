"""One day beside the month: its chips, its bar with the silences, and the words around it."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from hr.month import DayView
from hr.prospects import Silence
from portal.parts.days import SAID, day_line, hours
from portal.widgets.chip import Tone, state_chip
from portal.widgets.day_bar import DayLine, Span
from portal.widgets.markup import Node
from portal.widgets.say import Words
from portal.widgets.show import clock
from rules.attendance.values import ShiftKind
from rules.text import Text

_TONES: dict[str, Tone] = {
    "normal": "good", "absent": "wrong", "half_day": "wrong", "late": "wait", "early": "wait",
    "missing_in": "wait", "missing_out": "wait", "held": "wait", "pending": "wait",
}  # fmt: skip
_AROUND = 60
"""Minutes around the shift that an outage is cut to, so that the shift stays readable."""


def day_chips(day: DayView) -> list[Node]:
    """The state chips of a day, one per mark."""
    return [
        state_chip(
            SAID[name].format(late=day.late_minutes, early=day.early_minutes),
            _TONES.get(name, "plain"),
            symbol="clock" if name in {"late", "early"} else None,
        )
        for name in day.glyphs
        if name in SAID
    ]


def bar_of(day: DayView) -> DayLine | None:
    """The bar of a day; None where there is no shift by the clock."""
    if day.shift is None or day.shift.kind is ShiftKind.HOURS:
        return None
    line = day_line(day.shift, day.date, day.zone, came=day.first_in, left=day.last_out)
    line = replace(
        line,
        came_label=_seen(day, day.first_in, Text("上班", "in"), "in"),
        left_label=_seen(day, day.last_out, Text("下班", "out"), "out"),
        left_open="out" in day.missing and bool(day.punches),
        shift_label=hours(day.shift),
        now_label="",
    )
    hole = next(iter(day.silences), None)
    if hole is None:
        return line
    label = Text("{code} 失联", "{code} silent").format(code=hole.terminal)
    return replace(line, outage=_cut(day, hole, line.shift), outage_label=label)


def _seen(day: DayView, at: datetime | None, word: Text, side: str) -> Words:
    if at is not None:
        seen = _exact(day, at)
        return Text(f"{seen} {word.zh}", f"{word.en} {seen}")
    return SAID[f"missing_{side}"] if side in day.missing and day.punches else ""


def _exact(day: DayView, at: datetime) -> str:
    """The punch as the terminal wrote it; judging may have cut it to the minute."""
    written = [
        one.local_text[11:19] for one in day.punches if 0 <= (one.at - at).total_seconds() < 60
    ]
    return written[0] if written else clock(at.astimezone(ZoneInfo(day.zone)), seconds=True)


def _cut(day: DayView, hole: Silence, shift: Span) -> Span:
    low, high = shift[0] - _AROUND, shift[1] + _AROUND
    midnight = datetime.combine(day.date, time.min, ZoneInfo(day.zone))
    began, ended = (
        int((at - midnight).total_seconds() // 60) if at else high
        for at in (hole.began_at, hole.ended_at)
    )
    start = max(low, min(began, high))
    return start, max(start, min(ended, high))
