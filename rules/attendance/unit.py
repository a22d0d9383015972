"""One shift, or one date without a shift, judged from its punches."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rules.attendance.cover import Covered, covered, due
from rules.attendance.ends import Ends, find_ends
from rules.attendance.explain import explain
from rules.attendance.frame import Frame
from rules.attendance.hold import hold
from rules.attendance.measure import Work, measure, night_minutes
from rules.attendance.moments import MINUTE
from rules.attendance.options import HolidayRoster
from rules.attendance.overtime import compensation, overtime, settle
from rules.attendance.pairing import Paired, pair
from rules.attendance.placing import Placed
from rules.attendance.punctual import early, late
from rules.attendance.result import DayClass, DayVerdict, Overtime, Verdict
from rules.attendance.spans import Span
from rules.attendance.values import Punch, ShiftKind
from rules.attendance.verdict import Facts, decide
from rules.attendance.windows import Window


class Unit(NamedTuple):
    """The verdict, and its overtime before threshold and unit (they apply to the whole date)."""

    verdict: DayVerdict
    raw: Overtime


class _Seen(NamedTuple):
    punches: tuple[Punch, ...]
    paired: Paired
    ends: Ends
    work: Work


def judge_shift(window: Window, frame: Frame) -> Unit:
    """Judge a planned shift by the punches of its window."""
    placed = window.placed
    day_class = frame.class_of(placed.day)
    owed = day_class is not DayClass.HOLIDAY or _owed_on_holidays(frame)
    cover = covered(placed, frame) if owed else Covered()
    seen = _see(tuple(window.punches), placed, frame, _reach(cover, placed))
    pending = owed and frame.sheet.as_of is not None and frame.sheet.as_of <= window.high
    verdict = _measured(placed.day, day_class, seen, frame)
    if owed:
        verdict = _against_schedule(verdict, seen, placed, cover, frame)
        verdict = replace(verdict, verdict=decide(_facts(verdict, seen, frame, pending=pending)))
        verdict = hold(_settled(verdict, frame), placed, frame)
    else:
        unowed = decide(_facts(verdict, seen, frame, pending=False, owed=False))
        verdict = replace(verdict, verdict=unowed)
    return _finish(replace(verdict, shift=placed.shift.code), placed, seen, frame)


def judge_free(day: date, punches: tuple[Punch, ...], frame: Frame) -> Unit:
    """Judge a planned rest by the punches left over on its date."""
    seen = _see(punches, None, frame, None)
    verdict = _measured(day, frame.class_of(day), seen, frame)
    word = decide(_facts(verdict, seen, frame, pending=False, owed=False))
    return _finish(replace(verdict, verdict=word), None, seen, frame)


def judge_pairs(day: date, paired: Paired, frame: Frame) -> Unit:
    """Judge a date nobody planned by the stretches attributed to it."""
    punches = tuple(punch for both in paired.pairs for punch in both)
    work = measure(paired, None, frame.rules, frame.zone)
    seen = _Seen(punches, paired, find_ends(paired, punches, None), work)
    return _finish(_measured(day, frame.class_of(day), seen, frame), None, seen, frame)


def _owed_on_holidays(frame: Frame) -> bool:
    return frame.rules.holiday_roster is HolidayRoster.ALL_OVERTIME


def _reach(cover: Covered, placed: Placed) -> Span:
    return (cover.open[0][0], cover.open[-1][1]) if cover.open else (placed.start, placed.end)


def _see(
    punches: tuple[Punch, ...], placed: Placed | None, frame: Frame, reach: Span | None
) -> _Seen:
    paired = pair(punches, frame.rules.pairing)
    work = measure(paired, placed, frame.rules, frame.zone)
    return _Seen(punches, paired, find_ends(paired, punches, reach), work)


def _measured(day: date, day_class: DayClass, seen: _Seen, frame: Frame) -> DayVerdict:
    """Fill in what punches alone tell."""
    return DayVerdict(
        date=day,
        verdict=Verdict.NONE,
        day_class=day_class,
        first_in=seen.ends.first_in,
        last_out=seen.ends.last_out,
        missing=seen.ends.missing,
        worked_minutes=seen.work.worked,
        night_minutes=night_minutes(seen.work.spans, frame.rules.night_window, frame.zone),
        unpaired=seen.paired.unpaired,
        punches=seen.punches,
    )


def _against_schedule(
    verdict: DayVerdict, seen: _Seen, placed: Placed, cover: Covered, frame: Frame
) -> DayVerdict:
    """Fill in what was owed, what requests cover, and how far punches are off."""
    due_in, due_out = due(placed, frame, seen.ends.first_in) or (None, None)
    hours = placed.shift.kind is ShiftKind.HOURS
    return replace(
        verdict,
        due_in=due_in,
        due_out=due_out,
        scheduled_minutes=placed.required,
        late_minutes=late(seen.ends.first_in, due_in, frame.rules),
        early_minutes=early(seen.ends.last_out, due_out, frame.rules),
        short_minutes=max(0, placed.required - seen.work.worked) if hours else 0,
        leave_minutes=cover.leave,
        on_duty_minutes=cover.on_duty,
        leave_types=frame.leave_types(placed.start, placed.end) if cover.leave else (),
    )


def _facts(
    verdict: DayVerdict, seen: _Seen, frame: Frame, *, pending: bool, owed: bool = True
) -> Facts:
    return Facts(
        rules=frame.rules,
        day_class=verdict.day_class,
        owed=owed,
        pending=pending,
        punched=bool(seen.punches),
        paired=bool(seen.paired.pairs),
        worked=verdict.worked_minutes,
        late=verdict.late_minutes,
        leave=verdict.leave_minutes,
        on_duty=verdict.on_duty_minutes,
        required=verdict.scheduled_minutes,
    )


def _settled(verdict: DayVerdict, frame: Frame) -> DayVerdict:
    """A pending day says nothing of what is not over; an empty absence owes its open time."""
    if verdict.verdict is Verdict.PENDING:
        overdue = not verdict.came and _passed(verdict, frame)
        return replace(verdict, early_minutes=0, missing=(), overdue=overdue)
    if verdict.verdict is Verdict.ABSENT and not verdict.came:
        excused = verdict.leave_minutes + verdict.on_duty_minutes
        return replace(verdict, absent_minutes=verdict.scheduled_minutes - excused)
    return verdict


def _passed(verdict: DayVerdict, frame: Frame) -> bool:
    """Say whether the due moment and its grace are over."""
    if verdict.due_in is None or frame.sheet.as_of is None:
        return False
    return frame.sheet.as_of > verdict.due_in + frame.rules.grace_in * MINUTE


def _finish(verdict: DayVerdict, placed: Placed | None, seen: _Seen, frame: Frame) -> Unit:
    raw = overtime(seen.work, placed, verdict.day_class, frame)
    settled = settle(raw, frame.rules.ot)
    verdict = replace(
        verdict, overtime=settled, comp_minutes=compensation(settled, frame.rules.ot.comp_rate)
    )
    return Unit(replace(verdict, steps=explain(verdict, placed, frame)), raw)
