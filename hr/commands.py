"""Orders to terminals as people give them: one or many at once, destructive ones by two people.

Each becomes a row of the outbox with its own number per terminal; hr/orders.py is the gateway's
side. Nothing here speaks to a terminal.
"""

from collections.abc import Sequence

from tortoise.expressions import Q

from devices.clock import parse_local
from devices.driver import OrderKind
from hr import code_spans, orders
from hr.action import Work, action, not_found
from hr.code_spans import Code
from hr.command_queue import Wish, emit, queue, takers
from hr.command_words import KINDS, ORDER
from hr.terminal_codes import codes_on
from hr.terminal_names import fits, fitted
from orm.models import CodeMapping, Person, Terminal, TerminalCommand
from rules.access import Permission
from rules.problem import refuse


@action(Permission.TERMINAL_EDIT, "向终端下达命令", "Order terminals")
async def order(
    work: Work, kind: str, terminal_ids: Sequence[str], *, low: str = "", high: str = ""
) -> int:
    """Order something that concerns nobody, of many terminals; returns how many orders.

    `low` and `high` are the local span of `read_log`: days or `YYYY-MM-DD HH:MM:SS`.
    """
    wanted = _kind(kind, person=False)
    arguments = _span(low, high) if wanted == "read_log" else {}
    terminals = await takers(work, wanted, terminal_ids)
    if wanted == "clear_log":
        for one in terminals:
            await _check_stored(one)
    wishes = [Wish(terminal=one, arguments=arguments) for one in terminals]
    return await queue(work, wanted, wishes)


@action(Permission.TERMINAL_EDIT, "把人员下发到终端", "Put a person on terminals")
async def put_person(work: Work, person_id: str, terminal_ids: Sequence[str]) -> int:
    """Enter a person on many terminals under the code of each group; returns how many orders."""
    person = await work.person(person_id)
    if person.left_on is not None:
        raise refuse("left", "这位员工已经离职。", "This person has left.", where="person_id")
    wishes = []
    for one in await takers(work, "put_user", terminal_ids):
        code = await _code_for(work, person, one)
        name = fitted(person.name, one.protocol, one.settings)
        wishes.append(Wish(terminal=one, arguments={"code": code, "name": name}))
    return await queue(work, "put_user", wishes, person)


@action(Permission.TERMINAL_EDIT, "从终端删除人员", "Take a person off terminals")
async def remove_person(
    work: Work, person_id: str, terminal_ids: Sequence[str] | None = None
) -> int:
    """Remove a person with all templates, from all terminals unless some are named."""
    return await _remove(work, "delete_user", person_id, terminal_ids)


@action(Permission.TERMINAL_EDIT, "删除人员的生物模板", "Remove a person's templates")
async def remove_templates(
    work: Work, person_id: str, terminal_ids: Sequence[str] | None = None
) -> int:
    """Remove fingerprints and faces and leave the person, from all terminals or some."""
    return await _remove(work, "delete_templates", person_id, terminal_ids)


@action(Permission.TERMINAL_EDIT, "同意命令", "Approve orders")
async def approve(work: Work, command_ids: Sequence[str]) -> int:
    """Agree to destructive orders that somebody else gave; they go out now. Returns how many."""
    rows = await _rows(work, command_ids)
    for one in rows:
        state = ORDER.after(one.state, "approve")
        if one.created_by == work.actor.account_id:
            raise refuse(
                "command.same_person",
                "下命令和同意要由两个人做。",
                "Another person than the one who gave the order must approve it.",
            )
        await TerminalCommand.filter(id=one.id).update(
            state=state, approved_by=work.actor.account_id
        )
        await emit(work, "command.approved", one)
    return len(rows)


@action(Permission.TERMINAL_EDIT, "取消命令", "Cancel orders")
async def cancel(work: Work, command_ids: Sequence[str]) -> int:
    """Take orders back; what a terminal has already carried out stays done, and is still told."""
    rows = await _rows(work, command_ids)
    for one in rows:
        state = ORDER.after(one.state, "cancel")
        await TerminalCommand.filter(id=one.id).update(state=state, settled_at=work.now)
        await emit(work, "command.cancelled", one)
    return len(rows)


async def _remove(
    work: Work, kind: OrderKind, person_id: str, terminal_ids: Sequence[str] | None
) -> int:
    person = await work.person(person_id)
    terminals = await takers(work, kind, terminal_ids)
    codes = await codes_on([person.id], terminals)
    wishes = [
        Wish(terminal=one, arguments={"code": code})
        for one in terminals
        for code in sorted(codes[person.id, one.id])
    ]
    if not wishes:
        raise refuse(
            "nobody_there",
            "没有终端认识这位员工：他在任何一组终端上都没有代码。",
            "No terminal knows this person: there is no code for them in any group.",
            where="person_id",
        )
    return await queue(work, kind, wishes, person)


def _kind(text: str, *, person: bool) -> OrderKind:
    found: OrderKind | None = next((one for one in KINDS if one == text), None)
    if found is None or KINDS[found].person is not person:
        raise refuse("kind", "没有这种命令。", "There is no such order.", where="kind")
    return found


def _span(low: str, high: str) -> dict[str, str]:
    first = low if len(low) > 10 else f"{low} 00:00:00"
    last = high if len(high) > 10 else f"{high} 23:59:59"
    if not parse_local(first) or not parse_local(last) or first > last:
        raise refuse(
            "span",
            "请填起止时间，如 2026-11-01 至 2026-11-20，先早后晚。",
            "Give a span like 2026-11-01 to 2026-11-20, the earlier first.",
            where="low",
        )
    return {"low": first, "high": last}


async def _check_stored(terminal: Terminal) -> None:
    if not await orders.all_stored(terminal.id):
        raise refuse(
            "not_stored",
            f"{terminal.code} 上的记录还没有全部存好，不能清空。请先“重新读取记录”。",
            f"Not everything on {terminal.code} is stored yet, so it cannot be cleared. "
            "Read its log again first.",
            where="terminal_ids",
        )


async def _code_for(work: Work, person: Person, terminal: Terminal) -> str:
    """The person's code on a terminal's group; his number becomes it when he has none yet."""
    group = CodeMapping.filter(company_id=work.company_id, code_group=terminal.code_group)
    now = group.filter(Q(valid_to=None) | Q(valid_to__gt=work.now))
    held = await now.filter(person_id=person.id).order_by("-valid_from").first()
    code = held.code if held else person.code
    if not fits(code, terminal.protocol, terminal.settings):
        raise refuse(
            "code",
            f"{terminal.code} 不能用“{code}”作人员编号：多数终端只收数字，且不能太长。",
            f"{terminal.code} cannot use “{code}” as a person code: most terminals take digits "
            "only, and not too many.",
            where="person_id",
        )
    if held is None:
        if await now.filter(code=code).exists():
            raise refuse(
                "code_taken",
                f"{terminal.code} 上的代码“{code}”现在是别人的。",
                f"The code “{code}” on {terminal.code} is somebody else's now.",
                where="person_id",
            )
        await _map(work, person, terminal, code)
    return code


async def _map(work: Work, person: Person, terminal: Terminal, code: str) -> None:
    of = Code(work.company_id, terminal.code_group, code)
    await code_spans.lock(of)
    await code_spans.give(of, person.id, work.now, await code_spans.next_start(of, work.now))
    await work.emit("code.assigned", person.id, code=code, group=terminal.code_group, punches=0)


async def _rows(work: Work, command_ids: Sequence[str]) -> list[TerminalCommand]:
    found = (
        await TerminalCommand.filter(company_id=work.company_id, id__in=list(command_ids))
        .order_by("terminal_id", "number")
        .select_for_update()
    )
    if not found or len(found) != len(set(command_ids)):
        raise not_found()
    return found
