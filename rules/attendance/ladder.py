"""The absence ladder: how many scheduled shifts in a row somebody missed, and what is due next.

Rest days do not count, presence resets, approved leave and a silent terminal keep it silent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from rules.attendance.moments import MINUTE, Moment, clock_text, local, on
from rules.attendance.result import DayVerdict, Verdict
from rules.attendance.step import listed
from rules.calendar import Calendar
from rules.text import Text


class Rung(IntEnum):
    """D0: the grace of today's shift has passed; D1 to D3: so many shifts missed (or more)."""

    D0 = 0
    D1 = 1
    D2 = 2
    D3 = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRules:
    """When the next act is due: minutes after the start on D0, then times of a working day."""

    remind_after: int = 30
    clocks: tuple[int, int, int] = (10 * 60, 12 * 60, 18 * 60)
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Where somebody stands: `missed` shifts in a row `since` a date. `held`: nothing is due."""

    rung: Rung
    since: date
    missed: int
    held: bool
    text: Text
    next: Text
    by: Moment | None


_SAID = (
    Text("{due} 的班还没打卡", "no punch yet for the shift due at {due}"),
    Text("{since} 的班没来", "missed the shift of {since}"),
    Text("{since} 起连续 {missed} 个班没来", "missed {missed} shifts in a row, since {since}"),
)
_NEXT = {
    Rung.D0: Text("{by} 提醒直属上级", "the direct manager is reminded at {by}"),
    Rung.D1: Text("{by} 前由人事联系本人", "HR contacts the person by {by}"),
    Rung.D2: Text(
        "仍联系不上，{by} 升级到部门负责人", "if unanswered, to the head of unit at {by}"
    ),
    Rung.D3: Text("返岗通知书须在 {by} 前发出", "the return-to-work notice is due by {by}"),
}
_HELD = Text(
    "暂缓：{terminals}失联，不计缺勤", "on hold: {terminals} silent, not counted as absence"
)


def ladder(
    days: Iterable[DayVerdict], zone: ZoneInfo, rules: LadderRules | None = None
) -> Ladder | None:
    """Return where somebody stands after these days (in any order), None when all is well."""
    units = list(_begun(days))
    if not units or units[-1].came or units[-1].excused:
        return None
    missed = _missed(units)
    last = units[-1]
    if last.held:
        return _held(missed, last)
    if not (missed or last.overdue):
        return None
    return _standing(missed, last, zone, rules or LadderRules())


def _begun(days: Iterable[DayVerdict]) -> Iterator[DayVerdict]:
    """Yield the scheduled shifts that have begun, in order."""
    for day in sorted(days, key=lambda one: one.date):
        for unit in day.units:
            waiting = unit.verdict is Verdict.PENDING and not unit.came
            if unit.scheduled_minutes and (unit.overdue or unit.excused or not waiting):
                yield unit


def _missed(units: list[DayVerdict]) -> list[DayVerdict]:
    missed: list[DayVerdict] = []
    for unit in units:
        if unit.came:
            missed = []
        elif unit.verdict is Verdict.ABSENT:
            missed.append(unit)
    return missed


def _held(missed: list[DayVerdict], last: DayVerdict) -> Ladder:
    terminals = listed(list(dict.fromkeys(outage.label for outage in last.held_by)))
    verb = Text("", " is" if len(last.held_by) == 1 else " are")
    return Ladder(
        rung=_rung(missed),
        since=(missed[0] if missed else last).date,
        missed=len(missed),
        held=True,
        text=_HELD.format(terminals=terminals + verb),
        next=Text("", ""),
        by=None,
    )


def _standing(
    missed: list[DayVerdict], last: DayVerdict, zone: ZoneInfo, rules: LadderRules
) -> Ladder:
    rung, due = _rung(missed), last.due_in or 0
    by = (
        _deadline(missed[rung - 1], rung, zone, rules)
        if missed
        else due + rules.remind_after * MINUTE
    )
    since = (missed or [last])[0].date
    said = _SAID[min(len(missed), 2)]
    return Ladder(
        rung=rung,
        since=since,
        missed=len(missed),
        held=False,
        text=said.format(since=f"{since:%m-%d}", missed=len(missed), due=clock_text(due, zone)),
        next=_NEXT[rung].format(by=_when(by, last, zone)),
        by=by,
    )


def _rung(missed: list[DayVerdict]) -> Rung:
    return Rung(min(len(missed), Rung.D3))


def _deadline(last: DayVerdict, rung: Rung, zone: ZoneInfo, rules: LadderRules) -> Moment:
    """Return the rung's time of day, next after the missed shift on a working day."""
    after = last.due_out or 0
    day = local(after, zone).date()
    clock = rules.clocks[rung - 1]
    while on(day, clock, zone) <= after or not rules.calendar.is_working(day):
        day += timedelta(days=1)
    return on(day, clock, zone)


def _when(at: Moment, last: DayVerdict, zone: ZoneInfo) -> str:
    """Say a time of day; with its date unless it is the day of a shift still running."""
    there = local(at, zone).date()
    today = last.verdict is Verdict.PENDING and there == last.date
    return clock_text(at, zone) if today else f"{there:%m-%d} {clock_text(at, zone)}"
