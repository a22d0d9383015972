"""Whose a code was when, in one group of terminals: spans that never overlap, and their punches.

A punch belongs to whoever held its code at its instant. Punches a terminal sent before it came to
its group are not asked again: they were judged by the group it was in then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hr import dirty, ids
from orm import ingest, sql
from orm.models import CodeMapping, Company, Person, Punch, Terminal, TerminalMove
from rules.problem import Problem, Refused
from rules.text import Text

_STEP = 500
_OVERLAP = Text(
    "{name} 从 {since}{until}起用着 {code}，两段时间不能重叠。",
    "{name} has held {code} since {since}{until}; two spans of one code cannot overlap.",
)
_MEND = Text(
    "先把那一段结束，或把开始时间改到它之后。",
    "End that span first, or begin after it.",
)


@dataclass(frozen=True, slots=True)
class Code:
    """One code in one group of terminals of a company."""

    company_id: str
    group: str
    code: str


async def spans(of: Code) -> list[CodeMapping]:
    """Who held a code, the earliest first."""
    return await CodeMapping.filter(
        company_id=of.company_id, code_group=of.group, code=of.code
    ).order_by("valid_from")


async def lock(of: Code) -> None:
    """Hold back arriving punches of this group until the change commits."""
    await ingest.lock_codes(sql.connection(), of.company_id, of.group)


async def give(of: Code, person_id: str, since: datetime, until: datetime | None) -> CodeMapping:
    """Write a span; refused in words when somebody holds the code in it. Call `lock` first."""
    for one in await spans(of):
        if _meets(one, since, until):
            raise await _taken(one)
    return await CodeMapping.create(
        id=ids.new_id(),
        company_id=of.company_id,
        code_group=of.group,
        code=of.code,
        person_id=person_id,
        valid_from=since,
        valid_to=until,
    )


async def next_start(of: Code, after: datetime) -> datetime | None:
    """When the next span after an instant begins; None when nobody follows."""
    later = [one.valid_from for one in await spans(of) if one.valid_from > after]
    return min(later, default=None)


async def reattach(of: Code, *, waiting: bool = False) -> int:
    """Give every punch of a code to who held it at its instant; returns how many changed.

    `waiting`: only those that have nobody yet. Days of both are judged again; in a closed month
    that becomes a proposal (hr/days.py).
    """
    held = await spans(of)
    moved = 0
    marks: set[tuple[str, str]] = set()
    for person_id, found in (await _wrong(of, held)).items():
        rows = [one for one in found if not waiting or one.person_id is None]
        await _give_to(person_id, rows)
        moved += len(rows)
        marks |= {
            (who, one.local_text) for one in rows for who in (one.person_id, person_id) if who
        }
    await _mark(of.company_id, marks)
    return moved


async def adopt(terminal: Terminal) -> int:
    """Give the unassigned punches of a terminal to who holds their codes in its present group."""
    waiting = await Punch.filter(terminal_id=terminal.id, person_id=None)
    marks: set[tuple[str, str]] = set()
    for code in sorted({one.person_code for one in waiting}):
        held = await spans(Code(terminal.company_id, terminal.code_group, code))
        for one in waiting:
            owner = owner_at(held, one.at) if one.person_code == code else None
            if owner is not None:
                await Punch.filter(id=one.id).update(person_id=owner)
                marks.add((owner, one.local_text))
    await _mark(terminal.company_id, marks)
    return len(marks)


async def _give_to(person_id: str | None, rows: Sequence[Punch]) -> None:
    for at in range(0, len(rows), _STEP):
        part = [one.id for one in rows[at : at + _STEP]]
        await Punch.filter(id__in=part).update(person_id=person_id)


def owner_at(held: Iterable[CodeMapping], at: datetime) -> str | None:
    """The person whose span holds an instant: from its beginning to before its end."""
    for one in held:
        if one.valid_from <= at and (one.valid_to is None or at < one.valid_to):
            return one.person_id
    return None


async def _wrong(of: Code, held: Sequence[CodeMapping]) -> dict[str | None, list[Punch]]:
    """The punches of a code that belong to somebody else than they say, by their right owner."""
    terminals = await Terminal.filter(company_id=of.company_id, code_group=of.group)
    joined = await joined_at([one.id for one in terminals])
    rows = await Punch.filter(
        terminal_id__in=[one.id for one in terminals], person_code=of.code
    ).order_by("at")
    found: dict[str | None, list[Punch]] = {}
    for one in rows:
        owner = owner_at(held, one.at)
        since = joined.get(one.terminal_id)
        settled = since is not None and one.received_at <= since and one.person_id is not None
        if owner != one.person_id and not settled:
            found.setdefault(owner, []).append(one)
    return found


async def joined_at(terminal_ids: Sequence[str]) -> dict[str, datetime]:
    """When terminals came to their present group; those that never moved are not in it."""
    rows = await TerminalMove.filter(terminal_id__in=list(terminal_ids)).order_by("since", "id")
    return {one.terminal_id: one.since for one in rows}


async def _mark(company_id: str, marks: Iterable[tuple[str, str]]) -> None:
    await dirty.mark(
        company_id, (day for person, local in marks for day in dirty.days_of(person, local))
    )


def _meets(one: CodeMapping, since: datetime, until: datetime | None) -> bool:
    starts_before_end = until is None or one.valid_from < until
    ends_after_start = one.valid_to is None or since < one.valid_to
    empty = one.valid_to is not None and one.valid_to == one.valid_from
    return starts_before_end and ends_after_start and not empty


async def _taken(one: CodeMapping) -> Refused:
    person = await Person.get(id=one.person_id)
    zone = ZoneInfo((await Company.get(id=one.company_id)).zone)
    until = Text(" ", "")
    if one.valid_to:
        end = f"{one.valid_to.astimezone(zone):%Y-%m-%d %H:%M}"
        until = Text(f" 到 {end} ", f" until {end}")
    since = f"{one.valid_from.astimezone(zone):%Y-%m-%d %H:%M}"
    words = _OVERLAP.format(name=person.name, code=one.code, since=since, until=until)
    return Refused(Problem(code="code_held", text=words, where="since", hint=_MEND))
