"""Without a roster: directed stretches close together are one shift, put on one date by a rule."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from rules.attendance.frame import Frame
from rules.attendance.moments import MINUTE, Moment, local
from rules.attendance.options import Attribution, Pairing
from rules.attendance.pairing import Paired, pair
from rules.attendance.result import DayVerdict
from rules.attendance.spans import Spans, by_date, seconds
from rules.attendance.unit import judge_pairs
from rules.attendance.values import Punch

Pair = tuple[Punch, Punch]
Pairs = tuple[Pair, ...]


def judge_stretches(
    punches: tuple[Punch, ...], frame: Frame
) -> tuple[dict[date, DayVerdict], list[Punch]]:
    """Judge the dates on which something was worked; return the punches in no stretch too."""
    pairs = pair(punches, Pairing.DIRECTED).pairs
    used = {id(punch) for both in pairs for punch in both}
    by_day: dict[date, list[Pair]] = defaultdict(list)
    for group in _groups(pairs, frame.rules.new_shift_gap * MINUTE):
        for day, both in _attributed(group, frame):
            by_day[day].append(both)
    days = {
        day: judge_pairs(day, Paired(pairs=tuple(found)), frame).verdict
        for day, found in sorted(by_day.items())
    }
    return days, [punch for punch in punches if id(punch) not in used]


def _groups(pairs: Pairs, gap: int) -> list[Pairs]:
    groups: list[list[Pair]] = []
    for both in pairs:
        if groups and both[0].at - groups[-1][-1][1].at < gap:
            groups[-1].append(both)
        else:
            groups.append([both])
    return [tuple(group) for group in groups]


def _attributed(group: Pairs, frame: Frame) -> list[tuple[date, Pair]]:
    rule = frame.rules.day_attribution
    if rule is Attribution.CLOCK_SPLIT:
        return [part for both in group for part in _split(both, frame.zone)]
    day = _DAY[rule](tuple((opened.at, closed.at) for opened, closed in group), frame.zone)
    return [(day, both) for both in group]


def _split(both: Pair, zone: ZoneInfo) -> list[tuple[date, Pair]]:
    opened, closed = both
    return [
        (day, (replace(opened, at=low), replace(closed, at=high)))
        for day, (low, high) in by_date([(opened.at, closed.at)], zone)
    ]


def _date(at: Moment, zone: ZoneInfo) -> date:
    return local(at, zone).date()


def _most_worked(spans: Spans, zone: ZoneInfo) -> date:
    worked: dict[date, int] = defaultdict(int)
    for day, span in by_date(spans, zone):
        worked[day] += seconds([span])
    return min(worked, key=lambda day: (-worked[day], day))


_DAY: dict[Attribution, Callable[[Spans, ZoneInfo], date]] = {
    Attribution.SHIFT_START: lambda spans, zone: _date(spans[0][0], zone),
    Attribution.SHIFT_END: lambda spans, zone: _date(spans[-1][1], zone),
    Attribution.MOST_WORKED: _most_worked,
}
