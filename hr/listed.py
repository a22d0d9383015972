"""People whom terminals list and whose code is nobody's yet: drafts that HR completes or dismisses.

Nothing is made by itself. A name on a terminal is what somebody typed there; it only suggests.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from hr import code_spans, ids, people
from hr.action import Work, action, allow, not_found, query
from hr.code_spans import Code
from hr.evidence import rfc3339
from orm.models import (
    CodeMapping,
    Company,
    DismissedUser,
    Person,
    Punch,
    Terminal,
    TerminalUser,
)
from rules.access import Permission
from rules.problem import refuse

Key = tuple[str, str]
"""Group of terminals and code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Somebody it may be; `by`: number or name."""

    person_id: str
    name: str
    person_code: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A code on terminals that is nobody's; `matches` empty: a draft of somebody new."""

    code_group: str
    code: str
    name: str
    terminals: tuple[str, ...]
    waiting: int
    matches: tuple[Match, ...]


@dataclass(slots=True)
class _Seen:
    name: str = ""
    at: datetime | None = None
    terminals: set[str] = field(default_factory=set)


@query(Permission.PUNCH_ASSIGN, "终端里的人", "People on terminals")
async def list_listed(work: Work, *, dismissed: bool = False) -> list[Listed]:
    """Every code without an owner, those with a match first; or those that were dismissed."""
    seen = await _seen(work.company_id)
    gone = await _dismissed(work.company_id)
    held = await _held(work)
    wanted = [key for key in sorted(seen) if key not in held and (key in gone) is dismissed]
    waiting = await _waiting(work.company_id)
    found = [
        Listed(
            code_group=key[0],
            code=key[1],
            name=seen[key].name,
            terminals=tuple(sorted(seen[key].terminals)),
            waiting=waiting.get(key, 0),
            matches=matches,
        )
        for key, matches in zip(wanted, await _matches(work, wanted, seen), strict=True)
    ]
    return sorted(found, key=lambda one: (not one.matches, one.code_group, one.code))


@action(Permission.PUNCH_ASSIGN, "就是这个人", "This is the one")
async def accept(work: Work, code_group: str, code: str, person_id: str) -> int:
    """Give a listed code to somebody on file; returns how many punches found their owner."""
    await _there(work, code_group, code)
    person = await work.person(person_id)
    return await _give(work, Code(work.company_id, code_group, code), person)


@action(Permission.PUNCH_ASSIGN, "全部对上", "Accept every match")
async def accept_all(work: Work) -> int:
    """Accept every code that exactly one person matches; returns how many."""
    sure = [one for one in await list_listed.do(work) if len(one.matches) == 1]
    if not sure:
        raise refuse("nothing", "没有能直接对上的人。", "Nobody matches for certain.")
    for one in sure:
        person = await work.person(one.matches[0].person_id)
        await _give(work, Code(work.company_id, one.code_group, one.code), person)
    return len(sure)


@action(Permission.PERSON_EDIT, "建成员工", "Add as employee")
async def complete(
    work: Work, code_group: str, code: str, *, number: str, name: str, unit_id: str, hired_on: date
) -> str:
    """Make the draft an employee who holds the code; returns the person's id."""
    allow(work.actor, Permission.PUNCH_ASSIGN)
    await _there(work, code_group, code)
    person_id = await people.add_person.do(
        work, code=number, name=name, unit_id=unit_id, hired_on=hired_on
    )
    await _give(work, Code(work.company_id, code_group, code), await Person.get(id=person_id))
    return person_id


@action(Permission.PERSON_EDIT, "全部建成员工", "Add all as employees")
async def complete_all(work: Work, *, unit_id: str, hired_on: date) -> int:
    """Make an employee of every draft that has a name, with the code as number; how many."""
    drafts = [one for one in await list_listed.do(work) if one.name.strip() and not one.matches]
    if not drafts:
        raise refuse("nothing", "没有带姓名的草稿。", "There is no draft with a name.")
    for one in drafts:
        await complete.do(
            work,
            one.code_group,
            one.code,
            number=one.code,
            name=one.name,
            unit_id=unit_id,
            hired_on=hired_on,
        )
    return len(drafts)


@action(Permission.PUNCH_ASSIGN, "不是我们的人", "Dismiss")
async def dismiss(work: Work, code_group: str, code: str) -> None:
    """Take a code off the list; its punches go on waiting as unassigned."""
    await _there(work, code_group, code)
    await _dismiss(work, [(code_group, code)])


@action(Permission.PUNCH_ASSIGN, "其余都不是", "Dismiss the rest")
async def dismiss_all(work: Work) -> int:
    """Dismiss everybody on the list whom nobody matches; returns how many."""
    rest = [(one.code_group, one.code) for one in await list_listed.do(work) if not one.matches]
    if not rest:
        raise refuse("nothing", "没有可以移开的人。", "There is nobody to dismiss.")
    await _dismiss(work, rest)
    return len(rest)


@action(Permission.PUNCH_ASSIGN, "放回名单", "Put back")
async def restore(work: Work, code_group: str, code: str) -> None:
    """Put a dismissed code back on the list."""
    gone = await DismissedUser.filter(
        company_id=work.company_id, code_group=code_group, code=code
    ).delete()
    if not gone:
        raise not_found()
    await work.emit("listed.restored", work.company_id, group=code_group, code=code)


async def _dismiss(work: Work, keys: Iterable[Key]) -> None:
    rows = [
        DismissedUser(
            id=ids.new_id(),
            company_id=work.company_id,
            code_group=group,
            code=code,
            at=work.now,
            by=work.actor.account_id,
        )
        for group, code in keys
    ]
    await DismissedUser.bulk_create(rows, ignore_conflicts=True)
    told = [f"{one.code_group}/{one.code}" for one in rows]
    await work.emit("listed.dismissed", work.company_id, codes=told)


async def _give(work: Work, of: Code, person: Person) -> int:
    """From the first day of work, or from where the one before him had it."""
    await code_spans.lock(of)
    zone = ZoneInfo((await Company.get(id=of.company_id)).zone)
    since = datetime.combine(person.hired_on, time(), zone)
    before = [one.valid_to for one in await code_spans.spans(of) if one.valid_to]
    since = max([since, *before])
    await code_spans.give(of, person.id, since, await code_spans.next_start(of, since))
    moved = await code_spans.reattach(of, waiting=True)
    told = {"group": of.group, "codes": [of.code], "since": rfc3339(since), "punches": moved}
    await work.emit("code.given", person.id, **told)
    return moved


async def _there(work: Work, code_group: str, code: str) -> None:
    if (code_group, code) not in await _seen(work.company_id):
        raise not_found()


async def _seen(company_id: str) -> dict[Key, _Seen]:
    """What the company's terminals list, by group and code; the newest name counts."""
    terminals = {one.id: one for one in await Terminal.filter(company_id=company_id)}
    found: dict[Key, _Seen] = {}
    for user in await TerminalUser.filter(terminal_id__in=list(terminals)).order_by("seen_at"):
        terminal = terminals[user.terminal_id]
        one = found.setdefault((terminal.code_group, user.code), _Seen())
        one.name = user.name or one.name
        one.terminals.add(terminal.code)
    return found


async def _held(work: Work) -> set[Key]:
    rows = CodeMapping.filter(
        Q(valid_to=None) | Q(valid_to__gt=work.now), company_id=work.company_id
    )
    return {(group, code) for group, code in await rows.values_list("code_group", "code")}


async def _dismissed(company_id: str) -> set[Key]:
    rows = DismissedUser.filter(company_id=company_id)
    return {(group, code) for group, code in await rows.values_list("code_group", "code")}


async def _waiting(company_id: str) -> dict[Key, int]:
    groups = {one.id: one.code_group for one in await Terminal.filter(company_id=company_id)}
    found: dict[Key, int] = {}
    rows = Punch.filter(company_id=company_id, person_id=None)
    for terminal_id, code in await rows.values_list("terminal_id", "person_code"):
        key = (groups[terminal_id], code)
        found[key] = found.get(key, 0) + 1
    return found


async def _matches(
    work: Work, keys: list[Key], seen: Mapping[Key, _Seen]
) -> list[tuple[Match, ...]]:
    """Who on file each may be: by number, also without leading zeros, or by name."""
    by_code: dict[str, Person] = {}
    by_name: dict[str, list[Person]] = {}
    for person in await Person.filter(await work.people(), left_on=None):
        by_code[person.code.lstrip("0") or "0"] = person
        by_name.setdefault(person.name, []).append(person)
    found = []
    for key in keys:
        number = by_code.get(key[1].lstrip("0") or "0")
        same = {one.id: _match(one, "name") for one in by_name.get(seen[key].name, ())}
        if number is not None:
            same[number.id] = _match(number, "number")
        found.append(tuple(same.values()))
    return found


def _match(one: Person, by: str) -> Match:
    return Match(person_id=one.id, name=one.name, person_code=one.code, by=by)
