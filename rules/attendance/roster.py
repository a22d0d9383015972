"""Assignments that would put one person in two places: pairs whose shifts share real time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from rules.attendance.moments import Moment
from rules.attendance.placing import place
from rules.attendance.values import Shift
from rules.period import dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A shift on every date from `first` to `last`."""

    code: str
    first: date
    last: date


def conflicts(
    assignments: Sequence[Assignment], shifts: Mapping[str, Shift], zone: ZoneInfo
) -> list[tuple[int, int]]:
    """Return the index pairs of assignments that share real time; touching ends do not."""
    spans = sorted(
        (placed.start, placed.end, index)
        for index, each in enumerate(assignments)
        for placed in (
            place(shifts[each.code], day, zone, 0) for day in dates(each.first, each.last)
        )
    )
    found: set[tuple[int, int]] = set()
    running: list[tuple[Moment, int]] = []
    for start, end, index in spans:
        running = [(until, other) for until, other in running if until > start]
        found |= {(min(index, other), max(index, other)) for _, other in running if other != index}
        running.append((end, index))
    return sorted(found)
