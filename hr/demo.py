"""The demo company goes: every row of it, in one transaction; who removed it starts anew."""

from dataclasses import dataclass

from tortoise.models import Model

from hr import evidence, founding
from hr.action import Work, action, not_found, query
from orm import models as m
from rules.access import Permission
from rules.problem import refuse

BY_COMPANY: tuple[type[Model], ...] = (
    m.Fact, m.Attempt, m.Notice,
    m.Task, m.Request, m.Delegation,
    m.Payslip, m.PayRun, m.PayProfile, m.PerformanceScore, m.CompanyParameter,
    m.AbsenceLadder, m.LeaveGrant, m.Day, m.DirtyDay, m.AttendanceMonth,
    m.ShiftAssignment, m.Shift,
    m.Punch, m.Quarantine, m.Inbox, m.CodeMapping, m.DismissedUser, m.ZoneCorrection,
    m.TerminalCommand, m.TerminalGap, m.Terminal,
    m.PendingLeaf, m.Leaf, m.Checkpoint, m.Event,
    m.Job, m.JobBatch, m.Series,
    m.Account, m.Person, m.Unit, m.Site,
)  # fmt: skip
"""Emptied in this order: what refers to something goes before it."""
BY_OWNER: tuple[tuple[type[Model], str, type[Model]], ...] = (
    (m.RequestLine, "request_id", m.Request),
    (m.TerminalOutage, "terminal_id", m.Terminal),
    (m.TerminalUser, "terminal_id", m.Terminal),
    (m.TerminalDay, "terminal_id", m.Terminal),
    (m.TerminalLease, "terminal_id", m.Terminal),
    (m.TerminalMove, "terminal_id", m.Terminal),
    (m.LoginLink, "account_id", m.Account),
    (m.Session, "account_id", m.Account),
    (m.RoleGrant, "account_id", m.Account),
)
"""Rows without a company of their own, with the table they hang on."""
KEPT: tuple[type[Model], ...] = (
    m.JobWorker, m.JobSchedule, m.JobLane, m.LoginFailure, m.UnknownTerminal, m.GatewayNode,
    m.BrokerSession,
    m.Company,
)  # fmt: skip
"""Of the installation, not of a company; the company itself goes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What would be gone; `is_demo` False: there is nothing to remove."""

    is_demo: bool
    name: str
    login: str
    people: int
    accounts: int
    punches: int
    days: int
    payslips: int
    notices: int
    events: int


@query(Permission.DEMO_REMOVE, "演示公司", "Demo company")
async def removal(work: Work) -> Removal:
    """Count what removing the demo company would delete."""
    mine = {"company_id": work.company_id}
    company = await m.Company.get(id=work.company_id)
    return Removal(
        is_demo=company.is_demo,
        name=company.name,
        login=(await m.Account.get(id=work.actor.account_id)).login,
        people=await m.Person.filter(**mine).count(),
        accounts=await m.Account.filter(**mine).count(),
        punches=await m.Punch.filter(**mine).count(),
        days=await m.Day.filter(**mine).count(),
        payslips=await m.Payslip.filter(**mine).count(),
        notices=await m.Notice.filter(**mine).count(),
        events=await m.Event.filter(**mine).count(),
    )


@action(Permission.DEMO_REMOVE, "移除演示公司", "Remove the demo company")
async def remove(work: Work) -> None:
    """Delete every row of the demo company and start an empty one for whoever removed it."""
    old = await m.Company.get_or_none(id=work.company_id)
    if old is None:
        raise not_found()
    if not old.is_demo:
        raise refuse(
            "not_demo",
            "这是真实的公司，不能移除。",
            "This is a real company; it cannot be removed.",
        )
    made = await founding.found(work.now)
    await _move(work, made.id)
    await _empty(old.id)
    await m.Company.filter(id=old.id).delete()
    await founding.first_roles(work.actor.account_id, work.now)
    event = await evidence.record(
        made.id,
        kind="demo.removed",
        subject=made.id,
        actor=work.actor.account_id,
        at=work.now,
        data={"name": old.name},
    )
    work.recorded.append(event)


async def _move(work: Work, company_id: str) -> None:
    """The account that removes it stays, with its session, in the new company."""
    me = work.actor.account_id
    await m.RoleGrant.filter(account_id=me).delete()
    await m.Account.filter(id=me).update(company_id=company_id, person_id=None)


async def _empty(company_id: str) -> None:
    for model, key, owner in BY_OWNER:
        owners = await owner.filter(company_id=company_id).values_list("id", flat=True)
        await model.filter(**{f"{key}__in": list(owners)}).delete()
    await m.Unit.filter(company_id=company_id).update(head_id=None, parent_id=None)
    await m.Person.filter(company_id=company_id).update(manager_id=None)
    for model in BY_COMPANY:
        await model.filter(company_id=company_id).delete()
