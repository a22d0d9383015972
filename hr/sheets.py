"""Everything attendance is judged from, gathered from storage into one sheet per person.

A fixed number of statements whatever the number of people: the board and a month use the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from hr.corrected import Corrections, corrections
from orm import punch_index
from orm.models import (
    Company,
    Person,
    Request,
    Shift,
    ShiftAssignment,
    Terminal,
    TerminalOutage,
)
from rules import calendar
from rules.attendance import values as v
from rules.attendance.definition import read_rules, read_shift
from rules.attendance.moments import Moment, moment
from rules.period import dates
from rules.text import Text

_MARGIN = timedelta(days=1)
_USED_LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Span:
    """The dates of a sheet and the instants its facts may lie in."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def low(self) -> datetime:
        return datetime.combine(self.first - _MARGIN, time(), self.zone).astimezone(UTC)

    @property
    def high(self) -> datetime:
        return datetime.combine(self.last + 2 * _MARGIN, time(), self.zone).astimezone(UTC)

    def days(self) -> list[date]:
        """The dates of the roster: one more on each side, for shifts over midnight."""
        return list(dates(self.first - _MARGIN, self.last + _MARGIN))


async def gather(
    company_id: str, people: Collection[Person], first: date, last: date, *, as_of: datetime | None
) -> dict[str, v.Sheet]:
    """One sheet per person id for the dates first to last (neighbours included)."""
    company = await Company.get(id=company_id)
    span = Span(first, last, ZoneInfo(company.zone))
    shifts, plans = await _plans(company_id, people, span)
    ids = [one.id for one in people]
    punches = await _punches(company_id, ids, span, await corrections(company_id))
    asked = await _requests(ids, span)
    outages = await _outages(company_id, span)
    used, near = await _terminals_used(company_id, ids, span), await _terminals_near(company_id)
    rules = read_rules(company.settings.get("attendance", {}))
    return {
        one.id: v.Sheet(
            zone=span.zone,
            shifts=shifts,
            roster=plans[one.id],
            rules=rules,
            calendar=calendar.load().roster_calendar,
            punches=tuple(punches.get(one.id, ())),
            employed_from=one.hired_on,
            employed_to=one.left_on,
            as_of=moment(as_of) if as_of else None,
            outages=tuple(outages),
            terminals=used.get(one.id) or frozenset(near.get(one.site_id, ())),
            **_effects(asked.get(one.id, ())),
        )
        for one in people
    }


async def _plans(
    company_id: str, people: Iterable[Person], span: Span
) -> tuple[dict[str, v.Shift], dict[str, dict[date, v.Plan]]]:
    """Every shift version by its key, and per person the plan of each date."""
    versions = await Shift.filter(company_id=company_id).order_by("code", "valid_from")
    shifts = {
        _key(one): read_shift(one.definition | {"code": _key(one)}, name=_name(one))
        for one in versions
    }
    keys = {day: _keys_on(versions, day) for day in span.days()}
    rows = await ShiftAssignment.filter(company_id=company_id).order_by("date_from")
    works = calendar.load().roster_calendar.is_working
    plans: dict[str, dict[date, v.Plan]] = {}
    for person in people:
        mine = [r for r in rows if r.person_id == person.id] or [
            r for r in rows if r.person_id is None and r.unit_id in (person.unit_id, None)
        ]
        plans[person.id] = {
            day: _plan(mine, day, keys[day]) if works(day) else None for day in span.days()
        }
    return shifts, plans


def _plan(rows: list[ShiftAssignment], day: date, keys: Mapping[str, str]) -> v.Plan:
    for row in reversed(rows):
        if row.date_from <= day and (row.date_to is None or day <= row.date_to):
            key = keys.get(row.shift_code or "")
            return (key,) if key else None
    return None


def _keys_on(versions: Iterable[Shift], day: date) -> dict[str, str]:
    return {one.code: _key(one) for one in versions if one.valid_from <= day}


def _key(one: Shift) -> str:
    return f"{one.code}#{one.version}"


def _name(one: Shift) -> Text:
    return Text(one.name, one.name_en or one.name)


async def _punches(
    company_id: str, people: list[str], span: Span, mended: Corrections
) -> dict[str, list[v.Punch]]:
    """What each person punched, in the order of time as corrections read it."""
    found: dict[str, list[v.Punch]] = defaultdict(list)
    low, high = span.low - mended.farthest, span.high + mended.farthest
    rows = (
        await punch_index.within(company_id, low, high)
        .filter(person_id__in=people)
        .order_by("at", "id")
        .values_list("id", "person_id", "terminal_id", "at", "local_text", "flags")
    )
    told = [(mended.instant(row[2], row[3], row[4]), row) for row in rows]
    for at, (punch_id, person_id, terminal_id, stored, _, flags) in sorted(told, key=_by_time):
        early = "future" in flags and at == stored  # a clock ahead of time proves nothing yet
        if not early and span.low <= at < span.high:
            found[person_id].append(v.Punch(at=moment(at), terminal=terminal_id, ref=punch_id))
    return found


def _by_time(told: tuple[datetime, Any]) -> datetime:
    return told[0]


async def _terminals_used(
    company_id: str, people: list[str], span: Span
) -> dict[str, frozenset[str]]:
    """The terminals each person punched at lately: the ones whose silence matters for him."""
    pairs = (
        await punch_index.within(company_id, span.low - _USED_LATELY, span.high)
        .filter(person_id__in=people)
        .distinct()
        .values_list("person_id", "terminal_id")
    )
    found: dict[str, set[str]] = defaultdict(set)
    for person_id, terminal_id in pairs:
        found[person_id].add(terminal_id)
    return {person: frozenset(terminals) for person, terminals in found.items()}


async def _terminals_near(company_id: str) -> dict[str, set[str]]:
    """The terminals of each site, for people who have not punched lately."""
    found: dict[str, set[str]] = defaultdict(set)
    for terminal in await Terminal.filter(company_id=company_id):
        found[terminal.site_id].add(terminal.id)
    return found


async def _requests(people: list[str], span: Span) -> dict[str, list[Request]]:
    found: dict[str, list[Request]] = defaultdict(list)
    for one in await Request.filter(
        person_id__in=people,
        state="approved",
        effect_from__lt=span.high,
        effect_to__gte=span.low,
    ).order_by("id"):
        found[one.person_id].append(one)
    return found


def _effects(requests: Iterable[Request]) -> dict[str, Any]:
    """Approved requests as what they change in a sheet."""
    out: dict[str, list[object]] = defaultdict(list)
    for one in requests:
        field, make = _EFFECTS[one.effect]
        out[field].append(make(one, _moment(one.effect_from), _moment(one.effect_to)))
    return {field: tuple(found) for field, found in out.items()}


def _leave(one: Request, start: Moment, end: Moment) -> v.Cover:
    kind = one.values.get("kind", "")
    return v.Cover(kind=v.CoverKind.LEAVE, start=start, end=end, leave_type=kind)


def _correction(one: Request, start: Moment, _end: Moment) -> v.Correction:
    return v.Correction(at=start, ref=one.id)


def _overtime(_one: Request, start: Moment, end: Moment) -> v.OvertimeRequest:
    return v.OvertimeRequest(start=start, end=end)


_EFFECTS = {
    "leave": ("covers", _leave),
    "correction": ("corrections", _correction),
    "overtime": ("overtime", _overtime),
}


async def _outages(company_id: str, span: Span) -> list[v.Outage]:
    names = {
        one.id: Text(one.name, one.name_en or one.name)
        for one in await Terminal.filter(company_id=company_id)
    }
    rows = await TerminalOutage.filter(
        Q(ended_at=None) | Q(ended_at__gte=span.low),
        terminal_id__in=list(names),
        began_at__lt=span.high,
    )
    return [
        v.Outage(
            terminal=one.terminal_id,
            start=_moment(one.began_at),
            end=_moment(one.ended_at) if one.ended_at else None,
            name=names[one.terminal_id],
        )
        for one in rows
    ]


def _moment(at: datetime | None) -> Moment:
    return moment(at) if at else 0
