"""The month sheet's marks: one day, one stroke; and whether somebody of HR must look at it."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from rules.attendance.result import DayVerdict, Verdict
from rules.attendance.values import Direction
from rules.text import Text


class Mark(StrEnum):
    """What may be drawn in the cell of a day."""

    NORMAL = "normal"
    LATE = "late"
    EARLY = "early"
    MISSING_IN = "missing_in"
    MISSING_OUT = "missing_out"
    ABSENT = "absent"
    HALF_DAY = "half_day"
    OVERTIME = "overtime"
    LEAVE = "leave"
    TRIP = "trip"
    PENDING = "pending"
    HELD = "held"
    REST = "rest"
    FUTURE = "future"


LEAVE_LETTERS: Mapping[str, Text] = {
    "annual": Text("年", "A"),
    "sick": Text("病", "S"),
    "personal": Text("事", "P"),
    "comp": Text("调", "C"),
    "marriage": Text("婚", "M"),
    "maternity": Text("产", "B"),
    "paternity": Text("陪", "F"),
    "bereavement": Text("丧", "D"),
    "injury": Text("伤", "I"),
}
_OTHER_LEAVE = Text("假", "L")

Test = Callable[[DayVerdict], bool]

_FREE = {
    Verdict.NONE,
    Verdict.REST,
    Verdict.HOLIDAY,
    Verdict.WORKED_REST,
    Verdict.WORKED_HOLIDAY,
}


_EXCUSED = {Verdict.LEAVE, Verdict.ON_DUTY}
"""All that was due is covered by a request: a missing end changes nothing."""


def _lacks(day: DayVerdict, side: Direction) -> bool:
    """A whole day that is held is one mark, not two missing ends."""
    return side in day.missing and day.came and day.verdict not in _EXCUSED


_MARKS: tuple[tuple[Mark, Test], ...] = (
    (Mark.HELD, lambda day: bool(day.held) and not day.came),
    (Mark.PENDING, lambda day: day.overdue and not day.held),
    (Mark.ABSENT, lambda day: day.verdict is Verdict.ABSENT),
    (Mark.HALF_DAY, lambda day: day.verdict is Verdict.HALF_DAY),
    (Mark.LATE, lambda day: day.late_minutes > 0),
    (Mark.EARLY, lambda day: day.early_minutes > 0),
    (Mark.MISSING_IN, lambda day: _lacks(day, Direction.IN)),
    (Mark.MISSING_OUT, lambda day: _lacks(day, Direction.OUT)),
    (Mark.LEAVE, lambda day: day.leave_minutes > 0),
    (Mark.TRIP, lambda day: day.on_duty_minutes > 0),
    (Mark.OVERTIME, lambda day: any(day.overtime)),
)


def glyphs(day: DayVerdict) -> tuple[Mark, ...]:
    """Return the marks of a day, most important first; never empty."""
    found = tuple(mark for mark, fits in _MARKS if fits(day))
    if day.verdict in _FREE:
        return (*found, Mark.REST)
    if found:
        return found
    waiting = day.verdict is Verdict.PENDING and not day.came
    return (Mark.FUTURE,) if waiting else (Mark.NORMAL,)


def leave_letter(day: DayVerdict) -> Text | None:
    """Return the boxed character of a day with leave."""
    if not day.leave_minutes:
        return None
    return next((LEAVE_LETTERS.get(kind, _OTHER_LEAVE) for kind in day.leave_types), _OTHER_LEAVE)


def needs_hr(day: DayVerdict) -> bool:
    """Say whether the month cannot be closed before somebody looked at the day."""
    undecided = bool(day.held or day.missing) or day.verdict is Verdict.ABSENT
    return undecided and day.verdict not in {Verdict.PENDING, *_EXCUSED}
