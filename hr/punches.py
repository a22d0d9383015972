"""Punches for people: the live stream, codes nobody knows yet, and bytes nobody can read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from hr import code_spans
from hr.action import Work, action, not_found, query
from hr.code_spans import Code
from hr.people import unit_labels
from hr.views import shape
from orm import punch_index
from orm.models import Person, Punch, Quarantine, Terminal, TerminalUser
from rules.access import Permission
from rules.text import Text

_STREAM_MOST = 100
_LONGEST_CODE = 32
_SHOWN = 400
_NOWHERE = Text("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchRow:
    """One line of the stream; `name` is empty while the code is unassigned."""

    id: str
    at: datetime
    local_text: str
    verify: str
    person_id: str | None
    person_code: str
    name: str
    unit: Text
    terminal: str
    flags: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A code on a group of terminals that nobody is mapped to, and who it might be."""

    code_group: str
    code: str
    device_name: str
    count: int
    first_at: datetime
    last_at: datetime
    terminals: tuple[str, ...]
    suggestions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something a terminal sent that could not be read.

    `shown` are its bytes as they read best, `letters` and `hexes` the same both ways, `size` how
    many there are.
    """

    id: str
    terminal: str
    source: str
    received_at: datetime
    reason: str
    detail: dict[str, str]
    shown: str
    letters: str
    hexes: str
    size: int
    repeats: int
    settled_at: datetime | None
    settled_as: str


@query(Permission.BOARD_VIEW, "有没有新打卡", "Anything new")
async def newest(work: Work) -> str:
    """The id of the company's latest punch, "" before the first: cheap enough to ask all day."""
    last = await punch_index.newest(work.company_id).first()
    return last.id if last else ""


@query(Permission.BOARD_VIEW, "刚刚打卡", "Latest punches")
async def stream(work: Work, after: str = "", limit: int = 20) -> list[PunchRow]:
    """Punches received after an id, newest first; everybody's whom this actor may see."""
    people = {
        one.id: one
        for one in await Person.filter(await work.people()).only("id", "name", "unit_id")
    }
    rows = (
        await punch_index.newest(work.company_id)
        .filter(seen(work, people), id__gt=after)
        .limit(min(limit, _STREAM_MOST))
    )
    units, codes = await unit_labels(work.company_id), await terminal_codes(work.company_id)
    return [_row(one, people.get(one.person_id or ""), units, codes) for one in rows]


@query(Permission.PUNCH_ASSIGN, "待认领", "Unassigned")
async def unassigned(work: Work) -> list[Waiting]:
    """Every unknown code with its count and suggestions, the most punches first."""
    terminals = {one.id: one for one in await Terminal.filter(company_id=work.company_id)}
    groups: dict[tuple[str, str], list[Punch]] = {}
    for punch in await Punch.filter(company_id=work.company_id, person_id=None).order_by("at"):
        key = (terminals[punch.terminal_id].code_group, punch.person_code)
        groups.setdefault(key, []).append(punch)
    names = {
        (terminals[u.terminal_id].code_group, u.code): u.name
        for u in await TerminalUser.filter(terminal_id__in=list(terminals))
    }
    found = [
        Waiting(
            code_group=group,
            code=code,
            device_name=names.get((group, code), ""),
            count=len(rows),
            first_at=rows[0].at,
            last_at=rows[-1].at,
            terminals=tuple(sorted({terminals[p.terminal_id].code for p in rows})),
            suggestions=await _suggest(work, code, names.get((group, code), "")),
        )
        for (group, code), rows in groups.items()
    ]
    return sorted(found, key=lambda one: -one.count)


@action(Permission.PUNCH_ASSIGN, "认领", "Assign")
async def assign(work: Work, code_group: str, code: str, person_id: str) -> int:
    """Say whose code this is from its first waiting punch until somebody else has it.

    Returns how many punches found their owner.
    """
    person = await work.person(person_id)
    terminals = Terminal.filter(company_id=work.company_id, code_group=code_group)
    first = (
        await Punch.filter(
            terminal_id__in=await terminals.values_list("id", flat=True),
            person_code=code,
            person_id=None,
        )
        .order_by("at")
        .first()
    )
    if first is None:
        raise not_found()
    of = Code(work.company_id, code_group, code)
    await code_spans.lock(of)
    until = await code_spans.next_start(of, first.at)
    await code_spans.give(of, person.id, first.at, until)
    moved = await code_spans.reattach(of, waiting=True)
    await work.emit("code.assigned", person.id, code=code, group=code_group, punches=moved)
    return moved


@query(Permission.TERMINAL_VIEW, "隔离区", "Quarantine")
async def quarantine(work: Work, *, settled: bool = False) -> list[Unread]:
    rows = (
        await Quarantine.filter(company_id=work.company_id, settled_at__isnull=not settled)
        .order_by("-received_at")
        .limit(200)
    )
    codes = await terminal_codes(work.company_id)
    return [
        shape(
            Unread,
            one,
            terminal=codes.get(one.terminal_id, ""),
            shown=_printable(one.payload),
            letters=letters(one.payload),
            hexes=hexes(one.payload),
            size=len(one.payload),
        )
        for one in rows
    ]


@action(Permission.TERMINAL_EDIT, "标记已处理", "Mark as handled")
async def settle(work: Work, quarantine_id: str) -> None:
    """Take a line off the list; its bytes stay."""
    changed = await Quarantine.filter(
        id=quarantine_id, company_id=work.company_id, settled_at=None
    ).update(settled_at=work.now, settled_by=work.actor.account_id, settled_as="looked_at")
    if not changed:
        raise not_found()
    await work.emit("quarantine.settled", quarantine_id)


async def terminal_codes(company_id: str) -> dict[str, str]:
    """Terminal id to its code on the wall."""
    return dict(await Terminal.filter(company_id=company_id).values_list("id", "code"))


async def _suggest(work: Work, code: str, device_name: str) -> tuple[tuple[str, str], ...]:
    possible = len(code) <= _LONGEST_CODE  # a terminal's codes may be longer than anybody's here
    same = Q(code__in=[code, code.zfill(4)] if possible else [])
    if device_name:
        same = same | Q(name=device_name)
    found = await Person.filter(await work.people(), same, left_on=None).limit(3)
    return tuple((one.id, one.name) for one in found)


def seen(work: Work, people: Iterable[str]) -> Q:
    """The punches of these people, and those without an owner for who watches terminals."""
    mine = Q(person_id__in=list(people))
    return mine | Q(person_id=None) if work.actor.may(Permission.TERMINAL_VIEW) else mine


def _row(
    one: Punch, person: Person | None, units: dict[str, Text], codes: dict[str, str]
) -> PunchRow:
    return shape(
        PunchRow,
        one,
        name=person.name if person else "",
        unit=units[person.unit_id] if person else _NOWHERE,
        terminal=codes.get(one.terminal_id, ""),
    )


def _printable(payload: bytes) -> str:
    """The bytes as text where they are text, else as hexadecimal pairs."""
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return hexes(payload)
    return text[:_SHOWN] if text.isprintable() or "\t" in text else hexes(payload)


def hexes(payload: bytes) -> str:
    """The first bytes as hexadecimal pairs."""
    return payload[: _SHOWN // 2].hex(" ")


def letters(payload: bytes) -> str:
    """The first bytes as letters, in the code page that fits; what is no letter is a dot."""
    head = payload[:_SHOWN]
    for page in ("utf-8", "gb18030"):
        try:
            text = head.decode(page)
        except UnicodeDecodeError:
            continue
        return "".join(one if one.isprintable() else "·" for one in text)
    return "".join(chr(one) if 32 <= one < 127 else "·" for one in head)
