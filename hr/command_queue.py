"""Putting orders into the outbox: which terminals can take them, and under which number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.functions import Max

from devices.driver import OrderKind
from devices.orders import answers
from hr import ids
from hr.action import Work, not_found
from hr.command_words import KINDS
from orm.models import Person, Terminal, TerminalCommand
from rules.problem import refuse

_MOST_WAITING = 5000
_UNSENT = ("waiting", "queued")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One order for one terminal, before it has a number."""

    terminal: Terminal
    arguments: Mapping[str, Any]


async def takers(work: Work, kind: OrderKind, terminal_ids: Sequence[str] | None) -> list[Terminal]:
    """The named terminals, locked in one order; None means all that can take this order."""
    mine = Terminal.filter(company_id=work.company_id)
    if terminal_ids is not None:
        mine = mine.filter(id__in=list(terminal_ids))
    found = await mine.order_by("id").select_for_update()
    if terminal_ids is not None and len(found) != len(set(terminal_ids)):
        raise not_found()
    able = [one for one in found if kind in answers(one.protocol).kinds]
    if not able or (terminal_ids is not None and len(able) < len(found)):
        names = ", ".join(one.code for one in found if one not in able) or "-"
        raise refuse(
            "kind_of_terminal",
            f"这些终端不支持“{KINDS[kind].label.zh}”：{names}。",
            f"These terminals cannot do “{KINDS[kind].label.en}”: {names}.",
            where="terminal_ids",
        )
    return able


async def queue(
    work: Work, kind: OrderKind, wishes: Sequence[Wish], person: Person | None = None
) -> int:
    """Number and keep the orders; what waits already, unsent, is not ordered twice."""
    numbers = await _numbers([one.terminal.id for one in wishes])
    made = 0
    for one in wishes:
        if not await _waits_already(one, kind, person):
            numbers[one.terminal.id] += 1
            await _keep(work, kind, one, numbers[one.terminal.id], person)
            made += 1
    if not made:
        raise refuse(
            "already_ordered", "同样的命令已经在等待。", "The same order is waiting already."
        )
    return made


async def emit(work: Work, event: str, row: TerminalCommand) -> None:
    """Leave an event: on a person's own record when the order concerns one."""
    await work.emit(
        event,
        row.person_id or row.terminal_id,
        terminal=row.terminal_id,
        number=row.number,
        order=row.kind,
        **row.arguments,
    )


async def _keep(
    work: Work, kind: OrderKind, wish: Wish, number: int, person: Person | None
) -> None:
    row = await TerminalCommand.create(
        id=ids.new_id(),
        company_id=work.company_id,
        terminal_id=wish.terminal.id,
        number=number,
        kind=kind,
        person_id=person.id if person else None,
        arguments=dict(wish.arguments),
        state="waiting" if KINDS[kind].second else "queued",
        created_at=work.now,
        created_by=work.actor.account_id,
    )
    await emit(work, f"command.{row.state}", row)


async def _numbers(terminal_ids: Sequence[str]) -> dict[str, int]:
    """The last number of each terminal; its row is locked, so no two orders get the same."""
    rows = (
        await TerminalCommand.filter(terminal_id__in=list(terminal_ids))
        .group_by("terminal_id")
        .annotate(last=Max("number"))
        .values_list("terminal_id", "last")
    )
    return dict.fromkeys(terminal_ids, 0) | dict(rows)


async def _waits_already(wish: Wish, kind: OrderKind, person: Person | None) -> bool:
    terminal = wish.terminal
    unsent = TerminalCommand.filter(terminal_id=terminal.id, state__in=_UNSENT, kind=kind)
    if await unsent.count() >= _MOST_WAITING:
        raise refuse(
            "too_many",
            f"{terminal.code} 上等待的命令太多，请等它上线。",
            f"Too many orders wait for {terminal.code}; wait until it is online.",
        )
    same = await unsent.filter(person_id=person.id if person else None)
    return any(one.arguments == dict(wish.arguments) for one in same)
