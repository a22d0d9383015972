"""Days drawn: one stroke for a cell, a bar for a shift, and the punches behind them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hr.month import Cell, DayPunch
from portal.widgets.day_bar import DayLine
from portal.widgets.day_glyph import Day, DayMark, Edge
from portal.widgets.punches import Means
from portal.widgets.show import clock
from portal.widgets.why import RawPunch
from rules.attendance.values import Shift
from rules.text import Text, join

DAY = 1440
NOW = Text("现在 {at}", "now {at}")
BREAK = Text("午休", "break")
IN_MISSING = Text("缺上班卡", "no punch in")
OUT_MISSING = Text("缺下班卡", "no punch out")
SAID: Mapping[str, Text] = {
    "normal": Text("如常", "as planned"),
    "late": Text("迟到 {late} 分", "{late} min late"),
    "early": Text("早走 {early} 分", "left {early} min early"),
    "missing_in": IN_MISSING,
    "missing_out": OUT_MISSING,
    "absent": Text("未到", "not there"),
    "half_day": Text("半天", "half a day"),
    "overtime": Text("加班", "overtime"),
    "leave": Text("假", "leave"),
    "trip": Text("外出", "away on duty"),
    "pending": Text("还没到", "not here yet"),
    "held": Text("待定", "undecided"),
    "rest": Text("休", "rest"),
    "future": Text("未到日子", "still to come"),
}
_BOXED = {"leave": None, "trip": Text("差", "T"), "half_day": Text("半", "½")}
_MEANS = {one.value: one for one in Means}


def day_mark(cell: Cell) -> DayMark:
    """The stroke of one day of the month sheet."""
    marks = set(cell.glyphs)
    said = in_words(cell)
    if marks & {"rest", "future"}:
        return DayMark(day=Day.FUTURE if "future" in marks else Day.EMPTY, said=said)
    if "absent" in marks:
        return DayMark(day=Day.ABSENT, said=said, needs=cell.needs_hr)
    if marks & {"held", "pending"}:
        return DayMark(day=Day.UNDECIDED, char=Text("候", "?"), said=said, needs=cell.needs_hr)
    boxed = next((mark for mark in _BOXED if mark in marks), None)
    if boxed:
        char = cell.letter or _BOXED[boxed] or Text("假", "L")
        return DayMark(day=Day.BOXED, char=char, said=said, needs=cell.needs_hr)
    return DayMark(
        begin=_edge("late" in marks, "missing_in" in marks),
        end=_edge("early" in marks, "missing_out" in marks),
        over="overtime" in marks,
        said=said,
        needs=cell.needs_hr,
    )


def in_words(cell: Cell) -> Text:
    """Everything a cell says, in words."""
    parts = [
        SAID[mark].format(late=cell.late_minutes, early=cell.early_minutes)
        for mark in cell.glyphs
        if mark in SAID
    ]
    return join(parts)


def _edge(off: bool, missing: bool) -> Edge:  # noqa: FBT001 - the two states of one end
    if missing:
        return Edge.MISSING
    return Edge.OFF if off else Edge.PLAIN


def hours(shift: Shift) -> str:
    """09:00–18:00."""
    return f"{_clock(shift.start)}–{_clock(shift.end)}"


def day_line(
    shift: Shift,
    on: date,
    zone: str,
    *,
    came: datetime | None,
    left: datetime | None,
    now: datetime | None = None,
) -> DayLine:
    """The bar of a day; `now` is given while the day is still running."""
    end = shift.end + DAY if shift.end <= shift.start else shift.end
    came_at, left_at = (_minute(at, on, zone) if at else None for at in (came, left))
    now_at = _minute(now, on, zone) if now else None
    until = left_at if left_at is not None else now_at
    started = came_at is not None and until is not None and until > came_at
    running = came_at is not None and left_at is None and now_at is not None
    return DayLine(
        shift=(shift.start, end),
        shift_label=_clock(shift.start),
        worked=_without(came_at or 0, until or 0, shift.breaks) if started else (),
        breaks=shift.breaks,
        break_label=BREAK if shift.breaks else "",
        came=came_at,
        came_label=_local(came, zone) if came else (IN_MISSING if left else ""),
        left=min(now_at or end, end) if running and now_at and now_at < end else left_at,
        left_label=_local(left, zone) if left else "",
        left_open=came_at is not None and left_at is None,
        now_label=NOW.format(at=_local(now, zone)) if now and running else _clock(end),
    )


def raw_punches_of(punches: Iterable[DayPunch]) -> list[RawPunch]:
    """The punches of a day as evidence rows."""
    return [
        RawPunch(
            key=one.id,
            at=one.local_text[11:19],
            where=one.terminal,
            means=_MEANS.get(one.verify, Means.UNKNOWN),
            number=f"#{one.id[-6:]}",
        )
        for one in punches
    ]


def _without(start: int, end: int, breaks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The worked time, with the breaks cut out."""
    found, at = [], start
    for low, high in sorted(breaks):
        if at < low < end:
            found.append((at, low))
        at = max(at, min(high, end)) if low < end else at
    if at < end:
        found.append((at, end))
    return found


def _minute(at: datetime, on: date, zone: str) -> int:
    """Minutes after the local midnight that the day began with."""
    start = datetime.combine(on, time(), ZoneInfo(zone))
    return int((at - start).total_seconds() // 60)


def _local(at: datetime, zone: str) -> str:
    return clock(at.astimezone(ZoneInfo(zone)))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
