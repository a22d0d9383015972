"""What a payslip is computed from, per person: pay, days, score, policy, each with its source."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from hr.days import verdict_of
from hr.parameters import jurisdiction
from orm.models import Company, Day, PayProfile, PerformanceScore, Person, Punch, Terminal
from rules import calendar
from rules.attendance.month import MonthSummary, summarise
from rules.money import to_yuan
from rules.payroll.fact import DayRef, Fact, Inputs, PunchRef, Source
from rules.period import Month
from rules.text import Text, plain

_VERIFY = {
    "finger": Text("指纹", "finger"),
    "face": Text("人脸", "face"),
    "card": Text("刷卡", "card"),
    "password": Text("密码", "password"),
    "palm": Text("掌纹", "palm"),
}
_ATTENDANCE = Text("考勤 {month}", "attendance of {month}")
_CONTRACT = Text("薪资约定，{on} 起", "agreed pay, from {on}")
_POLICY = Text("公司考勤制度", "company attendance policy")
_CONFIRMED = Text("本人 {on} 确认", "confirmed by the employee on {on}")
_UNCONFIRMED = Text("本人尚未确认", "not confirmed by the employee yet")
_LATE = Text("迟到 {n} 分", "late by {n} min")
_ABSENT = Text("缺勤", "absent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the slips of one run share."""

    company: Company
    month: Month
    zone: ZoneInfo
    paid_days: int
    late_charge: Decimal


async def gather(company: Company, month: Month, people: Collection[Person]) -> dict[str, Inputs]:
    """Inputs by person id; a fixed number of statements for any number of people."""
    ids = [one.id for one in people]
    ground = Ground(
        company=company,
        month=month,
        zone=ZoneInfo(company.zone),
        paid_days=calendar.load().counts(month.first, month.last).paid_days,
        late_charge=to_yuan(company.settings.get("pay", {}).get("late_charge_fen", 0)),
    )
    rows = await Day.filter(person_id__in=ids, date__gte=month.first, date__lte=month.last)
    days: dict[str, list[Day]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.date):
        days[row.person_id].append(row)
    punches = await _punches(p for row in rows if row.late_minutes for p in row.punch_ids[:1])
    profiles = await _profiles(ids, month)
    scores = {
        s.person_id: s for s in await PerformanceScore.filter(person_id__in=ids, month=str(month))
    }
    return {
        one.id: Inputs(
            person=one.id,
            month=month,
            jurisdiction=jurisdiction(company.city),
            facts={
                fact.code: fact
                for fact in (
                    *_agreed(profiles.get(one.id)),
                    *_score(scores.get(one.id), ground),
                    *_worked(one, days[one.id], punches, ground),
                )
            },
        )
        for one in people
    }


async def _profiles(ids: list[str], month: Month) -> dict[str, PayProfile]:
    rows = await PayProfile.filter(person_id__in=ids, valid_from__lte=month.last).order_by(
        "valid_from"
    )
    return {row.person_id: row for row in rows}


def _agreed(profile: PayProfile | None) -> Iterable[Fact]:
    if profile is None:
        return
    source = Source(
        kind="contract", ref=profile.id, text=_CONTRACT.format(on=profile.valid_from.isoformat())
    )
    yield Fact(code="base_wage", value=to_yuan(profile.base_fen), source=source)
    yield Fact(code="overtime_base", value=to_yuan(profile.base_fen), source=source)
    if profile.performance_fen:
        value = to_yuan(profile.performance_fen)
        yield Fact(code="performance_base", value=value, source=source)
    for code in ("allowance", "fixed_deduction"):
        if code in profile.items:
            yield Fact(code=code, value=to_yuan(profile.items[code]), source=source)


def _score(score: PerformanceScore | None, ground: Ground) -> Iterable[Fact]:
    if score is None:
        return
    text = _UNCONFIRMED
    if score.confirmed_at is not None:
        on = score.confirmed_at.astimezone(ground.zone).date().isoformat()
        text = _CONFIRMED.format(on=on)
    source = Source(kind="performance", ref=score.id, text=text)
    value = Decimal(score.score_bp) / 100
    yield Fact(code="performance_score", value=value, source=source)


def _worked(
    person: Person, days: list[Day], punches: Mapping[str, PunchRef], ground: Ground
) -> Iterable[Fact]:
    found = summarise(verdict_of(row) for row in days)
    late = [row for row in days if row.date in found.late]
    gone = [row for row in days if row.date in found.absent]

    def source(rows: Iterable[Day] = ()) -> Source:
        return Source(
            kind="attendance",
            ref=f"{person.id}:{ground.month}",
            text=_ATTENDANCE.format(month=ground.month),
            days=tuple(_day(row, punches) for row in rows),
        )

    yield Fact(code="paid_days", value=Decimal(ground.paid_days), source=source())
    missing = _unpaid(found) + _outside(person, ground)
    yield Fact(code="absent_days", value=missing, source=source(gone))
    yield Fact(code="late_count", value=Decimal(found.late_count), source=source(late))
    policy = Source(kind="policy", ref=ground.company.id, text=_POLICY)
    yield Fact(code="late_charge", value=ground.late_charge, source=policy)
    for code, minutes in (
        ("overtime_extended", found.overtime.workday),
        ("overtime_rest_day", found.overtime.restday),
        ("overtime_statutory", found.overtime.holiday),
    ):
        yield Fact(code=code, value=Decimal(minutes) / 60, source=source())


def _unpaid(found: MonthSummary) -> Decimal:
    unpaid = sum(
        (found.leave_days.get(kind, Decimal(0)) for kind in ("personal", "unpaid")), Decimal(0)
    )
    return found.absent_days + unpaid


def _outside(person: Person, ground: Ground) -> Decimal:
    """Paid days of the month before the first or after the last day of employment."""
    first = max(person.hired_on, ground.month.first)
    last = min(person.left_on or ground.month.last, ground.month.last)
    if first > last:
        return Decimal(ground.paid_days)
    return Decimal(ground.paid_days - calendar.load().counts(first, last).paid_days)


def _day(row: Day, punches: Mapping[str, PunchRef]) -> DayRef:
    rule = Text(row.steps[0]["zh"], row.steps[0]["en"]) if row.steps else plain("")
    text = _LATE.format(n=row.late_minutes) if row.late_minutes else _ABSENT
    return DayRef(
        id=row.id,
        date=row.date,
        text=text,
        rule=rule,
        punches=tuple(punches[one] for one in row.punch_ids[:1] if one in punches),
    )


async def _punches(ids: Iterable[str]) -> dict[str, PunchRef]:
    rows = await Punch.filter(id__in=list(ids))
    terminals = {
        one.id: one for one in await Terminal.filter(id__in=list({r.terminal_id for r in rows}))
    }
    return {
        one.id: PunchRef(
            id=one.id,
            at=one.local_text,
            verify=_VERIFY.get(one.verify, plain("")),
            device=_device(terminals.get(one.terminal_id)),
        )
        for one in rows
    }


def _device(terminal: Terminal | None) -> Text:
    if terminal is None:
        return plain("")
    return Text(
        f"{terminal.code} {terminal.name}", f"{terminal.code} {terminal.name_en or terminal.name}"
    )
