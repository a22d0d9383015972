"""One day beside the month: its chips, its bar with the silences, and the words around it."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from hr import records
from hr.month import DayView
from hr.prospects import Silence
from portal.page import View
from portal.parts.days import SAID, day_line, hours, raw_punches_of
from portal.parts.proof import seal_node
from portal.widgets.card import section_title
from portal.widgets.chip import Tone, avatar, state_chip
from portal.widgets.day_bar import DayLine, Span, day_bar
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.say import Words
from portal.widgets.show import clock, moment
from portal.widgets.show import date as show_date
from portal.widgets.terminals import dots
from portal.widgets.timeline import Moment, time_line
from portal.widgets.why import facts, note, raw_punches, why_steps
from rules.attendance.values import ShiftKind
from rules.period import Month
from rules.text import Text

_TONES: dict[str, Tone] = {
    "normal": "good", "absent": "wrong", "half_day": "wrong", "late": "wait", "early": "wait",
    "missing_in": "wait", "missing_out": "wait", "held": "wait", "pending": "wait",
}  # fmt: skip
_AROUND = 60
"""Minutes around the shift that an outage is cut to, so that the shift stays readable."""


def day_head(day: DayView) -> list[Child]:
    """Whose day it is, which, and how it was judged."""
    return [
        div(
            avatar(day.name),
            el("strong", day.name),
            span(dots([part for part in (day.unit, day.position) if part])),
            cls="sheet-person",
        ),
        div(el("h2", show_date(day.date)), _chips(day), cls="sheet-title"),
    ]


async def day_body(view: View, day: DayView) -> list[Child]:
    """Why the day is what it is, down to its punches, and what comes next."""
    line = _bar(day)
    return [
        day_bar(line) if line else None,
        section_title(Text("为什么这样判", "Why this verdict")),
        why_steps(day.steps),
        section_title(Text("打卡", "Punches")),
        raw_punches(raw_punches_of(day.punches), act="proof")
        if day.punches
        else note(Text("这一天没有打卡记录。", "No punch was recorded that day.")),
        facts(_facts(view, day)),
        await _seal(view, day),
        section_title(Text("接下来", "What is next")),
        time_line(
            [
                Moment(words=words, when="next" if i else "now")
                for i, words in enumerate(day.outlook)
            ]
        ),
    ]


async def _seal(view: View, day: DayView) -> Node:
    if day.standing.closed:
        return seal_node(
            await view.ask(records.seal_of, str(Month.of(day.date)), "attendance.closed")
        )
    if day.standing.accepted:
        return seal_node(await view.ask(records.seal_of, day.person_id, "day.accepted"))
    return note(
        Text(
            "关账时，当天判定的摘要写进证据；现在还会随新打卡重判。",
            "Closing the month puts this verdict on record; until then new punches change it.",
        ),
        symbol="proof",
    )


def _chips(day: DayView) -> list[Node]:
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


def _bar(day: DayView) -> DayLine | None:
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


def _facts(view: View, day: DayView) -> list[tuple[Text, Child]]:
    shift = (
        Text("{name} {hours}", "{name} {hours}").format(
            name=day.shift.label, hours=hours(day.shift)
        )
        if day.shift
        else Text("没有排班", "no shift")
    )
    forms = dots([one.number for one in day.requests]) or Text("没有", "none")
    return [
        (Text("规则", "Rule"), shift),
        (Text("出勤", "Worked"), Text("{n} 分钟", "{n} min").format(n=day.worked_minutes)),
        (Text("申请", "Requests"), forms),
        (Text("判定于", "Judged"), moment(view.local(day.computed_at))),
    ]
