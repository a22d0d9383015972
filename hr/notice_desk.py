"""What the sender of notices sees: every notice at a glance, and how a person can be reached."""

from dataclasses import dataclass

from tortoise.expressions import Q

from hr import channels
from hr.action import Work, query
from hr.notices import NoticeRow
from hr.people import unit_labels
from hr.views import shape
from orm.models import Notice, Person
from rules import mask
from rules.access import Permission
from rules.notices import provable
from rules.notices.facts import FactKind
from rules.notices.head import overview
from rules.text import Text

_ARRIVED = [kind.value for kind in FactKind if kind.rank >= FactKind.DELIVERED.rank]
_LOST = [FactKind.FAILED.value, FactKind.EXPIRED.value]
_MOST = 200
STATES = {
    "proven": Q(best__in=_ARRIVED),
    "open": ~Q(best__in=[*_ARRIVED, *_LOST]),
    "lost": Q(best__in=_LOST),
}
"""The three answers a list of notices is filtered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """One page; `counts` holds the three answers over everything within reach."""

    rows: tuple[NoticeRow, ...]
    total: int
    counts: dict[str, int]
    head: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel for one person: the masked address, what it can prove, or why it cannot be used."""

    channel: str
    name: Text
    address: str
    proves: tuple[FactKind, ...]
    never: tuple[tuple[FactKind, Text], ...]
    closed: Text | None


@query(Permission.NOTICE_VIEW, "通知书", "Notices")
async def find(
    work: Work, *, search: str = "", state: str = "", offset: int = 0, limit: int = 50
) -> NoticePage:
    """Notices of people within reach, newest first; `state` is one of STATES or empty."""
    people = {one.id: one for one in await Person.filter(await work.people())}
    reach = Q(company_id=work.company_id, person_id__in=list(people))
    found = Notice.filter(reach & _asked(search, people) & STATES.get(state, Q()))
    rows = await found.order_by("-id").offset(offset).limit(min(limit, _MOST))
    counts = {name: await Notice.filter(reach & one).count() for name, one in STATES.items()}
    units = await unit_labels(work.company_id)
    return NoticePage(
        rows=tuple(_row(one, people[one.person_id], units) for one in rows),
        total=await found.count(),
        counts=counts,
        head=overview(**counts),
    )


@query(Permission.NOTICE_SEND, "渠道", "Channels")
async def ways(work: Work, person_id: str) -> list[Way]:
    """Every channel for this person, also those that cannot be used, with the reason."""
    person = await work.person(person_id)
    on = set(channels.configured())
    return [
        _way(key, address, configured=key in on)
        for key, address in (
            ("inapp", person.id),
            ("email", person.email),
            ("sms_aliyun", person.phone),
        )
    ]


def _asked(search: str, people: dict[str, Person]) -> Q:
    word = search.strip()
    if not word:
        return Q()
    named = [one.id for one in people.values() if word in one.name or word == one.code]
    return Q(title__icontains=word) | Q(number__icontains=word) | Q(person_id__in=named)


def _row(one: Notice, person: Person, units: dict[str, Text]) -> NoticeRow:
    return shape(NoticeRow, one, person=person.name, unit=units[person.unit_id])


_COVERS = {"email": mask.email, "sms_aliyun": mask.phone}
_NO_ADDRESS = {
    "email": Text("档案里没有邮箱", "no e-mail address on file"),
    "sms_aliyun": Text("档案里没有手机号", "no phone number on file"),
}
_NOT_SET_UP = Text("这个渠道还没有设置", "this channel is not set up")


def _way(key: str, address: str, *, configured: bool) -> Way:
    cover = _COVERS.get(key)
    closed = None if configured else _NOT_SET_UP
    return Way(
        channel=key,
        name=provable.CHANNEL_NAMES[key],
        address=cover(address) if cover else "",
        proves=tuple(provable.PROVEN_BY[key]),
        never=tuple(provable.NEVER[key].items()),
        closed=closed if address else _NO_ADDRESS.get(key, closed),
    )
