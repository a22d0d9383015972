"""My space: how my day stands this minute, judged afresh from the punches so far."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hr import sheets
from hr.action import Work, not_found, query
from hr.month import Cell, DayPunch, my_days
from hr.punches import terminal_codes
from orm.models import Company, PerformanceScore, Person, Punch
from rules.access import Permission
from rules.attendance import my_day
from rules.attendance.day import judge_day
from rules.attendance.moments import instant
from rules.attendance.values import Shift
from rules.period import Month
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MyToday:
    """`now` is local and aware; `shift` None on a free day; `week` begins on Monday."""

    name: str
    now: datetime
    zone: str
    head: Text
    shift: Shift | None
    first_in: datetime | None
    last_out: datetime | None
    missing: tuple[str, ...]
    steps: tuple[Text, ...]
    punches: tuple[DayPunch, ...]
    week: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenScore:
    """A performance score its owner has not confirmed; pay rests on it."""

    month: str
    percent: str
    note: str


@query(Permission.SELF, "我的今天", "My day now")
async def today(work: Work) -> MyToday:
    person = await Person.get_or_none(id=work.actor.person_id, company_id=work.company_id)
    if person is None:
        raise not_found()
    zone = ZoneInfo((await Company.get(id=work.company_id)).zone)
    now = work.now.astimezone(zone)
    gathered = await sheets.gather(
        work.company_id, [person], now.date(), now.date(), as_of=work.now
    )
    sheet = gathered[person.id]
    verdict = judge_day(sheet, now.date())
    shift = sheet.shifts.get(verdict.shift)
    standing = my_day.Standing(verdict=verdict, shift=shift, now=my_day.minutes_of(now))
    return MyToday(
        name=person.name,
        now=now,
        zone=zone.key,
        head=my_day.head(standing),
        shift=shift,
        first_in=instant(verdict.first_in) if verdict.first_in else None,
        last_out=instant(verdict.last_out) if verdict.last_out else None,
        missing=tuple(side.value for side in verdict.missing),
        steps=tuple(step.text for step in verdict.steps),
        punches=await _punches(work, [one.ref for one in verdict.punches if one.ref]),
        week=await _week(work, now.date()),
    )


@query(Permission.SELF, "待确认的绩效", "Scores to confirm")
async def open_scores(work: Work) -> list[OpenScore]:
    """My scores that wait for my confirmation, newest first."""
    rows = await PerformanceScore.filter(
        person_id=work.actor.person_id, confirmed_at=None
    ).order_by("-month")
    return [
        OpenScore(month=one.month, percent=f"{one.score_bp / 100:g}%", note=one.note)
        for one in rows
    ]


async def _punches(work: Work, refs: list[str]) -> tuple[DayPunch, ...]:
    codes = await terminal_codes(work.company_id)
    return tuple(
        DayPunch(
            id=one.id,
            at=one.at,
            local_text=one.local_text,
            verify=one.verify,
            terminal=codes.get(one.terminal_id, ""),
        )
        for one in await Punch.filter(id__in=refs).order_by("at")
    )


async def _week(work: Work, on: date) -> tuple[Cell, ...]:
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    months = {
        str(Month.of(day)): await my_days.do(work, str(Month.of(day))) for day in (days[0], days[6])
    }
    cells = {cell.date: cell for month in months.values() for cell in month.cells}
    return tuple(cells[day] for day in days)
