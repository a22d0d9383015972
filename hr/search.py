"""Search everything one may see: each kind by the same rule as its own page."""

from dataclasses import dataclass
from enum import Enum

from tortoise.expressions import Q

from hr.action import Work, query
from hr.people import matching, unit_labels
from orm.models import Notice, Person, Request, Task, Terminal
from rules.access import Permission
from rules.approvals.forms import form
from rules.text import Text, plain

_SPACE = plain("  ")
EACH = 8
"""The most that are shown of a kind."""

_LONGEST = 64


class Kind(Enum):
    """What can be found, in the order it is shown."""

    PERSON = Text("人", "People")
    TERMINAL = Text("终端", "Terminals")
    REQUEST = Text("申请", "Requests")
    NOTICE = Text("通知", "Notices")
    MY_NOTICE = Text("我的通知", "My notices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found: its id within its kind, its name, and what tells it apart."""

    kind: Kind
    id: str
    name: Text
    about: Text


@query(Permission.SELF, "搜索", "Search")
async def search(work: Work, text: str) -> list[Hit]:
    """People, terminals, requests and notices by name or number, a few of each."""
    word = text.strip()[:_LONGEST]
    if not word:
        return []
    found = await _people(work, word) if work.actor.may(Permission.PERSON_VIEW) else []
    if work.actor.may(Permission.TERMINAL_VIEW):
        found += await _terminals(work, word)
    return found + await _requests(work, word) + await _notices(work, word)


async def _people(work: Work, word: str) -> list[Hit]:
    within = await work.people(Permission.PERSON_VIEW)
    rows = await Person.filter(within, matching(word)).order_by("left_on", "code").limit(EACH)
    units = await unit_labels(work.company_id)
    return [
        Hit(
            kind=Kind.PERSON,
            id=one.id,
            name=plain(one.name),
            about=plain(one.code) + _SPACE + units[one.unit_id] + _SPACE + plain(one.position),
        )
        for one in rows
    ]


async def _terminals(work: Work, word: str) -> list[Hit]:
    named = Q(code__icontains=word) | Q(name__icontains=word) | Q(name_en__icontains=word)
    rows = (
        await Terminal.filter(named | Q(serial__istartswith=word), company_id=work.company_id)
        .order_by("code")
        .limit(EACH)
    )
    return [
        Hit(
            kind=Kind.TERMINAL,
            id=one.id,
            name=plain(one.code),
            about=Text(one.name, one.name_en or one.name),
        )
        for one in rows
    ]


async def _requests(work: Work, word: str) -> list[Hit]:
    """Requests the actor started, decides, or has in reach."""
    me = work.actor.person_id
    mine = Q(initiator_id=me) if me else Q(id__in=[])
    if me:
        tasks = await Task.filter(person_id=me).values_list("request_id", flat=True)
        mine |= Q(id__in=list(tasks))
    if work.actor.may(Permission.REQUEST_VIEW):
        within = await work.people(Permission.REQUEST_VIEW)
        mine |= Q(person_id__in=await Person.filter(within).values_list("id", flat=True))
    rows = (
        await Request.filter(mine, company_id=work.company_id, number__icontains=word)
        .order_by("-id")
        .limit(EACH)
    )
    return [
        Hit(
            kind=Kind.REQUEST,
            id=one.id,
            name=plain(one.number),
            about=form(one.form_code).headline(one.values),
        )
        for one in rows
    ]


async def _notices(work: Work, word: str) -> list[Hit]:
    """Notices to people in reach; everybody finds those sent to himself."""
    numbered = Notice.filter(company_id=work.company_id, number__icontains=word)
    kind, reach = Kind.MY_NOTICE, Q(person_id=work.actor.person_id or "")
    if work.actor.may(Permission.NOTICE_VIEW):
        within = await work.people(Permission.NOTICE_VIEW)
        people = await Person.filter(within).values_list("id", flat=True)
        kind, reach = Kind.NOTICE, Q(person_id__in=people)
    rows = await numbered.filter(reach).order_by("-id").limit(EACH)
    return [
        Hit(kind=kind, id=one.id, name=plain(one.number), about=plain(one.title)) for one in rows
    ]
