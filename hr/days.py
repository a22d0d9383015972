"""Days are derived: judged again from punches and requests whenever one of them changed."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from tortoise.transactions import in_transaction

from hr import clock, dirty, evidence, ids, ladders, sheets
from hr.actor import MACHINE
from orm.models import AttendanceMonth, Day, DirtyDay, PayRun, Person
from rules.attendance.day import judge
from rules.attendance.glyph import glyphs, needs_hr
from rules.attendance.moments import instant, moment
from rules.attendance.result import DayClass, DayVerdict, Overtime, Verdict
from rules.attendance.step import Step
from rules.attendance.values import Direction
from rules.evidence.jcs import canonical
from rules.period import Month
from rules.text import Text

_SHARD = 500


async def recompute(company_id: str) -> int:
    """Judge up to one shard of dirty days and refresh the absence ladders; returns how many.

    Reading and judging hold no lock, so punches keep coming in. An input that arrives meanwhile
    marks its day anew; what was judged without it is dropped.
    """
    marked = await DirtyDay.filter(company_id=company_id).order_by("since").limit(_SHARD)
    if not marked:
        return 0
    wanted: dict[str, set[date]] = defaultdict(set)
    for one in marked:
        wanted[one.person_id].add(one.date)
    judged = await judge_days(company_id, wanted)
    rungs = await ladders.standings(company_id, list(wanted))
    async with in_transaction():
        ours = await dirty.take(marked)
        closed = await closed_months(company_id)
        late = [one for one in ours if str(Month.of(one.date)) in closed]
        due = {(one.person_id, one.date) for one in ours} - {(o.person_id, o.date) for o in late}
        await store([row for row in judged if (row.person_id, row.date) in due])
        await _propose(company_id, late, judged)
        seen = {person_id for person_id, _ in due}
        await ladders.settle(company_id, {key: rungs[key] for key in seen & rungs.keys()})
    return len(marked)


async def closed_months(company_id: str) -> set[str]:
    """The months whose attendance is closed; what is closed stays closed."""
    rows = await AttendanceMonth.filter(company_id=company_id).values_list("month", flat=True)
    return {str(month) for month in rows}


async def _propose(company_id: str, late: list[DirtyDay], judged: Sequence[Day]) -> None:
    """A change in a closed month is put on record as a proposal; the day itself stays.

    It says what would change, and in which month's pay the difference can be settled.
    """
    now = {(row.person_id, row.date): row for row in judged}
    for one in late:
        stands = await Day.get_or_none(person_id=one.person_id, date=one.date)
        await evidence.record(
            company_id,
            kind="day.proposed",
            subject=one.person_id,
            actor=MACHINE,
            at=clock.now(),
            data={
                "date": one.date.isoformat(),
                "since": evidence.rfc3339(one.since),
                "stands": _told(stands),
                "would": _told(now.get((one.person_id, one.date))),
                "pay_month": await _settled_in(company_id, Month.of(one.date)),
            },
        )


def _told(row: Day | None) -> dict[str, object]:
    """What a day says, as far as pay can follow from it."""
    if row is None:
        return {}
    return {"verdict": row.verdict} | {name: getattr(row, name) for name in _MINUTES}


async def _settled_in(company_id: str, month: Month) -> str:
    """The first month after a closed one whose pay is still open."""
    closed = PayRun.filter(company_id=company_id, state="closed")
    paid = {str(one) for one in await closed.values_list("month", flat=True)}
    found = month.next
    while str(found) in paid:
        found = found.next
    return str(found)


async def judge_days(company_id: str, wanted: Mapping[str, Collection[date]]) -> list[Day]:
    """Judge these dates of these people; nothing is written."""
    today = clock.now()
    people = await Person.filter(company_id=company_id, id__in=list(wanted))
    first = min(min(days) for days in wanted.values())
    last = max(max(days) for days in wanted.values())
    gathered = await sheets.gather(company_id, people, first, last, as_of=today)
    return [
        _row(company_id, person.id, verdict, today)
        for person in people
        for day, verdict in judge(gathered[person.id]).days.items()
        if day in wanted[person.id]
    ]


async def store(rows: list[Day]) -> None:
    """Insert new days and update those whose judgement differs; equal ones stay untouched."""
    before = {
        (one.person_id, one.date): one
        for one in await Day.filter(
            person_id__in=list({row.person_id for row in rows}),
            date__in=list({row.date for row in rows}),
        ).only("id", "person_id", "date", "digest")
    }
    fresh = [row for row in rows if (row.person_id, row.date) not in before]
    await Day.bulk_create(fresh, batch_size=_SHARD)
    for row in rows:
        known = before.get((row.person_id, row.date))
        if known is not None and known.digest != row.digest:
            values = {name: getattr(row, name) for name in _COLUMNS}
            await Day.filter(id=known.id).update(**values)


def _row(company_id: str, person_id: str, verdict: DayVerdict, now: datetime) -> Day:
    day = Day(
        id=ids.new_id(),
        company_id=company_id,
        person_id=person_id,
        date=verdict.date,
        verdict=verdict.verdict.value,
        day_class=verdict.day_class.value,
        leave_types=list(verdict.leave_types),
        shift_code=verdict.shift or None,
        first_in=instant(verdict.first_in) if verdict.first_in else None,
        last_out=instant(verdict.last_out) if verdict.last_out else None,
        overtime=verdict.overtime._asdict(),
        missing=[side.value for side in verdict.missing],
        glyphs=[mark.value for mark in glyphs(verdict)],
        held=bool(verdict.held),
        needs_hr=needs_hr(verdict),
        steps=[step_data(step) for step in verdict.steps],
        punch_ids=[punch.ref for punch in verdict.punches if punch.ref],
        request_ids=[],
        computed_at=now,
        digest="",
        **{name: getattr(verdict, name) for name in _MINUTES},
    )
    day.digest = digest(day)
    return day


_MINUTES = (
    "scheduled_minutes",
    "worked_minutes",
    "late_minutes",
    "early_minutes",
    "leave_minutes",
    "absent_minutes",
)
_JUDGED = (
    "verdict",
    "day_class",
    "leave_types",
    "shift_code",
    "overtime",
    "missing",
    "glyphs",
    "held",
    "needs_hr",
    "steps",
    "punch_ids",
    "request_ids",
    *_MINUTES,
)
_COLUMNS = ("first_in", "last_out", "digest", "computed_at", *_JUDGED)


def digest(day: Day) -> str:
    """SHA-256 of what was judged: equal inputs give equal bytes."""
    content = {name: getattr(day, name) for name in _JUDGED} | {
        name: at.isoformat() if at else None
        for name, at in (("first_in", day.first_in), ("last_out", day.last_out))
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def verdict_of(row: Day) -> DayVerdict:
    """A stored day as the rules read it: what pay and the month sheet sum up."""
    return DayVerdict(
        date=row.date,
        verdict=Verdict(row.verdict),
        day_class=DayClass(row.day_class),
        shift=row.shift_code or "",
        first_in=moment(row.first_in) if row.first_in else None,
        last_out=moment(row.last_out) if row.last_out else None,
        missing=tuple(Direction(side) for side in row.missing),
        overtime=Overtime(**row.overtime),
        leave_types=tuple(row.leave_types),
        held=tuple(Direction) if row.held else (),
        **{name: getattr(row, name) for name in _MINUTES},
    )


def step_data(step: Step) -> dict[str, object]:
    """A reason as it is stored: code and both sentences."""
    text = step.text
    return {"code": step.code, "zh": text.zh, "en": text.en}


def step_texts(steps: Iterable[Mapping[str, str]]) -> list[Text]:
    """The stored reasons as phrases."""
    return [Text(step["zh"], step["en"]) for step in steps]
