"""A terminal's silence is never read as a person's absence: judgements it touches are held.

A missing, late or early side is held when a terminal the person uses was silent near the due
moment; a whole absence only when the silence touches both sides, so that a short restart
of a terminal does not hide somebody who never came.
"""

from dataclasses import replace
from typing import NamedTuple

from rules.attendance.frame import Frame
from rules.attendance.moments import MINUTE, Moment
from rules.attendance.placing import Placed
from rules.attendance.result import DayVerdict, Verdict
from rules.attendance.values import Direction, Outage

_JUDGED = {Verdict.PENDING, Verdict.ABSENT, Verdict.MISSING, Verdict.HALF_DAY, Verdict.PRESENT}

Dark = dict[Direction, tuple[Outage, ...]]


class _Stretch(NamedTuple):
    low: Moment
    high: Moment


def hold(verdict: DayVerdict, placed: Placed, frame: Frame) -> DayVerdict:
    """Return the verdict with the sides that cannot be known marked as held."""
    if not frame.outages or verdict.verdict not in _JUDGED:
        return verdict
    dark = _dark(verdict, placed, frame)
    if not verdict.came:
        return _hold_empty(verdict, dark)
    return _hold_sides(verdict, dark)


def _dark(verdict: DayVerdict, placed: Placed, frame: Frame) -> Dark:
    """Find the silences near the due in and the due out."""
    if verdict.due_in is None or verdict.due_out is None:
        return {}
    rules, reach = frame.rules, frame.rules.outage_reach * MINUTE
    early_start = placed.latest - placed.start
    sides = {
        Direction.IN: _Stretch(
            verdict.due_in - early_start - reach, verdict.due_in + rules.grace_in * MINUTE
        ),
        Direction.OUT: _Stretch(
            verdict.due_out - rules.grace_out * MINUTE, verdict.due_out + reach
        ),
    }
    found = {side: _touching(frame.outages, stretch) for side, stretch in sides.items()}
    return {side: outages for side, outages in found.items() if outages}


def _touching(outages: tuple[Outage, ...], stretch: _Stretch) -> tuple[Outage, ...]:
    return tuple(
        outage
        for outage in outages
        if outage.start <= stretch.high and (outage.end is None or outage.end >= stretch.low)
    )


def _hold_empty(verdict: DayVerdict, dark: Dark) -> DayVerdict:
    pending = verdict.verdict is Verdict.PENDING
    if pending and not verdict.overdue:
        return verdict
    needed = (Direction.IN,) if pending else (Direction.IN, Direction.OUT)
    if not all(side in dark for side in needed):
        return verdict
    held = replace(verdict, held=needed, held_by=_names(dark, needed))
    if pending:
        return held
    return replace(held, verdict=Verdict.MISSING, missing=needed, absent_minutes=0)


def _hold_sides(verdict: DayVerdict, dark: Dark) -> DayVerdict:
    doubtful = {
        Direction.IN: verdict.late_minutes > 0 or Direction.IN in verdict.missing,
        Direction.OUT: verdict.early_minutes > 0 or Direction.OUT in verdict.missing,
    }
    held = tuple(side for side in Direction if doubtful[side] and side in dark)
    if not held:
        return verdict
    out = replace(verdict, held=held, held_by=_names(dark, held))
    return out if verdict.verdict is Verdict.PENDING else _undecided(out)


def _undecided(verdict: DayVerdict) -> DayVerdict:
    """Neither late nor early: only a punch is missing on the held side."""
    no_in, no_out = (side in verdict.held for side in Direction)
    return replace(
        verdict,
        verdict=Verdict.MISSING,
        first_in=None if no_in else verdict.first_in,
        last_out=None if no_out else verdict.last_out,
        late_minutes=0 if no_in else verdict.late_minutes,
        early_minutes=0 if no_out else verdict.early_minutes,
        missing=tuple(side for side in Direction if side in (*verdict.held, *verdict.missing)),
    )


def _names(dark: Dark, sides: tuple[Direction, ...]) -> tuple[Outage, ...]:
    return tuple(dict.fromkeys(outage for side in sides for outage in dark[side]))
