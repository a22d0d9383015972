"""Scheduled time against approved leave and duty: what is covered, what is still due, and when."""

from typing import NamedTuple

from rules.attendance.frame import Frame
from rules.attendance.moments import MINUTE, Moment
from rules.attendance.placing import Placed
from rules.attendance.spans import Span, Spans, meet, minus, minutes
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


class Due(NamedTuple):
    """The first and last scheduled moment no request covers; None when there is none."""

    start: Moment | None = None
    end: Moment | None = None


def due(placed: Placed, cover: Covered, frame: Frame, first_in: Moment | None) -> Due:
    """Return the due moments; a shift of hours has none.

    A flexible shift is due from its latest start until its (held) first punch plus the required
    time and its pauses.
    """
    if placed.shift.kind is ShiftKind.HOURS:
        return Due()
    coming = going = cover.open
    if placed.shift.kind is ShiftKind.FLEX:
        end = placed.end if first_in is None else due_end(placed, first_in)
        coming = _open((placed.latest, placed.end), placed, frame)
        going = _open((placed.start, end), placed, frame)
    return Due(coming[0][0] if coming else None, going[-1][1] if going else None)


def _open(span: Span, placed: Placed, frame: Frame) -> Spans:
    return minus(minus([span], placed.breaks), frame.excused)


def due_end(placed: Placed, first_in: Moment) -> Moment:
    """Return the end of the schedule for somebody who came at `first_in`."""
    if placed.shift.kind is not ShiftKind.FLEX:
        return placed.end
    begun = min(max(first_in, placed.start), placed.latest)
    return begun + (placed.required + placed.break_minutes) * MINUTE
