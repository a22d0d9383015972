"""Who is here now: one mark a person, from shift, punches, requests and terminal silences."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from rules.attendance.day import judge
from rules.attendance.moments import Moment, local
from rules.attendance.placing import Placed, place
from rules.attendance.result import DayVerdict, Verdict
from rules.attendance.values import Cover, CoverKind, Outage, Sheet


class Presence(StrEnum):
    """The seven marks of the board. A silent terminal is never shown as absence."""

    HERE = "here"
    MISSING = "missing"
    UNKNOWN = "unknown"
    LEAVE = "leave"
    TRAVEL = "travel"
    LATER = "later"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person now. `verdict`: the shift it is about; `silent`: why it cannot be known."""

    presence: Presence
    verdict: DayVerdict | None = None
    silent: tuple[Outage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many stand where. Expected are those here, missing and unknown."""

    here: int = 0
    missing: int = 0
    unknown: int = 0
    leave: int = 0
    travel: int = 0
    later: int = 0
    off: int = 0

    @property
    def expected(self) -> int:
        """Return how many should be here by now."""
        return self.here + self.missing + self.unknown


def standing(sheet: Sheet, now: Moment) -> Standing:
    """Say where one person stands; the sheet needs yesterday, today and tomorrow."""
    sheet = replace(sheet, as_of=now)
    today = local(now, sheet.zone).date()
    days = judge(sheet).days
    around = (days[day] for day in (today - timedelta(days=1), today) if day in days)
    shifts = [(_placed(unit, sheet), unit) for day in around for unit in day.units if unit.shift]
    begun = [each for each in shifts if each[0].start <= now and _current(each[0], sheet, now)]
    ahead = [each for each in shifts if each[0].start > now]
    if not begun and not ahead:
        return Standing(presence=Presence.OFF)
    placed, unit = begun[-1] if begun else ahead[0]
    presence = _presence(unit, _excuse(placed, sheet, now))
    return Standing(presence=presence, verdict=unit, silent=unit.held_by)


def tally(standings: Iterable[Standing]) -> Tally:
    """Count the people by mark."""
    counts = Counter(one.presence.value for one in standings)
    return Tally(**counts)


def _placed(unit: DayVerdict, sheet: Sheet) -> Placed:
    return place(sheet.shifts[unit.shift], unit.date, sheet.zone, sheet.rules.day_cut)


def _current(placed: Placed, sheet: Sheet, now: Moment) -> bool:
    """Today's shifts stay to the end of the day, yesterday's only while they run."""
    return placed.day == local(now, sheet.zone).date() or placed.end > now


def _excuse(placed: Placed, sheet: Sheet, now: Moment) -> Cover | None:
    """Return the request that covers this moment of the shift, or its start when it is ahead."""
    at = max(now, placed.start)
    return next((cover for cover in sheet.covers if cover.start <= at < cover.end), None)


_EXCUSED = {CoverKind.LEAVE: Presence.LEAVE, CoverKind.ON_DUTY: Presence.TRAVEL}


def _presence(unit: DayVerdict, excuse: Cover | None) -> Presence:
    if unit.came:
        return Presence.HERE
    if excuse is not None:
        return _EXCUSED[excuse.kind]
    if unit.verdict in (Verdict.LEAVE, Verdict.ON_DUTY):
        return Presence.LEAVE if unit.leave_minutes else Presence.TRAVEL
    if unit.verdict is Verdict.HOLIDAY:
        return Presence.OFF
    if unit.held:
        return Presence.UNKNOWN
    absent = unit.overdue or unit.verdict is Verdict.ABSENT
    return Presence.MISSING if absent else Presence.LATER
