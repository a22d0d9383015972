"""Pay as people see it: a run beside the month before, a slip that explains itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from hr.action import Work, not_found, query
from hr.pay import Compared, compared, standing_of
from hr.pay_gate import Progress, Startable, hindrances, progress_of, startable
from hr.people import unit_labels
from orm.models import PayRun, Payslip, PerformanceScore, Person
from rules.access import Permission
from rules.payroll import slip
from rules.payroll.compare import Difference, compare
from rules.payroll.reading import read
from rules.payroll.run import STATES, Act, RunState, Standing, head
from rules.period import Month
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One person of a run; `reason` is why it differs, `mark` what is still open."""

    person_id: str
    name: str
    unit: Text
    after_fen: int
    before_fen: int | None
    reasons: tuple[Text, ...]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedRow:
    person_id: str
    name: str
    problems: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run; `closed` says of each act that cannot be done now why not."""

    id: str
    month: str
    state: RunState
    state_text: Text
    head: Text
    standing: Standing
    total_fen: int
    rows: tuple[RunRow, ...]
    same: int
    blocked: tuple[BlockedRow, ...]
    progress: Progress | None
    closed: Mapping[Act, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipView:
    """A payslip with the person it is for and why it differs from last month's."""

    id: str
    run_id: str
    person_id: str
    name: str
    code: str
    unit: Text
    position: str
    month: str
    state: RunState
    slip: slip.Payslip
    gross_fen: int
    net_fen: int
    digest: str
    difference: Difference | None
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    month: str
    state: RunState
    state_text: Text
    total_fen: int
    slips: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MySlip:
    month: str
    gross_fen: int
    net_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    person_id: str
    name: str
    unit: Text
    percent: str
    note: str
    confirmed: bool


@query(Permission.PAY_VIEW, "工资批次", "Pay runs")
async def runs(work: Work) -> list[RunLine]:
    rows = await PayRun.filter(company_id=work.company_id).order_by("-month")
    return [
        RunLine(
            month=one.month,
            state=RunState(one.state),
            state_text=STATES[RunState(one.state)],
            total_fen=one.total_fen,
            slips=await Payslip.filter(run_id=one.id).count(),
        )
        for one in rows
    ]


@query(Permission.PAY_VIEW, "工资批次", "Pay run")
async def run(work: Work, month: str) -> RunView:
    """A run with everybody whose pay differs from the month before."""
    progress = await progress_of(work.company_id, month)
    found = await PayRun.get_or_none(company_id=work.company_id, month=month)
    if found is None:
        raise not_found()
    rows = await compared(found)
    people = {one.id: one for one in await Person.filter(company_id=work.company_id)}
    units = await unit_labels(work.company_id)
    standing = standing_of(found, rows, progress)
    shown = [one for one in rows if one.difference is None or not one.difference.same]
    blocked = found.problems.get("blocked", {}) if isinstance(found.problems, dict) else {}
    return RunView(
        id=found.id,
        month=found.month,
        state=RunState(found.state),
        state_text=STATES[RunState(found.state)],
        head=head(standing),
        standing=standing,
        total_fen=found.total_fen,
        rows=tuple(_row(one, people[one.person_id], units) for one in sorted(shown, key=_urgency)),
        same=len(rows) - len(shown),
        blocked=tuple(
            BlockedRow(
                person_id=person_id,
                name=people[person_id].name,
                problems=tuple(Text(p["zh"], p["en"]) for p in problems),
            )
            for person_id, problems in blocked.items()
        ),
        progress=progress,
        closed=await hindrances(work.company_id, standing),
    )


@query(Permission.PAY_VIEW, "可算月份", "Months to compute")
async def months(work: Work) -> list[Startable]:
    """Months without a run, oldest first."""
    return await startable(work.company_id)


@query(Permission.PAY_VIEW, "工资条", "Payslip")
async def payslip(work: Work, month: str, person_id: str) -> SlipView:
    person = await work.person(person_id)
    found = await Payslip.get_or_none(person_id=person.id, month=month)
    if found is None:
        raise not_found()
    return await _slip(work, found, person)


@query(Permission.PAYSLIP_VIEW, "我的工资条", "My payslips")
async def my_slips(work: Work) -> list[MySlip]:
    """One's own slips of closed runs, newest first."""
    closed = await PayRun.filter(company_id=work.company_id, state=RunState.CLOSED.value)
    rows = await Payslip.filter(
        person_id=work.actor.person_id, run_id__in=[one.id for one in closed]
    ).order_by("-month")
    return [MySlip(month=one.month, gross_fen=one.gross_fen, net_fen=one.net_fen) for one in rows]


@query(Permission.PAYSLIP_VIEW, "我的工资条", "My payslip")
async def my_slip(work: Work, month: str) -> SlipView:
    person = await Person.get_or_none(id=work.actor.person_id, company_id=work.company_id)
    found = await Payslip.get_or_none(person_id=work.actor.person_id, month=month)
    if person is None or found is None:
        raise not_found()
    if not await PayRun.exists(id=found.run_id, state=RunState.CLOSED.value):
        raise not_found()
    return await _slip(work, found, person)


@query(Permission.SCORE_EDIT, "绩效得分", "Performance scores")
async def scores(work: Work, month: str) -> list[ScoreRow]:
    people = await Person.filter(await work.people(), left_on=None).order_by("code")
    found = {
        one.person_id: one
        for one in await PerformanceScore.filter(company_id=work.company_id, month=month)
    }
    units = await unit_labels(work.company_id)
    return [
        ScoreRow(
            person_id=one.id,
            name=one.name,
            unit=units[one.unit_id],
            percent=f"{found[one.id].score_bp / 100:g}" if one.id in found else "",
            note=found[one.id].note if one.id in found else "",
            confirmed=one.id in found and found[one.id].confirmed_at is not None,
        )
        for one in people
    ]


async def _slip(work: Work, found: Payslip, person: Person) -> SlipView:
    run_row = await PayRun.get(id=found.run_id)
    before = await Payslip.get_or_none(
        person_id=person.id, month=str(Month.parse(found.month).previous)
    )
    rows = {one.person_id: one for one in await compared(run_row)} if before else {}
    return SlipView(
        id=found.id,
        run_id=found.run_id,
        person_id=person.id,
        name=person.name,
        code=person.code,
        unit=(await unit_labels(work.company_id))[person.unit_id],
        position=person.position,
        month=found.month,
        state=RunState(run_row.state),
        slip=read(found.body),
        gross_fen=found.gross_fen,
        net_fen=found.net_fen,
        digest=found.digest,
        difference=compare(read(before.body), read(found.body)) if before else None,
        mark=_mark(rows[person.id]) if person.id in rows else "ok",
    )


def _row(one: Compared, person: Person, units: Mapping[str, Text]) -> RunRow:
    reasons = tuple(r.text for r in one.difference.reasons) if one.difference else ()
    return RunRow(
        person_id=person.id,
        name=person.name,
        unit=units[person.unit_id],
        after_fen=one.after_fen,
        before_fen=one.before_fen,
        reasons=reasons,
        mark=_mark(one),
    )


def _mark(one: Compared) -> str:
    if one.unexplained:
        return "unexplained"
    if one.to_review:
        return "to_review"
    return "new" if one.before_fen is None else "ok"


def _urgency(one: Compared) -> tuple[bool, bool, int]:
    change = one.after_fen - (one.before_fen or 0)
    return (not one.unexplained, not one.to_review, -abs(change))
