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
from rules.attendance.moments import MINUTE, Moment
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
    """What the punches alone tell."""

    punches: tuple[Punch, ...]
    paired: Paired
    ends: Ends
    work: Work


class _Owed(NamedTuple):
    """What the schedule asked, what requests cover, and how far the punches are off."""

    scheduled: int = 0
    due_in: Moment | None = None
    due_out: Moment | None = None
    leave: int = 0
    on_duty: int = 0
    leave_types: tuple[str, ...] = ()
    late: int = 0
    early: int = 0
    short: int = 0


def judge_shift(window: Window, frame: Frame) -> Unit:
    """Judge a planned shift by the punches of its window."""
    placed, as_of = window.placed, frame.sheet.as_of
    day_class = frame.class_of(placed.day)
    lifted = day_class is DayClass.HOLIDAY and frame.rules.holiday_roster is HolidayRoster.OFF
    cover = Covered() if lifted else covered(placed, frame)
    seen = _see(tuple(window.punches), placed, frame, _reach(cover, placed))
    owed = _Owed() if lifted else _owed(placed, cover, seen, frame)
    pending = as_of is not None and as_of <= window.high
    word = decide(_facts(seen, owed, day_class, frame, owed=not lifted, pending=pending))
    unit = _unit(placed.day, placed, seen, owed, word, frame)
    verdict = hold(unit.verdict, placed, frame)
    return Unit(replace(verdict, steps=explain(verdict, placed, frame)), unit.raw)


def judge_free(day: date, punches: tuple[Punch, ...], frame: Frame) -> Unit:
    """Judge a planned rest by the punches left over on its date."""
    seen = _see(punches, None, frame, None)
    word = decide(_facts(seen, _Owed(), frame.class_of(day), frame, owed=False, pending=False))
    return _explained(_unit(day, None, seen, _Owed(), word, frame), frame)


def judge_pairs(day: date, paired: Paired, frame: Frame) -> Unit:
    """Judge a date nobody planned by the stretches attributed to it."""
    punches = tuple(punch for both in paired.pairs for punch in both)
    work = measure(paired, None, frame.rules, frame.zone)
    seen = _Seen(punches, paired, find_ends(paired, punches, None), work)
    return _explained(_unit(day, None, seen, _Owed(), Verdict.PRESENT, frame), frame)


def _explained(unit: Unit, frame: Frame) -> Unit:
    return Unit(replace(unit.verdict, steps=explain(unit.verdict, None, frame)), unit.raw)


def _reach(cover: Covered, placed: Placed) -> Span:
    return (cover.open[0][0], cover.open[-1][1]) if cover.open else (placed.start, placed.end)


def _see(
    punches: tuple[Punch, ...], placed: Placed | None, frame: Frame, reach: Span | None
) -> _Seen:
    paired = pair(punches, frame.rules.pairing)
    work = measure(paired, placed, frame.rules, frame.zone)
    return _Seen(punches, paired, find_ends(paired, punches, reach), work)


def _owed(placed: Placed, cover: Covered, seen: _Seen, frame: Frame) -> _Owed:
    due_in, due_out = due(placed, cover, frame, seen.ends.first_in)
    hours = placed.shift.kind is ShiftKind.HOURS
    return _Owed(
        scheduled=placed.required,
        due_in=due_in,
        due_out=due_out,
        leave=cover.leave,
        on_duty=cover.on_duty,
        leave_types=frame.leave_types(placed.start, placed.end) if cover.leave else (),
        late=late(seen.ends.first_in, due_in, frame.rules),
        early=early(seen.ends.last_out, due_out, frame.rules),
        short=max(0, placed.required - seen.work.worked) if hours else 0,
    )


def _facts(
    seen: _Seen, due: _Owed, day_class: DayClass, frame: Frame, *, owed: bool, pending: bool
) -> Facts:
    return Facts(
        rules=frame.rules,
        day_class=day_class,
        owed=owed,
        pending=pending,
        punched=bool(seen.punches),
        paired=bool(seen.paired.pairs),
        worked=seen.work.worked,
        late=due.late,
        leave=due.leave,
        on_duty=due.on_duty,
        required=due.scheduled,
    )


def _unit(
    day: date, placed: Placed | None, seen: _Seen, owed: _Owed, word: Verdict, frame: Frame
) -> Unit:
    """Put the verdict together; a pending day says nothing of what is not over."""
    pending, came = word is Verdict.PENDING, bool(seen.punches)
    day_class, ot = frame.class_of(day), frame.rules.ot
    raw = overtime(seen.work, placed, day_class, frame)
    settled = settle(raw, ot)
    uncovered = owed.scheduled - owed.leave - owed.on_duty
    verdict = DayVerdict(
        date=day,
        verdict=word,
        day_class=day_class,
        shift=placed.shift.code if placed else "",
        first_in=seen.ends.first_in,
        last_out=seen.ends.last_out,
        due_in=owed.due_in,
        due_out=owed.due_out,
        worked_minutes=seen.work.worked,
        scheduled_minutes=owed.scheduled,
        late_minutes=owed.late,
        early_minutes=0 if pending else owed.early,
        short_minutes=owed.short,
        leave_minutes=owed.leave,
        on_duty_minutes=owed.on_duty,
        absent_minutes=uncovered if word is Verdict.ABSENT and not came else 0,
        night_minutes=night_minutes(seen.work.spans, frame.rules.night_window, frame.zone),
        comp_minutes=compensation(settled, ot.comp_rate),
        unpaired=seen.paired.unpaired,
        overdue=pending and not came and _passed(owed.due_in, frame),
        missing=() if pending else seen.ends.missing,
        overtime=settled,
        leave_types=owed.leave_types,
        punches=seen.punches,
    )
    return Unit(verdict, raw)


def _passed(due_in: Moment | None, frame: Frame) -> bool:
    """Say whether the due moment and its grace are over."""
    if due_in is None or frame.sheet.as_of is None:
        return False
    return frame.sheet.as_of > due_in + frame.rules.grace_in * MINUTE
