"""Why a day is what it is: the plan, what excuses, the punches, what follows. In that order."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from rules.attendance.frame import Frame
from rules.attendance.moments import MINUTE, Moment, clock_text, local
from rules.attendance.phrases import GRACE, NO_GRACE, PHRASES, SILENT, SILENT_STILL
from rules.attendance.placing import Placed
from rules.attendance.result import DayClass, DayVerdict, Verdict
from rules.attendance.step import Step, listed, minutes_text
from rules.attendance.values import Direction, Outage, Shift
from rules.text import Text

_WORKED = {Verdict.PRESENT, Verdict.HALF_DAY, Verdict.WORKED_REST, Verdict.WORKED_HOLIDAY}


def explain(verdict: DayVerdict, placed: Placed | None, frame: Frame) -> tuple[Step, ...]:
    """Return the reasons for a judged shift or date."""
    return (
        *_plan(verdict, placed, frame),
        *_covers(verdict),
        *_punch_in(verdict, frame),
        *_punch_out(verdict, frame),
        *_held(verdict, frame),
        *_conclusion(verdict),
        *_totals(verdict),
    )


def _step(code: str, **facts: object) -> Step:
    return Step(code, PHRASES[code], facts)


def _plan(verdict: DayVerdict, placed: Placed | None, frame: Frame) -> Iterator[Step]:
    holiday = verdict.day_class is DayClass.HOLIDAY
    if placed is None:
        rested = verdict.date in frame.plans
        yield _step("plan.holiday" if holiday else "plan.rest" if rested else "plan.none")
        return
    if holiday and not verdict.scheduled_minutes:
        yield _step("plan.holiday_off", shift=placed.shift.label)
        return
    yield _shift_step(placed.shift, placed.required, frame.rules.grace_in)
    if holiday:
        yield _step("plan.holiday_owed")


@lru_cache(maxsize=1024)
def _shift_step(shift: Shift, required: int, grace: int) -> Step:
    facts: dict[str, object] = {
        "shift": shift.label,
        "start": _clock(shift.start),
        "end": _clock(shift.end),
        "latest": _clock(shift.latest),
        "required": minutes_text(required),
        "grace": _grace(grace),
    }
    return _step(f"plan.{shift.kind.value}", **facts)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _grace(minutes: int) -> Text:
    return GRACE.format(minutes=minutes_text(minutes)) if minutes else NO_GRACE


def _covers(verdict: DayVerdict) -> Iterator[Step]:
    if verdict.leave_minutes:
        yield _step("cover.leave", minutes=minutes_text(verdict.leave_minutes))
    if verdict.on_duty_minutes:
        yield _step("cover.on_duty", minutes=minutes_text(verdict.on_duty_minutes))


def _punch_in(verdict: DayVerdict, frame: Frame) -> Iterator[Step]:
    if verdict.first_in is None:
        if _known_missing(verdict, Direction.IN):
            yield _step("missing.in")
        return
    at = _recorded(verdict, verdict.first_in, frame)
    if verdict.due_in is None:
        yield _step("in.plain", at=at)
        return
    off = max(0, verdict.first_in - verdict.due_in) // MINUTE
    yield _step(_in_code(verdict, off, frame.rules.grace_in), at=at, minutes=minutes_text(off))


def _in_code(verdict: DayVerdict, off: int, grace: int) -> str:
    if verdict.late_minutes:
        return "in.late" if grace else "in.late_strict"
    return "in.grace" if off else "in.on_time"


def _punch_out(verdict: DayVerdict, frame: Frame) -> Iterator[Step]:
    if verdict.last_out is None:
        if _known_missing(verdict, Direction.OUT):
            yield _step("missing.out")
        return
    at = _recorded(verdict, verdict.last_out, frame)
    if verdict.due_out is None or verdict.verdict is Verdict.PENDING:
        yield _step("out.plain", at=at)
        return
    off = max(0, verdict.due_out - verdict.last_out) // MINUTE
    code = "out.early" if verdict.early_minutes else "out.grace" if off else "out.on_time"
    yield _step(code, at=at, minutes=minutes_text(off))


def _known_missing(verdict: DayVerdict, side: Direction) -> bool:
    return side in verdict.missing and side not in verdict.held


def _recorded(verdict: DayVerdict, at: Moment, frame: Frame) -> str:
    """Print the punch as recorded, to the second; with the date when it is another one."""
    exact = next((punch.recorded for punch in verdict.punches if punch.at == at), at)
    return _when(exact, verdict.date, frame)


def _when(at: Moment, day: date, frame: Frame) -> str:
    clock = clock_text(at, frame.zone)
    there = local(at, frame.zone).date()
    return clock if there == day else f"{there:%m-%d} {clock}"


def _held(verdict: DayVerdict, frame: Frame) -> Iterator[Step]:
    if not verdict.held:
        return
    silence = listed([_silence(outage, verdict.date, frame) for outage in verdict.held_by])
    if not verdict.came:
        pending = verdict.verdict is Verdict.PENDING
        yield _step("held.pending" if pending else "held.absent", silence=silence)
        return
    due = {Direction.IN: verdict.due_in, Direction.OUT: verdict.due_out}
    for side in verdict.held:
        if at := due[side]:
            when = _when(at, verdict.date, frame)
            yield _step(f"held.{side.value}", due=when, silence=silence)


def _silence(outage: Outage, day: date, frame: Frame) -> Text:
    start = _when(outage.start, day, frame)
    if outage.end is None:
        return SILENT_STILL.format(name=outage.label, start=start)
    return SILENT.format(name=outage.label, start=start, end=_when(outage.end, day, frame))


def _conclusion(verdict: DayVerdict) -> Iterator[Step]:
    if verdict.verdict is Verdict.PENDING and not verdict.held:
        yield _step("pending.some" if verdict.came else "pending.none")
    elif verdict.verdict is Verdict.ABSENT and verdict.came:
        yield _step("absent.rule")
    elif verdict.verdict is Verdict.ABSENT:
        code = "absent.rest" if verdict.leave_minutes or verdict.on_duty_minutes else "absent.none"
        yield _step(code, minutes=minutes_text(verdict.absent_minutes))
    elif verdict.verdict is Verdict.HALF_DAY:
        yield _step("half.rule")


def _totals(verdict: DayVerdict) -> Iterator[Step]:
    if verdict.verdict not in _WORKED:
        return
    yield _step("work.total", minutes=minutes_text(verdict.worked_minutes))
    if verdict.short_minutes:
        yield _step("work.short", minutes=minutes_text(verdict.short_minutes))
    if total := sum(verdict.overtime):
        yield _step("ot.total", minutes=minutes_text(total))
