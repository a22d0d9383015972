"""Overtime of a shift or a rest day, in minutes by class, before and after threshold and unit."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from rules.attendance.cover import due_end
from rules.attendance.frame import Frame
from rules.attendance.measure import Work
from rules.attendance.moments import MINUTE
from rules.attendance.options import CompRate, OvertimeBasis, OvertimeRules, OvertimeSource
from rules.attendance.placing import Placed
from rules.attendance.result import DayClass, Overtime
from rules.attendance.spans import ALWAYS, Spans, by_date, cut, meet, minutes
from rules.attendance.values import ShiftKind


def overtime(work: Work, placed: Placed | None, day_class: DayClass, frame: Frame) -> Overtime:
    """Return the raw overtime: rest days and holidays count from the first minute."""
    ot = frame.rules.ot
    if ot.source is OvertimeSource.NONE or not work.presence:
        return Overtime()
    if ot.split_midnight:
        return _by_clock(work, placed, frame)
    if day_class is DayClass.WORKDAY:
        return Overtime(workday=_of_workday(work, placed, frame))
    proven = minutes(meet(work.presence, frame.overtime))
    return Overtime.of(day_class, work.worked if ot.source is OvertimeSource.PUNCH else proven)


def settle(raw: Overtime, ot: OvertimeRules) -> Overtime:
    """Apply threshold and unit to each class of the day."""
    return Overtime(*(_settled(minutes, ot) for minutes in raw))


def compensation(overtime: Overtime, rate: CompRate) -> int:
    """Return the minutes of time off earned, halves up."""
    if not any(overtime):
        return 0
    earned = sum((of * per for of, per in zip(overtime, rate, strict=True)), Decimal(0))
    return int(earned.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _settled(minutes: int, ot: OvertimeRules) -> int:
    counts = minutes > ot.threshold or (ot.inclusive and minutes == ot.threshold)
    return minutes // ot.unit * ot.unit if counts else 0


def _of_workday(work: Work, placed: Placed | None, frame: Frame) -> int:
    if _over(frame.rules.ot):
        return max(0, work.worked - frame.rules.ot.over)
    return minutes(_outside(work, placed, frame))


def _over(ot: OvertimeRules) -> bool:
    return ot.source is OvertimeSource.PUNCH and ot.basis is OvertimeBasis.OVER_MINUTES


def _outside(work: Work, placed: Placed | None, frame: Frame) -> Spans:
    """Return presence outside the shift; with `min` only what was approved."""
    outside = work.presence if placed is None else _beside(work.presence, placed, frame.rules.ot)
    return meet(outside, frame.overtime) if frame.rules.ot.source is OvertimeSource.MIN else outside


def _beside(presence: Spans, placed: Placed, ot: OvertimeRules) -> Spans:
    """Keep the sides that count; a flexible shift has no time before its earliest start."""
    end = due_end(placed, presence[0][0]) + ot.rest_after * MINUTE
    early = ot.before and placed.shift.kind is ShiftKind.FIXED
    before = cut(presence, -ALWAYS, placed.start) if early else ()
    return before + (cut(presence, end, ALWAYS) if ot.after else ())


def _by_clock(work: Work, placed: Placed | None, frame: Frame) -> Overtime:
    """Judge every minute by the class of its own clock date."""
    ot = frame.rules.ot
    punched = ot.source is OvertimeSource.PUNCH
    counted = _by_class(work.spans if punched else meet(work.presence, frame.overtime), frame)
    if _over(ot):
        counted[DayClass.WORKDAY] = max(0, counted[DayClass.WORKDAY] - ot.over)
    else:
        counted[DayClass.WORKDAY] = _by_class(_outside(work, placed, frame), frame)[
            DayClass.WORKDAY
        ]
    return Overtime(*(counted[each] for each in DayClass))


def _by_class(spans: Spans, frame: Frame) -> dict[DayClass, int]:
    found: dict[DayClass, list[tuple[int, int]]] = defaultdict(list)
    for day, span in by_date(spans, frame.zone):
        found[frame.class_of(day)].append(span)
    return {each: minutes(found[each]) for each in DayClass}
