"""Scheduled time against approved leave and duty: what is covered, what is still due, and when."""

from typing import NamedTuple

from rules.attendance.frame import Frame
from rules.attendance.moments import MINUTE, Moment
from rules.attendance.placing import Placed
from rules.attendance.spans import Spans, meet, minus, minutes
from rules.attendance.values import ShiftKind


class Covered(NamedTuple):
    """Minutes of the schedule that leave and duty cover (leave first), and the spans left open."""

    leave: int = 0
    on_duty: int = 0
    open: Spans = ()


def covered(placed: Placed, frame: Frame) -> Covered:
    """Measure the covered schedule; a flexible or hours shift owes no more than `required`."""
    leave = min(minutes(meet(placed.scheduled, frame.leave)), placed.required)
    both = min(minutes(meet(placed.scheduled, frame.excused)), placed.required)
    return Covered(leave, both - leave, minus(placed.scheduled, frame.excused))


def due(placed: Placed, frame: Frame, first_in: Moment | None) -> tuple[Moment, Moment] | None:
    """Return the first and last scheduled moment no request covers, None when all is covered.

    A flexible shift is due until its (held) first punch plus the required time and its pauses.
    """
    if placed.shift.kind is ShiftKind.HOURS:
        return None
    end = placed.end if first_in is None else due_end(placed, first_in)
    left = minus(minus([(placed.latest, end)], placed.breaks), frame.excused)
    return (left[0][0], left[-1][1]) if left else None


def due_end(placed: Placed, first_in: Moment) -> Moment:
    """Return the end of the schedule for somebody who came at `first_in`."""
    if placed.shift.kind is not ShiftKind.FLEX:
        return placed.end
    begun = min(max(first_in, placed.start), placed.latest)
    return begun + (placed.required + placed.break_minutes) * MINUTE
