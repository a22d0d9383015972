"""Requests: filed on a form, decided by people, carried out when approved.

The engine in rules/approvals decides; this file stores its state, opens tasks, leaves evidence.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hr import dirty, ids, notices
from hr.action import Work, action, not_found
from hr.numbers import next_number
from hr.org import chart
from orm.models import Company, Person, Request, RequestLine, Task
from rules import calendar
from rules.access import Permission
from rules.approvals import engine
from rules.approvals.flow import Flow
from rules.approvals.form import Form
from rules.approvals.forms import FORMS, form
from rules.approvals.serial import dump, load
from rules.approvals.values import (
    ENDED,
    Act,
    Notice,
    OpenTask,
    Outcome,
    RequestState,
    content_hash,
    open_tasks,
)
from rules.field import parse_all
from rules.period import dates
from rules.problem import Problem, Refused
from rules.text import Text

STATES: dict[str, Text] = {
    "draft": Text("草稿", "draft"),
    "running": Text("审批中", "being decided"),
    "returned": Text("已退回", "returned"),
    "approved": Text("已同意", "approved"),
    "rejected": Text("已驳回", "rejected"),
    "withdrawn": Text("已撤回", "withdrawn"),
}


@action(Permission.REQUEST_FILE, "提交", "Submit")
async def file(work: Work, form_code: str, texts: Mapping[str, str]) -> str:
    """File a request for oneself and submit it; returns its id. Bad input is refused by field."""
    if form_code not in {one.code for one in FORMS} or work.actor.person_id is None:
        raise not_found()
    kind = form(form_code)
    company = await Company.get(id=work.company_id)
    zone = ZoneInfo(company.zone)
    values = _checked(kind, texts, local(work.now, zone))
    low, high = (utc(at, zone) for at in kind.span(values))
    state = RequestState(initiator=work.actor.person_id, form=values)
    created = await Request.create(
        id=ids.new_id(),
        company_id=work.company_id,
        number=await next_number(work.company_id, kind.prefix, work.now.astimezone(zone).year),
        form_code=kind.code,
        initiator_id=work.actor.person_id,
        person_id=work.actor.person_id,
        values=values,
        flow=dump(kind.flow),
        engine=dump(state),
        state=state.status,
        content_hash=content_hash(values),
        effect=kind.effect,
        effect_from=low,
        effect_to=high,
        created_at=work.now,
    )
    await work.emit("request.filed", created.id, form=kind.code, content=created.content_hash)
    await _apply(work, created, Act(actor=work.actor.person_id, kind="submit"))
    return created.id


@action(Permission.REQUEST_ACT, "处理", "Decide")
async def act(
    work: Work,
    request_id: str,
    kind: str,
    *,
    comment: str = "",
    to: tuple[str, ...] = (),
    content: str | None = None,
    key: str | None = None,
    via: str = "",
) -> str:
    """Approve, reject, return, withdraw ...; bound to the content that was on the page."""
    found = await readable(work, request_id)
    if kind not in _PEOPLE_ACTS or len(comment) > 2000:
        raise not_found()
    doing = Act(
        actor=work.actor.person_id or "",
        kind=kind,
        to=to,
        comment=comment.strip(),
        content=content,
        key=key,
        via=via,
    )
    return (await _apply(work, found, doing)).status


async def advance(work: Work, request_id: str) -> datetime | None:
    """Let what is due happen (the job's entry); returns when the next thing is due."""
    found = await Request.get(id=request_id)
    if found.state in ENDED:
        return None
    company = await Company.get(id=found.company_id)
    zone = ZoneInfo(company.zone)
    org = await chart(found.company_id, zone)
    state = load(RequestState, found.engine)
    outcome = engine.advance(state, org=org, flow=load(Flow, found.flow), now=local(work.now, zone))
    if outcome.state != state:
        await _store(work, found, outcome, zone)
        await work.emit("request.acted", found.id, act="timer", state=outcome.state.status)
    due = engine.next_due(outcome.state)
    return utc(due, zone) if due else None


_PEOPLE_ACTS = {
    "approve",
    "resubmit",
    "reject",
    "return",
    "withdraw",
    "takeback",
    "transfer",
    "comment",
    "urge",
}


async def _apply(work: Work, found: Request, doing: Act) -> RequestState:
    company = await Company.get(id=found.company_id)
    zone = ZoneInfo(company.zone)
    outcome = engine.apply(
        load(RequestState, found.engine),
        doing,
        org=await chart(found.company_id, zone),
        flow=load(Flow, found.flow),
        now=local(work.now, zone),
    )
    await _store(work, found, outcome, zone)
    await work.emit("request.acted", found.id, act=doing.kind, state=outcome.state.status)
    return outcome.state


async def _store(work: Work, found: Request, outcome: Outcome, zone: ZoneInfo) -> None:
    """Store the engine's new state; somebody else's act in between is refused as stale."""
    state = outcome.state
    changed = await Request.filter(id=found.id, version=found.version).update(
        engine=dump(state),
        state=state.status,
        version=found.version + 1,
        ended_at=work.now if state.status in ENDED else None,
    )
    if not changed:
        raise Refused(
            Problem(
                code="stale",
                text=Text("刚刚有人处理过。", "Somebody acted a moment ago."),
                hint=Text("刷新后再看。", "Reload and look again."),
            )
        )
    await _store_lines(found, state, zone)
    await _store_tasks(work, found, state, zone)
    for effect in outcome.effects:
        await _end(work, found, effect)
    await _tell(work, found, outcome.notices)


async def _store_lines(found: Request, state: RequestState, zone: ZoneInfo) -> None:
    have = await RequestLine.filter(request_id=found.id).count()
    await RequestLine.bulk_create(
        RequestLine(
            id=ids.new_id(),
            request_id=found.id,
            seq=seq,
            at=utc(line.at, zone),
            node=line.node,
            person_id=line.person,
            act=line.act,
            facts=dump(line),
            comment=line.comment,
        )
        for seq, line in enumerate(state.history[have:], start=have)
    )


async def _store_tasks(work: Work, found: Request, state: RequestState, zone: ZoneInfo) -> None:
    """Project the open tasks: rows for new ones, an end for those that are gone."""
    now_open = {_seat(one): one for one in open_tasks(state)}
    rows = await Task.filter(request_id=found.id, closed_at=None)
    gone = [row.id for row in rows if row.seat not in now_open]
    await Task.filter(id__in=gone).update(closed_at=work.now, outcome=state.status)
    for seat, one in now_open.items():
        if seat in {row.seat for row in rows}:
            continue
        await Task.create(
            id=ids.new_id(),
            company_id=found.company_id,
            request_id=found.id,
            node=one.node,
            seat=seat,
            person_id=one.person,
            principal_id=one.principal,
            opened_at=utc(one.task.opened, zone) if one.task and one.task.opened else work.now,
            due_at=utc(one.task.due, zone) if one.task and one.task.due else None,
        )


def _seat(one: OpenTask) -> str:
    """One opening of one place: a task that closes and opens again is another one."""
    return str(one.task.id) if one.task else f"{one.node}:{one.person}"


async def _end(work: Work, found: Request, effect: str) -> None:
    """An ended request is put on record; an approved one makes its days be judged again."""
    await work.emit("request.ended", found.id, result=effect)
    if effect == "approved" and found.effect_from and found.effect_to:
        company = await Company.get(id=found.company_id)
        zone = ZoneInfo(company.zone)
        first, last = (at.astimezone(zone).date() for at in (found.effect_from, found.effect_to))
        around = dates(first - timedelta(days=1), last)
        await dirty.mark(found.company_id, [(found.person_id, day) for day in around])


_TOLD: dict[str, Text] = {
    "approved": STATES["approved"],
    "rejected": STATES["rejected"],
    "returned": Text("退回给您修改", "returned to you for changes"),
    "withdrawn": Text("已撤回，不用办了", "withdrawn: nothing to do any more"),
    "urge": Text("催您办理", "you are urged to decide"),
    "remind": Text("快到期了，请办理", "due soon: please decide"),
    "escalated": Text("到期未办，已转给别人", "not decided in time and passed on"),
    "cc": Text("抄送给您", "a copy for you"),
    "mention": Text("有人在留言里提到您", "you are mentioned in a comment"),
    "changed": Text("内容有改动", "its content has changed"),
}
"""What people hear of a request; a task that opens is heard of in the to-do centre."""


async def _tell(work: Work, found: Request, told: Iterable[Notice]) -> None:
    kind = form(found.form_code)
    initiator = await Person.get(id=found.initiator_id)
    title = kind.title_of(found.values, initiator.name)
    for one in told:
        person = await Person.get_or_none(id=one.to, left_on=None)
        if one.kind not in _TOLD or person is None:
            continue
        said = Text("{title}（{number}）：{what}。", "{title} ({number}): {what}.").format(
            title=title, number=found.number, what=_TOLD[one.kind]
        )
        head = Text("{form} {number}", "{form} {number}").format(
            form=kind.title, number=found.number
        )
        await notices.tell(work, person, head, said, kind="approval")


def _checked(kind: Form, texts: Mapping[str, str], now: datetime) -> dict[str, object]:
    """Typed texts as complete values; every problem is told at once, by field."""
    values, problems = parse_all(kind.fields, texts)
    given = {name: value for name, value in values.items() if value is not None}
    problems = problems or kind.validate(given, now=now)
    if problems:
        first = problems[0]
        label = next((f.label for f in kind.fields if f.name == first.where), kind.title)
        raise Refused(
            Problem(
                code=first.code,
                text=Text("{field}：{what}", "{field}: {what}").format(
                    field=label, what=first.text
                ),
                where=first.where,
                facts={"all": {one.where: one.text for one in problems}},
            )
        )
    works = calendar.load().roster_calendar.is_working
    return kind.complete(given, is_workday=works)


async def readable(work: Work, request_id: str) -> Request:
    found = await Request.get_or_none(id=request_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    me = work.actor.person_id
    if me is not None and (
        found.initiator_id == me or await Task.exists(request_id=found.id, person_id=me)
    ):
        return found
    within = await work.people(Permission.REQUEST_VIEW)
    if not await Person.filter(within, id=found.person_id).exists():
        raise not_found()
    return found


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """An instant as the naive local time the engine works in."""
    return at.astimezone(zone).replace(tzinfo=None)


def utc(at: datetime, zone: ZoneInfo) -> datetime:
    return at.replace(tzinfo=zone).astimezone(UTC)
