"""Who had which code in which group of terminals from when until when, and changing it.

Every change gives the code's past punches to whom its spans say; a span that would overlap another
is refused. Instants are aware; a span holds from `since` to before `until`.
"""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from hr import code_spans
from hr.action import Work, action, not_found, query
from hr.code_spans import Code
from hr.evidence import rfc3339
from hr.people import matching
from hr.views import shape
from orm.models import CodeMapping, Person, Terminal
from rules.access import Permission
from rules.problem import refuse

_MOST = 500
_LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One line of the table: a code was a person's from `since` until `until` (None: still)."""

    id: str
    code_group: str
    code: str
    person_id: str
    name: str
    person_code: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of terminals that share their codes."""

    name: str
    terminals: tuple[str, ...]
    codes: int


@query(Permission.PUNCH_ASSIGN, "编号对照", "Codes and people")
async def list_spans(work: Work, *, search: str = "", past: bool = False) -> list[Span]:
    """Spans by group and code, the latest of a code first; `past` shows those that ended too."""
    people = {one.id: one for one in await Person.filter(await work.people())}
    found = CodeMapping.filter(company_id=work.company_id, person_id__in=list(people))
    if not past:
        found = found.filter(Q(valid_to=None) | Q(valid_to__gt=work.now))
    if word := search.strip():
        named = await Person.filter(await work.people(), matching(word)).values_list("id")
        found = found.filter(Q(code__icontains=word) | Q(person_id__in=[one for (one,) in named]))
    rows = await found.order_by("code_group", "code", "-valid_from").limit(_MOST)
    return [_span(one, people[one.person_id]) for one in rows]


@query(Permission.PUNCH_ASSIGN, "编号的历史", "History of a code")
async def history(work: Work, code_group: str, code: str) -> list[Span]:
    """Everybody who ever had this code, the latest first."""
    rows = await code_spans.spans(_code(work, code_group, code))
    people = await Person.filter(await work.people(), id__in=[one.person_id for one in rows])
    by_id = {one.id: one for one in people}
    return [_span(one, by_id[one.person_id]) for one in reversed(rows) if one.person_id in by_id]


@query(Permission.PUNCH_ASSIGN, "编号分组", "Groups of terminals")
async def groups(work: Work) -> list[Group]:
    """Every group that has a terminal or a code."""
    terminals = await Terminal.filter(company_id=work.company_id).order_by("code")
    held = await CodeMapping.filter(company_id=work.company_id).values_list("code_group", "code")
    names = sorted({one.code_group for one in terminals} | {group for group, _ in held})
    return [
        Group(
            name=name,
            terminals=tuple(one.code for one in terminals if one.code_group == name),
            codes=len({code for group, code in held if group == name}),
        )
        for name in names
    ]


@action(Permission.PUNCH_ASSIGN, "登记编号", "Give a code")
async def give(
    work: Work,
    code_group: str,
    code: str,
    person_id: str,
    since: datetime,
    until: datetime | None = None,
) -> int:
    """Say whose a code is for a span; returns how many punches changed hands."""
    person = await work.person(person_id)
    of = _code(work, code_group, code)
    _forward(since, until)
    await code_spans.lock(of)
    await code_spans.give(of, person.id, since, until)
    return await _settled(work, "code.given", person.id, since, of)


@action(Permission.PUNCH_ASSIGN, "换人用", "Hand over")
async def hand_over(work: Work, mapping_id: str, person_id: str, since: datetime) -> int:
    """From an instant on the code is somebody else's; what was punched before stays."""
    one = await _mine(work, mapping_id)
    person, of = await work.person(person_id), _of(one)
    await _end(of, one, since)
    await code_spans.give(of, person.id, since, one.valid_to)
    return await _settled(work, "code.handed_over", person.id, since, of)


@action(Permission.PUNCH_ASSIGN, "改编号", "Change the code")
async def rename(work: Work, mapping_id: str, code: str, since: datetime) -> int:
    """From an instant on the same person has another code (1001 became 2001)."""
    one = await _mine(work, mapping_id)
    old, new = _of(one), _code(work, one.code_group, code)
    await _end(old, one, since)
    await code_spans.give(new, one.person_id, since, one.valid_to)
    return await _settled(work, "code.renamed", one.person_id, since, old, new)


@action(Permission.PUNCH_ASSIGN, "改起止", "Change the span")
async def set_span(
    work: Work, mapping_id: str, since: datetime, until: datetime | None = None
) -> int:
    """Begin or end a span at other instants; without `until` it goes on."""
    one = await _mine(work, mapping_id)
    of = _of(one)
    _forward(since, until)
    await code_spans.lock(of)
    await CodeMapping.filter(id=one.id).delete()
    await code_spans.give(of, one.person_id, since, until)
    return await _settled(work, "code.span_set", one.person_id, since, of)


async def _settled(work: Work, kind: str, person_id: str, since: datetime, *codes: Code) -> int:
    """Give the punches of these codes to whom they belong now, and leave the event."""
    moved = sum([await code_spans.reattach(one) for one in codes])
    told = [one.code for one in codes]
    await work.emit(
        kind, person_id, group=codes[0].group, codes=told, since=rfc3339(since), punches=moved
    )
    return moved


async def _end(of: Code, one: CodeMapping, at: datetime) -> None:
    """End a span at an instant inside it; one that would never have held goes."""
    if at < one.valid_from or (one.valid_to is not None and at >= one.valid_to):
        raise refuse(
            "outside_span",
            "时间要落在这一段的起止之间。",
            "The time must lie inside this span.",
            where="since",
        )
    await code_spans.lock(of)
    if at == one.valid_from:
        await CodeMapping.filter(id=one.id).delete()
    else:
        await CodeMapping.filter(id=one.id).update(valid_to=at)


def _forward(since: datetime, until: datetime | None) -> None:
    if until is not None and until <= since:
        raise refuse(
            "backwards",
            "结束时间要晚于开始时间。",
            "The end must come after the beginning.",
            where="until",
        )


def _code(work: Work, code_group: str, code: str) -> Code:
    text = code.strip()
    if not 0 < len(text) <= _LONGEST or not text.isprintable():
        raise refuse(
            "code", "编号要 1 到 64 个字符。", "A code has 1 to 64 characters.", where="code"
        )
    return Code(work.company_id, code_group, text)


def _of(one: CodeMapping) -> Code:
    return Code(one.company_id, one.code_group, one.code)


async def _mine(work: Work, mapping_id: str) -> CodeMapping:
    """A span of the company whose person is within reach."""
    found = await CodeMapping.get_or_none(id=mapping_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    await work.person(found.person_id)
    return found


def _span(one: CodeMapping, person: Person) -> Span:
    return shape(
        Span,
        one,
        name=person.name,
        person_code=person.code,
        since=one.valid_from,
        until=one.valid_to,
    )
