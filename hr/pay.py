"""Pay runs: computed in shards by jobs, looked at, reviewed, closed; closed is for ever."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from tortoise.transactions import in_transaction

from hr import ids, pay_inputs
from hr.action import Work, action, not_found
from hr.days import closed_months
from hr.jobs import enqueue, new_batch, task
from hr.parameters import known
from hr.pay_gate import ATTENDANCE_OPEN, Progress, progress_of
from hr.views import month_of
from orm.models import Company, PayRun, Payslip, PerformanceScore, Person
from rules.access import Permission
from rules.money import to_fen
from rules.payroll import run as rule
from rules.payroll.compare import Difference, compare
from rules.payroll.engine import Blocked, calculate
from rules.payroll.reading import read
from rules.payroll.run import RunState, Standing
from rules.period import Month
from rules.problem import Problem, Refused, refuse

SHARD = 500
NOTABLE = Decimal("0.2")
"""A change of a fifth or more of last month's gross waits for somebody to look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One person's slip beside last month's."""

    person_id: str
    after_fen: int
    before_fen: int | None
    difference: Difference | None
    checked: bool

    @property
    def unexplained(self) -> bool:
        return self.difference is not None and self.difference.unexplained and not self.checked

    @property
    def to_review(self) -> bool:
        """A notable, explained change nobody has looked at yet."""
        if self.difference is None or self.checked or self.difference.unexplained:
            return False
        return abs(self.difference.amount) >= NOTABLE * self.difference.before


@action(Permission.PAY_RUN, "算工资", "Compute pay")
async def start(work: Work, month: str) -> str:
    """Create or recompute the draft of a month; the shards run as jobs. Returns the run's id."""
    asked = month_of(month)
    run = await _draft(work, asked)
    people = await _paid(work.company_id, asked)
    shards = [people[i : i + SHARD] for i in range(0, len(people), SHARD)]
    batch = await new_batch(f"pay:{month}", total=len(shards), company_id=work.company_id)
    for number, shard in enumerate(shards):
        await enqueue(
            "pay.shard",
            {"run": run.id, "people": [one.id for one in shard]},
            ukey=f"pay:{run.id}:{number}",
            batch=batch,
        )
    await work.emit("pay.computed", run.id, month=month, people=len(people))
    return run.id


@task("pay.shard")
async def shard(args: dict[str, object]) -> None:
    """Compute one shard; harmless to repeat."""
    run = await PayRun.get(id=str(args["run"]))
    people = await Person.filter(id__in=list(args["people"]))  # type: ignore[call-overload] # JSON
    await compute(run, people)


async def compute(run: PayRun, people: Collection[Person]) -> None:
    """Compute and store these people's slips; what stops a slip is kept as a problem of the run."""
    company = await Company.get(id=run.company_id)
    inputs = await pay_inputs.gather(company, Month.parse(run.month), people)
    law = await known(run.company_id)
    results = [calculate(inputs[one.id], law) for one in people]
    slips = [one for one in results if not isinstance(one, Blocked)]
    blocked = {one.person: one for one in results if isinstance(one, Blocked)}
    async with in_transaction():
        current = (
            await PayRun.filter(id=run.id, state=RunState.DRAFT.value).select_for_update().first()
        )
        if current is None:
            return
        await Payslip.filter(run_id=run.id, person_id__in=[one.id for one in people]).delete()
        await Payslip.bulk_create(
            (
                Payslip(
                    id=ids.new_id(),
                    company_id=run.company_id,
                    run_id=run.id,
                    person_id=one.person,
                    month=run.month,
                    gross_fen=to_fen(one.gross),
                    net_fen=to_fen(one.net),
                    body=one.body,
                    digest=one.digest,
                )
                for one in slips
            ),
            batch_size=SHARD,
        )
        notes = _notes(current)
        kept = {k: v for k, v in notes["blocked"].items() if k not in inputs}
        notes["blocked"] = kept | {k: [_said(p) for p in v.problems] for k, v in blocked.items()}
        totals = await Payslip.filter(run_id=run.id).only("gross_fen")
        total = sum(one.gross_fen for one in totals)
        await PayRun.filter(id=run.id).update(problems=notes, total_fen=total)


@action(Permission.PAY_REVIEW, "看过了", "Looked at")
async def check_slip(work: Work, month: str, person_id: str, reason: str = "") -> None:
    """Somebody else looked at one person's change and says why it is right."""
    run = await _open_run(work, month)
    slip = await Payslip.get_or_none(run_id=run.id, person_id=person_id)
    if slip is None:
        raise not_found()
    if person_id == work.actor.person_id:
        raise refuse(
            "own_slip", "自己的工资要由别人来看。", "Somebody else must look at your own pay."
        )
    notes = _notes(run)
    notes["checked"][person_id] = reason.strip()[:256]
    await PayRun.filter(id=run.id).update(problems=notes)
    await work.emit("pay.checked", run.id, person=person_id, reason=reason.strip()[:256])


@action(Permission.PAY_REVIEW, "复核", "Review")
async def review(work: Work, month: str) -> None:
    """Confirm the whole run; attendance must be closed first."""
    if month not in await closed_months(work.company_id):
        said = ATTENDANCE_OPEN.format(month=month)
        raise refuse("attendance_open", said.zh, said.en)
    run = await _move(work, month, "review")
    await PayRun.filter(id=run.id).update(reviewed_at=work.now, reviewed_by=work.actor.account_id)
    await work.emit("pay.reviewed", run.id, month=month)


@action(Permission.PAY_REVIEW, "退回草稿", "Back to draft")
async def reopen(work: Work, month: str) -> None:
    run = await _move(work, month, "reopen")
    await work.emit("pay.reopened", run.id, month=month)


@action(Permission.PAY_CLOSE, "关闭批次", "Close run")
async def close(work: Work, month: str) -> None:
    """Close the run for ever; its slips become visible to their owners."""
    run = await _open_run(work, month)
    digests = (
        await Payslip.filter(run_id=run.id).order_by("person_id").values_list("person_id", "digest")
    )
    await PayRun.filter(id=run.id).update(closed_at=work.now, closed_by=work.actor.account_id)
    await _move(work, month, "close")
    await work.emit("pay.closed", run.id, month=month, slips=[list(pair) for pair in digests])


@action(Permission.SCORE_EDIT, "录入得分", "Set score")
async def set_score(
    work: Work, person_id: str, month: str, percent: Decimal, note: str = ""
) -> None:
    """Set a month's performance score; the employee confirms it."""
    person = await work.person(person_id)
    if person.id == work.actor.person_id:
        raise refuse("own_score", "不能给自己打分。", "Nobody sets his own score.")
    if await PayRun.exists(
        company_id=work.company_id, month=str(month_of(month)), state=RunState.CLOSED.value
    ):
        raise _closed(month)
    if not percent.is_finite() or not 0 <= percent <= 200:
        raise refuse(
            "score", "得分在 0 到 200 之间。", "A score is between 0 and 200.", where="score"
        )
    await PerformanceScore.filter(person_id=person.id, month=month).delete()
    await PerformanceScore.create(
        id=ids.new_id(),
        company_id=work.company_id,
        person_id=person.id,
        month=month,
        score_bp=int(percent * 100),
        note=note[:256],
    )
    await work.emit("score.set", person.id, month=month, percent=str(percent))


@action(Permission.SELF, "确认得分", "Confirm score")
async def confirm_score(work: Work, month: str) -> None:
    """The employee confirms the own score of a month."""
    changed = await PerformanceScore.filter(
        person_id=work.actor.person_id, month=month, confirmed_at=None
    ).update(confirmed_at=work.now)
    if not changed:
        raise not_found()
    await work.emit("score.confirmed", work.actor.person_id or "", month=month)


async def compared(run: PayRun) -> list[Compared]:
    """Every slip of a run beside the one before, as far as there is one."""
    before_month = str(Month.parse(run.month).previous)
    last = {
        one.person_id: one
        for one in await Payslip.filter(company_id=run.company_id, month=before_month)
    }
    checked = _notes(run)["checked"]
    out = []
    for one in await Payslip.filter(run_id=run.id).order_by("person_id"):
        before = last.get(one.person_id)
        same = before is not None and before.digest == one.digest
        difference = None if before is None or same else compare(read(before.body), read(one.body))
        out.append(
            Compared(
                person_id=one.person_id,
                after_fen=one.gross_fen,
                before_fen=before.gross_fen if before else None,
                difference=difference,
                checked=one.person_id in checked,
            )
        )
    return out


def standing_of(
    run: PayRun, rows: Collection[Compared], progress: Progress | None = None
) -> Standing:
    """Where the run stands, in people."""
    known_before = [one for one in rows if one.before_fen is not None]
    differ = [o for o in known_before if o.difference is not None and not o.difference.same]
    return Standing(
        month=Month.parse(run.month),
        people=len(rows),
        state=RunState(run.state),
        differ=len(differ) if known_before else None,
        unexplained=sum(one.unexplained for one in rows),
        to_review=sum(one.to_review for one in rows),
        blocked=len(_notes(run)["blocked"]),
        running=progress is not None and progress.running,
    )


async def _draft(work: Work, month: Month) -> PayRun:
    run = await PayRun.get_or_none(company_id=work.company_id, month=str(month))
    if run is None:
        return await PayRun.create(
            id=ids.new_id(),
            company_id=work.company_id,
            month=str(month),
            state=RunState.DRAFT.value,
            made_at=work.now,
            made_by=work.actor.account_id,
            problems={},
        )
    progress = await progress_of(work.company_id, run.month)
    rule.act(standing_of(run, [], progress), "recompute")
    return run


async def _paid(company_id: str, month: Month) -> list[Person]:
    """Everybody employed on some day of the month."""
    rows = await Person.filter(company_id=company_id, hired_on__lte=month.last).order_by("code")
    return [one for one in rows if one.left_on is None or one.left_on >= month.first]


async def _run(work: Work, month: str) -> PayRun:
    run = await PayRun.get_or_none(company_id=work.company_id, month=month)
    if run is None:
        raise not_found()
    return run


async def _open_run(work: Work, month: str) -> PayRun:
    """A run that may still change, locked for this call."""
    run = await PayRun.filter(company_id=work.company_id, month=month).select_for_update().first()
    if run is None:
        raise not_found()
    if run.state == RunState.CLOSED:
        raise _closed(month)
    return run


def _closed(month: str) -> Refused:
    return refuse(
        "pay_closed",
        f"{month} 的工资已经关闭，不能再改。差额在下一批里补。",
        f"Pay of {month} is closed for ever. Put the difference into the next run.",
    )


async def _move(work: Work, month: str, what: rule.Act) -> PayRun:
    progress = await progress_of(work.company_id, month)
    run = await _run(work, month)
    after = rule.act(standing_of(run, await compared(run), progress), what)
    changed = await PayRun.filter(id=run.id, state=run.state).update(state=after.value)
    if not changed:
        raise not_found()
    return run


def _notes(run: PayRun) -> dict[str, dict[str, object]]:
    notes = run.problems if isinstance(run.problems, dict) else {}
    return {"blocked": dict(notes.get("blocked", {})), "checked": dict(notes.get("checked", {}))}


def _said(problem: Problem) -> dict[str, str]:
    hint = problem.hint
    return {
        "code": problem.code,
        "where": problem.where,
        "zh": problem.text.zh + (f"。{hint.zh}" if hint else ""),
        "en": problem.text.en + (f". {hint.en}" if hint else ""),
    }
