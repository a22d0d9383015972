"""Who is who: the lookups a flow needs, and a value that answers them from memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, Protocol

from rules.approvals.serial import load

Standing = Literal["active", "left", "disabled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person; left and disabled are both inactive."""

    id: str
    name: str = ""
    unit: str | None = None
    superior: str | None = None
    position: str | None = None
    status: Standing = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of the company; `head` may be vacant."""

    id: str
    name: str = ""
    parent: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a role; `scope` lists units (with their sub-units), None is everywhere."""

    person: str
    scope: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A standing delegation, both ends inclusive, to the minute, in local time."""

    principal: str = field(metadata={"key": "from"})
    to: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working hours for deadlines; workdays are 1 = Monday to 7; times are local."""

    workdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    hours: tuple[time, time] = (time(9), time(18))
    holidays: tuple[date, ...] = ()
    extra_workdays: tuple[date, ...] = ()


class Org(Protocol):
    """The lookups of the engine; unknown people are inactive and have nobody above them."""

    @property
    def admin(self) -> str:
        """The person who gets what nobody else can take."""

    @property
    def calendar(self) -> Calendar | None:
        """Working hours, or None when deadlines run on natural hours only."""

    @property
    def delegations(self) -> Sequence[Delegation]:
        """All standing delegations, oldest first."""

    def active(self, person: str) -> bool:
        """Tell whether the person can hold a task."""

    def superior(self, person: str) -> str | None:
        """Return the person one step up, active or not."""

    def unit(self, person: str) -> str | None:
        """Return the unit the person belongs to."""

    def parent(self, unit: str) -> str | None:
        """Return the unit above."""

    def head(self, unit: str) -> str | None:
        """Return the head of the unit, active or not."""

    def members(self, role: str) -> Sequence[Member]:
        """Return who has the role."""

    def holders(self, position: str) -> Sequence[str]:
        """Return everyone with the position, in a stable order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """An organisation held in memory: what `hr` reads once per act, and tests write down."""

    admin: str
    people: Mapping[str, Person]
    units: Mapping[str, Unit]
    roles: Mapping[str, tuple[Member, ...]]
    delegations: tuple[Delegation, ...] = ()
    calendar: Calendar | None = None

    def active(self, person: str) -> bool:
        """Tell whether the person is known and active."""
        return person in self.people and self.people[person].status == "active"

    def superior(self, person: str) -> str | None:
        """Return the person one step up."""
        return self.people[person].superior if person in self.people else None

    def unit(self, person: str) -> str | None:
        """Return the person's unit."""
        return self.people[person].unit if person in self.people else None

    def parent(self, unit: str) -> str | None:
        """Return the unit above."""
        return self.units[unit].parent if unit in self.units else None

    def head(self, unit: str) -> str | None:
        """Return the head of the unit."""
        return self.units[unit].head if unit in self.units else None

    def members(self, role: str) -> Sequence[Member]:
        """Return who has the role."""
        return self.roles.get(role, ())

    def holders(self, position: str) -> Sequence[str]:
        """Return everyone with the position."""
        return [p.id for p in self.people.values() if p.position == position]


def chart(data: Mapping[str, object], calendar: object = None, delegations: object = ()) -> Chart:
    """Build a chart from lists of people, units and roles as the approval format writes them."""
    listed = load(_Lists, data, "org")
    return Chart(
        admin=listed.admin,
        people={person.id: person for person in listed.people},
        units={unit.id: unit for unit in listed.units},
        roles=listed.roles,
        delegations=load(tuple[Delegation, ...], delegations, "delegations"),
        calendar=None if calendar is None else load(Calendar, calendar, "calendar"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lists:
    admin: str
    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    roles: Mapping[str, tuple[Member, ...]]


def superiors(org: Org, person: str) -> Iterator[str]:
    """Yield the people above, nearest first; a loop in the data ends the walk."""
    seen = {person}
    above = org.superior(person)
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        above = org.superior(above)


def units_above(org: Org, unit: str | None) -> list[str]:
    """Return the unit itself and every unit above it, nearest first."""
    found: list[str] = []
    while unit is not None and unit not in found:
        found.append(unit)
        unit = org.parent(unit)
    return found
