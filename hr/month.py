"""The month sheet: every day of everybody in reach, why it is so, and closing the month."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hr import clock, ids
from hr.action import Work, action, not_found, query
from hr.days import closed_months, step_texts, verdict_of
from hr.people import unit_labels
from hr.prospects import Silence, silences_of, standing_of
from hr.punches import terminal_codes
from hr.views import month_of, shape
from orm.models import (
    AttendanceMonth,
    Company,
    Day,
    DirtyDay,
    Person,
    Punch,
    Shift,
)
from orm.models import Request as RequestRow
from rules import calendar
from rules.access import Permission
from rules.attendance.definition import read_shift
from rules.attendance.glyph import leave_letter
from rules.attendance.heads import month_head
from rules.attendance.outlook import Outlook, Standing, outlook
from rules.attendance.values import Shift as ShiftValue
from rules.period import Month
from rules.problem import refuse
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day of one person as the sheet draws it."""

    date: date
    glyphs: tuple[str, ...]
    letter: Text | None
    needs_hr: bool
    late_minutes: int
    early_minutes: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMonth:
    id: str
    name: str
    unit: Text
    cells: tuple[Cell, ...]
    unusual: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    month: str
    head: Text
    days: tuple[date, ...]
    working: tuple[bool, ...]
    today: date
    people: tuple[PersonMonth, ...]
    open: int
    closed: bool
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPunch:
    id: str
    at: datetime
    local_text: str
    verify: str
    terminal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRequest:
    id: str
    number: str
    form_code: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """Why a day is what it is, and what comes next. `shift` is None on a free day."""

    person_id: str
    name: str
    unit: Text
    position: str
    date: date
    verdict: str
    glyphs: tuple[str, ...]
    late_minutes: int
    early_minutes: int
    worked_minutes: int
    missing: tuple[str, ...]
    held: bool
    standing: Standing
    first_in: datetime | None
    last_out: datetime | None
    steps: tuple[Text, ...]
    outlook: Outlook
    silences: tuple[Silence, ...]
    shift: ShiftValue | None
    punches: tuple[DayPunch, ...]
    requests: tuple[DayRequest, ...]
    computed_at: datetime
    zone: str


@query(Permission.ATTENDANCE_VIEW, "月度考勤", "Attendance sheet")
async def sheet(work: Work, month: str, *, unit_id: str = "", only_open: bool = False) -> Sheet:
    """The month of everybody within reach; `only_open` keeps those who need HR."""
    found = month_of(month)
    people = await Person.filter(await work.people(), hired_on__lte=found.last).order_by("code")
    people = [
        one
        for one in people
        if (one.left_on is None or one.left_on >= found.first) and unit_id in ("", one.unit_id)
    ]
    rows = await _rows([one.id for one in people], found)
    units = await unit_labels(work.company_id)
    months = [_person(one, units, rows[one.id], found) for one in people]
    open_days = sum(one.open for one in months)
    today = clock.today(await _zone(work.company_id))
    closed = month in await closed_months(work.company_id)
    works = calendar.load().roster_calendar.is_working
    return Sheet(
        month=month,
        head=month_head(open_days, found, over=today > found.last, closed=closed),
        days=tuple(found.days()),
        working=tuple(works(day) for day in found.days()),
        today=today,
        people=tuple(one for one in months if one.open or not only_open),
        open=open_days,
        closed=closed,
        over=today > found.last,
    )


@query(Permission.ATTENDANCE_VIEW, "一天", "A day")
async def day(work: Work, person_id: str, on: date) -> DayView:
    person = await work.person(person_id)
    return await _day(work, person, on)


@query(Permission.SELF, "我的考勤", "My days")
async def my_days(work: Work, month: str) -> PersonMonth:
    person = await _me(work)
    found = month_of(month)
    rows = await _rows([person.id], found)
    return _person(person, await unit_labels(work.company_id), rows[person.id], found)


@query(Permission.SELF, "我的一天", "My day")
async def my_day(work: Work, on: date) -> DayView:
    return await _day(work, await _me(work), on)


@action(Permission.ATTENDANCE_CLOSE, "关账", "Close month")
async def close(work: Work, month: str) -> None:
    """Close a month: nothing may be open, unjudged or still to come."""
    found = month_of(month)
    if clock.today(await _zone(work.company_id)) <= found.last:
        raise refuse("month_running", f"{month} 还没过完。", f"{month} is not over yet.")
    if month in await closed_months(work.company_id):
        raise refuse("month_closed", f"{month} 已经关账。", f"{month} is closed already.")
    if await DirtyDay.exists(
        company_id=work.company_id, date__gte=found.first, date__lte=found.last
    ):
        raise refuse(
            "month_dirty",
            "还有几天正在重算，请稍等片刻。",
            "Some days are being judged; wait a moment.",
        )
    rows = await Day.filter(
        company_id=work.company_id, date__gte=found.first, date__lte=found.last
    ).order_by("person_id", "date")
    open_days = sum(row.needs_hr for row in rows)
    if open_days:
        head = month_head(open_days, found)
        raise refuse("month_open", head.zh, head.en)
    digest = hashlib.sha256("".join(row.digest for row in rows).encode()).hexdigest()
    await AttendanceMonth.create(
        id=ids.new_id(),
        company_id=work.company_id,
        month=month,
        closed_at=work.now,
        closed_by=work.actor.account_id,
        digest=digest,
    )
    await work.emit("attendance.closed", month, days=len(rows), digest=digest)


@action(Permission.ATTENDANCE_CLOSE, "按此认定", "Accept as it stands")
async def accept(work: Work, person_id: str, on: date, reason: str) -> None:
    """HR looked at a day and lets it stand as judged; the reason is kept."""
    person = await work.person(person_id)
    if person.id == work.actor.person_id:
        raise refuse(
            "own_day", "自己的考勤要由别人来认定。", "Somebody else must accept your own day."
        )
    if not reason.strip():
        raise refuse("reason", "请写一句原因。", "Give a reason in one sentence.", where="reason")
    changed = await Day.filter(person_id=person.id, date=on, needs_hr=True).update(needs_hr=False)
    if not changed:
        raise not_found()
    await work.emit("day.accepted", person.id, date=on.isoformat(), reason=reason.strip()[:500])


async def _rows(people: list[str], month: Month) -> Mapping[str, list[Day]]:
    found: dict[str, list[Day]] = defaultdict(list)
    for row in await Day.filter(
        person_id__in=people, date__gte=month.first, date__lte=month.last
    ).order_by("date"):
        found[row.person_id].append(row)
    return found


def _person(
    person: Person, units: Mapping[str, Text], rows: Iterable[Day], month: Month
) -> PersonMonth:
    by_date = {row.date: row for row in rows}
    cells = tuple(_cell(by_date.get(one), one) for one in month.days())
    return PersonMonth(
        id=person.id,
        name=person.name,
        unit=units[person.unit_id],
        cells=cells,
        unusual=sum(bool(set(cell.glyphs) & _UNUSUAL) for cell in cells),
        open=sum(cell.needs_hr for cell in cells),
    )


_UNUSUAL = {"late", "early", "missing_in", "missing_out", "absent", "half_day"}


def _cell(row: Day | None, on: date) -> Cell:
    if row is None:
        return Cell(
            date=on,
            glyphs=("future",),
            letter=None,
            needs_hr=False,
            late_minutes=0,
            early_minutes=0,
            missing=(),
        )
    return Cell(
        date=on,
        glyphs=tuple(row.glyphs),
        letter=leave_letter(verdict_of(row)),
        needs_hr=row.needs_hr,
        late_minutes=row.late_minutes,
        early_minutes=row.early_minutes,
        missing=tuple(row.missing),
    )


async def _day(work: Work, person: Person, on: date) -> DayView:
    row = await Day.get_or_none(person_id=person.id, date=on)
    if row is None:
        raise not_found()
    requests = await RequestRow.filter(id__in=row.request_ids)
    zone = await _zone(work.company_id)
    standing = await standing_of(row)
    codes = await terminal_codes(work.company_id)
    return shape(
        DayView,
        row,
        name=person.name,
        unit=(await unit_labels(work.company_id))[person.unit_id],
        position=person.position,
        glyphs=tuple(row.glyphs),
        missing=tuple(row.missing),
        steps=tuple(step_texts(row.steps)),
        standing=standing,
        outlook=outlook(standing),
        silences=await silences_of(row, codes, zone) if row.held else (),
        shift=await _shift(work.company_id, row.shift_code),
        punches=await _punches(work.company_id, row.punch_ids),
        requests=tuple(shape(DayRequest, one) for one in requests),
        zone=zone,
    )


async def _punches(company_id: str, punch_ids: list[str]) -> tuple[DayPunch, ...]:
    codes = await terminal_codes(company_id)
    return tuple(
        shape(DayPunch, one, terminal=codes.get(one.terminal_id, ""))
        for one in await Punch.filter(id__in=punch_ids).order_by("at")
    )


async def _shift(company_id: str, key: str | None) -> ShiftValue | None:
    if key is None:
        return None
    code, _, version = key.partition("#")
    found = await Shift.get_or_none(company_id=company_id, code=code, version=int(version or 1))
    if found is None:
        return None
    name = Text(found.name, found.name_en or found.name)
    return read_shift(found.definition | {"code": key}, name=name)


async def _me(work: Work) -> Person:
    found = await Person.get_or_none(id=work.actor.person_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    return found


async def _zone(company_id: str) -> str:
    return (await Company.get(id=company_id)).zone
