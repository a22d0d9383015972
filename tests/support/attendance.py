"""Sheets for attendance tests: one zone, a day shift of nine to six, moments by the clock."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from rules.attendance.day import judge_day
from rules.attendance.moments import Moment, clock, on
from rules.attendance.options import Rules
from rules.attendance.result import DayVerdict
from rules.attendance.values import Cover, CoverKind, Direction, Outage, Punch, Sheet, Shift
from rules.calendar import load
from rules.text import Text

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = load().roster_calendar
DAY = date(2026, 11, 12)
HQ = Shift(
    code="HQ",
    name=Text("总部标准班", "HQ standard"),
    start=clock("09:00"),
    end=clock("18:00"),
    breaks=((clock("12:00"), clock("13:00")),),
)
GRACE = Rules(grace_in=5)


def at(text: str, day: date = DAY) -> Moment:
    """`09:14:22` on a date; `+` in front means the next day."""
    shift, text = (24 * 60, text[1:]) if text.startswith("+") else (0, text)
    return on(day, clock(text[:5]) + shift, ZONE) + int(text[6:] or 0)


def punches(*texts: str, day: date = DAY) -> tuple[Punch, ...]:
    """Punches by the clock; `>09:00` goes in, `<18:00` out."""
    return tuple(_punch(text, day) for text in texts)


def _punch(text: str, day: date) -> Punch:
    sides = {">": Direction.IN, "<": Direction.OUT}
    side = sides.get(text[0])
    return Punch(at=at(text[1:] if side else text, day), dir=side, terminal="NS-01")


def sheet(
    seen: Iterable[Punch] = (), days: Iterable[date] = (DAY,), shift: Shift = HQ, **more: Any
) -> Sheet:
    """A sheet with the shift on every working date of `days`, rest on the others."""
    given: dict[str, Any] = {
        "zone": ZONE,
        "calendar": CALENDAR,
        "rules": GRACE,
        "terminals": frozenset({"NS-01", "NS-02"}),
        "shifts": {shift.code: shift},
        "roster": {day: (shift.code,) if CALENDAR.is_working(day) else None for day in days},
        "punches": tuple(seen),
    }
    return Sheet(**(given | more))


def day(*texts: str, **more: Any) -> DayVerdict:
    """The verdict of DAY with these punches."""
    return judge_day(sheet(punches(*texts), **more), DAY)


def leave(low: str, high: str, day: date = DAY, leave_type: str = "annual") -> Cover:
    """Approved leave by the clock."""
    kind = CoverKind.LEAVE
    return Cover(kind=kind, start=at(low, day), end=at(high, day), leave_type=leave_type)


def trip(low: str, high: str, day: date = DAY) -> Cover:
    """Approved duty elsewhere by the clock."""
    return Cover(kind=CoverKind.ON_DUTY, start=at(low, day), end=at(high, day))


def outage(
    low: str, high: str | None = None, *, terminal: str = "NS-02", day: date = DAY
) -> Outage:
    """A terminal's silence by the clock."""
    name = Text("三楼终端", "the 3rd-floor terminal")
    end = at(high, day) if high else None
    return Outage(terminal=terminal, name=name, start=at(low, day), end=end)
