"""What a day is judged from: shifts, punches, approved requests, silences, and the sheet of all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.attendance.moments import Moment
from rules.attendance.options import Rules
from rules.calendar import Calendar
from rules.text import Text, plain


class Direction(StrEnum):
    """Which way a punch goes; None where the terminal does not say."""

    IN = "in"
    OUT = "out"


class ShiftKind(StrEnum):
    """Fixed hours, a flexible start, or only an amount of hours."""

    FIXED = "fixed"
    FLEX = "flex"
    HOURS = "hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift of the wall clock, in minutes after midnight; an end not after start is next day.

    FLEX: `start` is the earliest and `latest` the latest start, `required` minutes are owed.
    HOURS: only `required` counts. A break time before the start lies on the next day.
    """

    code: str
    name: Text | None = None
    kind: ShiftKind = ShiftKind.FIXED
    start: int = 0
    end: int = 0
    latest: int = 0
    required: int = 0
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def label(self) -> Text:
        """The name for people, or the code."""
        return self.name or plain(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch:
    """One punch. `at` may be cut to the minute for judging; `exact` keeps what was recorded.

    `terminal` and `ref` (the stored punch's id) lead back to the proof.
    """

    at: Moment
    dir: Direction | None = None
    terminal: str = ""
    ref: str = ""
    exact: Moment = 0

    @property
    def recorded(self) -> Moment:
        """The moment as recorded, to the second."""
        return self.exact or self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An approved correction: adds a punch, or with `void` removes those at that moment."""

    at: Moment
    dir: Direction | None = None
    void: bool = False
    ref: str = ""


class CoverKind(StrEnum):
    """What excuses scheduled time."""

    LEAVE = "leave"
    ON_DUTY = "on_duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Approved leave or duty elsewhere (trip, outside work) from `start` to `end`."""

    kind: CoverKind
    start: Moment
    end: Moment
    leave_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OvertimeRequest:
    """Approved overtime from `start` to `end`."""

    start: Moment
    end: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A terminal was silent from `start` to `end` (None: still is)."""

    terminal: str
    start: Moment
    end: Moment | None = None
    name: Text | None = None

    @property
    def label(self) -> Text:
        """The terminal's name for people, or its code."""
        return self.name or plain(self.terminal)


Plan = tuple[str, ...] | None
"""The shift codes of a date; None is a planned rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything known of one person over some dates. Only approved requests belong in it.

    Give the dates around the one asked for too: a punch belongs to the shift whose window holds it.
    `as_of`: the moment of looking; None is long after. `terminals`: those the person uses.
    """

    zone: ZoneInfo
    shifts: Mapping[str, Shift]
    roster: Mapping[date, Plan]
    rules: Rules = field(default_factory=Rules)
    calendar: Calendar = field(default_factory=Calendar)
    punches: tuple[Punch, ...] = ()
    corrections: tuple[Correction, ...] = ()
    covers: tuple[Cover, ...] = ()
    overtime: tuple[OvertimeRequest, ...] = ()
    roster_changes: tuple[tuple[date, Plan], ...] = ()
    employed_from: date | None = None
    employed_to: date | None = None
    as_of: Moment | None = None
    outages: tuple[Outage, ...] = ()
    terminals: frozenset[str] = frozenset()

    def employed(self, day: date) -> bool:
        """Say whether the date lies inside the employment, both ends inclusive."""
        return (self.employed_from is None or day >= self.employed_from) and (
            self.employed_to is None or day <= self.employed_to
        )

    def plans(self) -> dict[date, Plan]:
        """Return the roster with the approved changes, inside the employment, by date."""
        plans = {**self.roster, **dict(self.roster_changes)}
        return {day: plans[day] for day in sorted(plans) if self.employed(day)}
