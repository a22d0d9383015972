"""A shift put on a date: its moments, its pauses, its scheduled time."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.attendance.moments import DAY_MINUTES, MINUTE, Moment, on
from rules.attendance.spans import Spans, merge, minus, minutes
from rules.attendance.values import Shift, ShiftKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The moments of a shift on its date.

    A flexible one runs from its earliest start to its latest end, one of hours from day cut to
    day cut (`end` is its last second). `latest`: one is late after it. `scheduled`: less pauses.
    """

    shift: Shift
    day: date
    start: Moment
    end: Moment
    latest: Moment
    breaks: Spans
    scheduled: Spans
    required: int

    @property
    def break_minutes(self) -> int:
        """The pauses together."""
        return minutes(self.breaks)


@lru_cache(maxsize=65536)
def place(shift: Shift, day: date, zone: ZoneInfo, day_cut: int) -> Placed:
    """Put a shift on the date it starts."""
    if shift.kind is ShiftKind.HOURS:
        return _hours(shift, day, zone, day_cut)
    breaks = merge(
        (on(day, _after(shift.start, low), zone), on(day, _break_end(shift.start, low, high), zone))
        for low, high in shift.breaks
    )
    start = on(day, shift.start, zone)
    latest, end = start, on(day, _next_day(shift.end, shift.start), zone)
    if shift.kind is ShiftKind.FLEX:
        latest = on(day, _after(shift.start, shift.latest), zone)
        end = latest + shift.required * MINUTE + minutes(breaks) * MINUTE
    scheduled = minus([(start, end)], breaks)
    required = shift.required if shift.kind is ShiftKind.FLEX else minutes(scheduled)
    return Placed(
        shift=shift,
        day=day,
        start=start,
        end=end,
        latest=latest,
        breaks=breaks,
        scheduled=scheduled,
        required=required,
    )


def _hours(shift: Shift, day: date, zone: ZoneInfo, day_cut: int) -> Placed:
    start, end = on(day, day_cut, zone), on(day, day_cut + DAY_MINUTES, zone) - 1
    return Placed(
        shift=shift,
        day=day,
        start=start,
        end=end,
        latest=start,
        breaks=(),
        scheduled=((start, end),),
        required=shift.required,
    )


def _after(start: int, minute: int) -> int:
    return minute if minute >= start else minute + DAY_MINUTES


def _next_day(end: int, start: int) -> int:
    return end if end > start else end + DAY_MINUTES


def _break_end(start: int, low: int, high: int) -> int:
    return _after(_after(start, low), _after(start, high))
