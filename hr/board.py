"""The live board: who is here, who should be, and whether every terminal is alive."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hr import clock, ladders, sheets, terminals
from hr.action import Work, query
from hr.people import site_labels, unit_labels
from hr.punches import seen
from orm import punch_index
from orm.models import AbsenceLadder, Company, Person, Punch, Unit
from rules.access import Permission
from rules.attendance.board import Presence, Standing, Tally, standing, tally
from rules.attendance.heads import board_head
from rules.attendance.ladder import Ladder
from rules.attendance.moments import moment
from rules.attendance.values import Sheet, ShiftKind
from rules.text import Text

_BIN = timedelta(minutes=15)
_WEEKS = 4
_DOWN = {"offline", "backing_off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMark:
    id: str
    name: str
    presence: Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    name: Text
    marks: tuple[PersonMark, ...]
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    name: Text
    units: tuple[UnitRow, ...]
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody who is expected and was not seen, with the rung and what is due."""

    id: str
    name: str
    unit: Text
    ladder: Ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Arrivals in a quarter of an hour, and the average of the same weekday before."""

    start: str
    count: int
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    name: Text
    start: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    head: Text
    at: datetime
    zone: str
    tally: Tally
    sites: tuple[SiteRow, ...]
    missing: tuple[Missing, ...]
    bins: tuple[Bin, ...]
    shifts: tuple[ShiftLine, ...]
    terminals: tuple[terminals.TerminalView, ...]
    punches_today: int
    unassigned: int


@query(Permission.BOARD_VIEW, "实时看板", "Live board")
async def board(work: Work) -> Board:
    company = await Company.get(id=work.company_id)
    zone = ZoneInfo(company.zone)
    today = clock.today(company.zone)
    people = await Person.filter(await work.people(), left_on=None, hired_on__lte=today).order_by(
        "code"
    )
    gathered = await sheets.gather(
        work.company_id, people, today - timedelta(days=1), today, as_of=work.now
    )
    stand = {one.id: standing(gathered[one.id], moment(work.now)) for one in people}
    devices = await _terminals(work)
    low = datetime.combine(today, time(), zone)
    mine = seen(work, [one.id for one in people])
    todays = punch_index.within(work.company_id, low, low + timedelta(days=1)).filter(mine)
    return Board(
        head=board_head(tally(stand.values()), _silent(devices)),
        at=work.now.astimezone(zone),
        zone=company.zone,
        tally=tally(stand.values()),
        sites=await _sites(work, people, stand),
        missing=await _missing(work, people, stand, gathered),
        bins=await _bins(company, [one.id for one in people], today),
        shifts=_shift_lines(gathered.values(), today),
        terminals=devices,
        punches_today=await todays.count(),
        unassigned=await Punch.filter(mine, company_id=work.company_id, person_id=None).count(),
    )


async def _terminals(work: Work) -> tuple[terminals.TerminalView, ...]:
    if not work.actor.may(Permission.TERMINAL_VIEW):
        return ()
    return tuple(one for one in await terminals.views(work.company_id) if one.enabled)


def _silent(devices: Iterable[terminals.TerminalView]) -> list[Text]:
    return [Text(one.name, one.name_en or one.name) for one in devices if one.state in _DOWN]


async def _sites(
    work: Work, people: list[Person], stand: Mapping[str, Standing]
) -> tuple[SiteRow, ...]:
    names = await site_labels(work.company_id)
    units = await Unit.filter(company_id=work.company_id).order_by("sort", "id")
    groups: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in units:
        for site_id in names:
            here = [p for p in people if p.unit_id == unit.id and p.site_id == site_id]
            if here:
                groups[site_id].append(_unit(unit, here, stand))
    return tuple(
        SiteRow(name=names[site], units=tuple(rows), tally=_sum(row.tally for row in rows))
        for site, rows in groups.items()
    )


def _unit(unit: Unit, people: list[Person], stand: Mapping[str, Standing]) -> UnitRow:
    order = list(Presence)
    marks = sorted(
        (PersonMark(id=p.id, name=p.name, presence=stand[p.id].presence) for p in people),
        key=lambda mark: order.index(mark.presence),
    )
    return UnitRow(
        name=Text(unit.name, unit.name_en or unit.name),
        marks=tuple(marks),
        tally=tally(stand[p.id] for p in people),
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    total: Counter[str] = Counter()
    for one in tallies:
        total.update({p.value: getattr(one, p.value) for p in Presence})
    return Tally(**total)


async def _missing(
    work: Work,
    people: list[Person],
    stand: Mapping[str, Standing],
    gathered: Mapping[str, Sheet],
) -> tuple[Missing, ...]:
    """Those expected and not seen, and those on a rung since earlier days; the highest first."""
    rungs = await AbsenceLadder.filter(company_id=work.company_id, closed_at=None)
    long = await _since(work, people, {one.person_id: one.began_on for one in rungs})
    units = await unit_labels(work.company_id)
    found = []
    for person in people:
        if person.id not in long and stand[person.id].presence not in _ABSENT:
            continue
        on = ladders.standing(long.get(person.id) or gathered[person.id])
        if on is not None:
            found.append(
                Missing(id=person.id, name=person.name, unit=units[person.unit_id], ladder=on)
            )
    return tuple(sorted(found, key=lambda one: (one.ladder.held, -one.ladder.rung, one.name)))


async def _since(
    work: Work, people: list[Person], began: Mapping[str, date]
) -> Mapping[str, Sheet]:
    """Sheets that reach back to the first missed shift, for those who stand on a rung."""
    watched = [one for one in people if one.id in began]
    if not watched:
        return {}
    first = min(began[one.id] for one in watched)
    zone = (await Company.get(id=work.company_id)).zone
    return await sheets.gather(work.company_id, watched, first, clock.today(zone), as_of=work.now)


_ABSENT = {Presence.MISSING, Presence.UNKNOWN}


async def _bins(company: Company, people: list[str], today: date) -> tuple[Bin, ...]:
    """First punches of the day by quarter hour, today and on the same weekday before."""
    days = [today - timedelta(weeks=week) for week in range(_WEEKS + 1)]
    counts = [await _firsts(company, people, day) for day in days]
    known = [count for count in counts[1:] if count]
    slots = sorted({slot for count in counts for slot in count})
    return (
        tuple(
            Bin(
                start=f"{slot // 4:02d}:{slot % 4 * 15:02d}",
                count=counts[0].get(slot, 0),
                usual=sum(count.get(slot, 0) for count in known) / len(known) if known else 0.0,
            )
            for slot in range(slots[0], slots[-1] + 1)
        )
        if slots
        else ()
    )


async def _firsts(company: Company, people: list[str], day: date) -> dict[int, int]:
    low = datetime.combine(day, time(), ZoneInfo(company.zone))
    todays = punch_index.within(company.id, low, low + timedelta(days=1))
    rows = await todays.filter(person_id__in=people).values_list("person_id", "at")
    first: dict[str, datetime] = {}
    for person_id, at in rows:
        first[person_id] = min(at, first.get(person_id, at))
    return Counter(int((at - low) / _BIN) for at in first.values())


def _shift_lines(gathered: Iterable[Sheet], today: date) -> tuple[ShiftLine, ...]:
    found: dict[str, ShiftLine] = {}
    for sheet in gathered:
        for key in sheet.roster.get(today) or ():
            shift = sheet.shifts[key]
            if shift.kind is ShiftKind.FIXED:
                start = f"{shift.start // 60:02d}:{shift.start % 60:02d}"
                found[start] = ShiftLine(name=shift.label, start=start)
    return tuple(found[start] for start in sorted(found))
