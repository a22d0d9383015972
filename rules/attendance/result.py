"""What a day is found to be, with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rules.attendance.moments import Moment
from rules.attendance.step import Step
from rules.attendance.values import Direction, Outage, Punch


class Verdict(StrEnum):
    """The one word for a day, or for one shift of it."""

    NONE = "none"
    HOLIDAY = "holiday"
    REST = "rest"
    WORKED_HOLIDAY = "worked_holiday"
    WORKED_REST = "worked_rest"
    PENDING = "pending"
    LEAVE = "leave"
    ON_DUTY = "on_duty"
    ABSENT = "absent"
    MISSING = "missing"
    HALF_DAY = "half_day"
    PRESENT = "present"


class DayClass(StrEnum):
    """The three classes that decide the overtime rate."""

    WORKDAY = "workday"
    RESTDAY = "restday"
    HOLIDAY = "holiday"


class Overtime(NamedTuple):
    """Minutes of overtime by class of the day."""

    workday: int = 0
    restday: int = 0
    holiday: int = 0

    @classmethod
    def of(cls, day_class: DayClass, minutes: int) -> "Overtime":
        """Put all minutes into one class."""
        return cls(**{day_class.value: minutes})

    def plus(self, other: "Overtime") -> "Overtime":
        """Add class by class."""
        return Overtime(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVerdict:
    """A date, or one shift of it, judged. Durations are whole minutes of real time.

    `due_in`, `due_out`: first and last scheduled moment no request covers. `overdue`: not over,
    no punch yet, and the grace has passed. `held`: sides that a terminal's silence (`held_by`)
    leaves open; the ladder ignores them. `by_shift`: the parts of a date with several shifts.
    """

    date: date
    verdict: Verdict
    day_class: DayClass
    shift: str = ""
    first_in: Moment | None = None
    last_out: Moment | None = None
    due_in: Moment | None = None
    due_out: Moment | None = None
    worked_minutes: int = 0
    scheduled_minutes: int = 0
    late_minutes: int = 0
    early_minutes: int = 0
    short_minutes: int = 0
    leave_minutes: int = 0
    on_duty_minutes: int = 0
    absent_minutes: int = 0
    night_minutes: int = 0
    comp_minutes: int = 0
    unpaired: int = 0
    overdue: bool = False
    missing: tuple[Direction, ...] = ()
    overtime: Overtime = field(default_factory=Overtime)
    leave_types: tuple[str, ...] = ()
    held: tuple[Direction, ...] = ()
    held_by: tuple[Outage, ...] = ()
    punches: tuple[Punch, ...] = ()
    steps: tuple[Step, ...] = ()
    by_shift: tuple["DayVerdict", ...] = ()

    @property
    def units(self) -> tuple["DayVerdict", ...]:
        """The judged shifts of the date: its parts, or itself."""
        return self.by_shift or (self,)

    @property
    def came(self) -> bool:
        """Say whether any punch of the person counts for it."""
        return bool(self.punches)

    @property
    def excused(self) -> bool:
        """Say whether approved requests cover all that was scheduled."""
        covered = self.leave_minutes + self.on_duty_minutes
        return 0 < self.scheduled_minutes <= covered


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict of every rostered date, the punches that fit nowhere, overtime of whole weeks."""

    days: Mapping[date, DayVerdict] = field(default_factory=dict)
    unmatched: tuple[Punch, ...] = ()
    week_overtime: int = 0
