"""Requests as people see them: what waits for me, what I started, one request in full."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from hr.action import Work, query
from hr.org import chart
from hr.people import unit_labels
from hr.requests import STATES, local, readable, utc
from orm.models import Company, Person, Request, Task
from rules.access import Permission
from rules.approvals import timers
from rules.approvals.flow import START, Flow, Tree
from rules.approvals.form import Form
from rules.approvals.forms import form
from rules.approvals.offers import Offers, offers
from rules.approvals.org import Chart
from rules.approvals.serial import load
from rules.approvals.timeline import Line, timeline
from rules.approvals.todo import Waiting, answer, grouped, otherwise, since
from rules.approvals.values import RequestState
from rules.text import Text, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """One thing that waits for me."""

    request_id: str
    number: str
    icon: str
    title: Text
    summary: Text
    otherwise: Text
    since: Text
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    head: Text
    groups: tuple[tuple[str, tuple[TodoItem, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    id: str
    number: str
    icon: str
    title: Text
    summary: Text
    person: str
    state: str
    state_text: Text
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One request as its reader may act on it; `revision` and `content` bind an act to it.

    `mine`: the reader filed it.
    """

    id: str
    number: str
    form: Form
    values: Mapping[str, object]
    shown: tuple[tuple[Text, str], ...]
    title: Text
    person: str
    unit: Text
    position: str
    state: str
    state_text: Text
    lines: tuple[Line, ...]
    acts: tuple[str, ...]
    targets: tuple[tuple[str, Text], ...]
    revision: int
    content: str
    due: datetime | None
    mine: bool


@query(Permission.REQUEST_ACT, "待办中心", "To-do centre")
async def todo(work: Work) -> Todo:
    """What waits for me, the most urgent first, with what happens if I do nothing."""
    company = await Company.get(id=work.company_id)
    zone = ZoneInfo(company.zone)
    now = local(work.now, zone)
    tasks = await Task.filter(person_id=work.actor.person_id, closed_at=None).order_by("id")
    requests = {one.id: one for one in await Request.filter(id__in=[t.request_id for t in tasks])}
    people = await _names(work.company_id)
    org = await chart(work.company_id, zone) if tasks else None
    waiting = {t.id: _waiting(t, requests[t.request_id], people, org, zone, now) for t in tasks}
    by_key = {t.id: t for t in tasks}
    groups = grouped(waiting.values(), now)
    return Todo(
        head=answer(waiting.values(), now),
        groups=tuple(
            (
                name,
                tuple(
                    _item(one, requests[by_key[one.key].request_id], people, now, zone)
                    for one in found
                ),
            )
            for name, found in groups.items()
        ),
    )


@query(Permission.REQUEST_FILE, "我发起的", "My requests")
async def mine(work: Work) -> list[RequestRow]:
    rows = await Request.filter(initiator_id=work.actor.person_id).order_by("-id").limit(100)
    return await _rows(work, rows)


@query(Permission.REQUEST_ACT, "已办", "Done")
async def done(work: Work) -> list[RequestRow]:
    """What I have decided, newest first."""
    tasks = (
        await Task.filter(Q(person_id=work.actor.person_id) & ~Q(closed_at=None))
        .order_by("-closed_at")
        .limit(100)
    )
    rows = await Request.filter(id__in=[one.request_id for one in tasks]).order_by("-id")
    return await _rows(work, rows)


@query(Permission.REQUEST_ACT, "查看申请", "View request")
async def request(work: Work, request_id: str) -> RequestView:
    """A request the actor started, decides, or has in reach; otherwise it does not exist."""
    return await _view(work, await readable(work, request_id))


async def _view(work: Work, found: Request) -> RequestView:
    company = await Company.get(id=work.company_id)
    zone = ZoneInfo(company.zone)
    state, flow, kind = (
        load(RequestState, found.engine),
        load(Flow, found.flow),
        form(found.form_code),
    )
    people = {one.id: one for one in await Person.filter(company_id=work.company_id)}
    person = people[found.person_id]
    names = {one: p.name for one, p in people.items()}
    mine_ = await Task.filter(
        request_id=found.id, person_id=work.actor.person_id, closed_at=None
    ).first()
    now = local(work.now, zone)
    org = await chart(work.company_id, zone)
    offered = offers(state, work.actor.person_id or "", org=org, flow=flow, now=now)
    lines = timeline(state, flow=flow, name=lambda one: plain(names.get(one, "")), now=now)
    return RequestView(
        id=found.id,
        number=found.number,
        form=kind,
        values=found.values,
        shown=_shown(kind, found.values, names, work.actor.lang),
        title=kind.title_of(found.values, person.name),
        person=person.name,
        unit=(await unit_labels(work.company_id))[person.unit_id],
        position=person.position,
        state=found.state,
        state_text=STATES[found.state],
        lines=tuple(lines),
        acts=tuple(one for one in _ORDER if one in offered.acts),
        targets=_targets(offered, flow),
        revision=state.revision,
        content=found.content_hash,
        due=mine_.due_at if mine_ else None,
        mine=found.initiator_id == work.actor.person_id,
    )


_ORDER = ("approve", "resubmit", "reject", "return", "transfer", "urge", "withdraw", "takeback")
"""The acts as buttons, the main one first."""


def _targets(offered: Offers, flow: Flow) -> tuple[tuple[str, Text], ...]:
    """Where the holder can return it to: its start, or a step that has passed."""
    tree = Tree(flow)
    steps = (one for one in offered.return_to if one != START)
    named = ((one, tree.node(one).name or plain(one)) for one in steps)
    return ((START, Text("退回本人", "To the initiator")), *named) if offered.return_to else ()


def _shown(
    kind: Form, values: Mapping[str, object], names: Mapping[str, str], lang: str
) -> tuple[tuple[Text, str], ...]:
    out = []
    for field in (*kind.fields, *kind.derived):
        value = values.get(field.name)
        if value in (None, "", []):
            continue
        if field.kind == "person":
            value = names.get(str(value), "")
        out.append((field.label, field.show(value, "en" if lang == "en" else "zh")))
    return tuple(out)


def _waiting(
    task: Task,
    found: Request,
    people: Mapping[str, str],
    org: Chart | None,
    zone: ZoneInfo,
    now: datetime,
) -> Waiting:
    state, flow = load(RequestState, found.engine), load(Flow, found.flow)
    deadline = None if task.node == START else Tree(flow).node(task.node).deadline
    live = next((t for t in state.tasks if t.status == "open" and t.person == task.person_id), None)
    heir = timers.heir(state, live, org=org, flow=flow, now=now) if live and org else None
    return Waiting(
        key=task.id,
        opened=local(task.opened_at, zone),
        due=local(task.due_at, zone) if task.due_at else None,
        deadline=deadline,
        heir=plain(people.get(heir, "")) if heir else None,
    )


def _item(
    one: Waiting, found: Request, people: Mapping[str, str], now: datetime, zone: ZoneInfo
) -> TodoItem:
    kind = form(found.form_code)
    return TodoItem(
        request_id=found.id,
        number=found.number,
        icon=kind.icon,
        title=kind.title_of(found.values, people.get(found.person_id, "")),
        summary=kind.summary(found.values),
        otherwise=otherwise(one, now),
        since=since(one, now),
        due=utc(one.due, zone) if one.due else None,
    )


async def _rows(work: Work, rows: list[Request]) -> list[RequestRow]:
    people = await _names(work.company_id)
    return [
        RequestRow(
            id=one.id,
            number=one.number,
            icon=form(one.form_code).icon,
            title=form(one.form_code).headline(one.values),
            summary=form(one.form_code).summary(one.values),
            person=people.get(one.person_id, ""),
            state=one.state,
            state_text=STATES[one.state],
            created_at=one.created_at,
        )
        for one in rows
    ]


async def _names(company_id: str) -> dict[str, str]:
    return dict(await Person.filter(company_id=company_id).values_list("id", "name"))
