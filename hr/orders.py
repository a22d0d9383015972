"""The outbox, for the gateway: what a terminal is owed, and what it answered.

State is in the database only. An order is marked sent before it leaves, so a gateway that dies in
between sends the same number again (devices.md 2.5, 5.8).
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from devices.driver import CommandResult, Order, User
from devices.orders import answers, done
from devices.protocols import PROTOCOLS
from hr import clock, evidence, ids
from hr.actor import MACHINE
from hr.gateway import Enrolled, storage
from orm.models import Punch, Quarantine, Terminal, TerminalCommand, TerminalUser

_log = logging.getLogger(__name__)
MOST = 200
"""Orders in one delivery; each is under 200 bytes, so all of them are under 40 kB."""

NO_ANSWER = "no_answer"
"""`result` of an order that was sent `TRIES` times and never answered."""

NOT_STORED = "not_stored"
"""`result` of a clearing that was not sent: the terminal holds punches that we do not have."""

NOT_POSSIBLE = "not_possible"
"""`result` of an order that this kind of terminal has no words for."""

TRIES: Mapping[str, int] = {"reboot": 3, "clear_log": 3}
_TRIES = 10
_OPEN = ("queued", "sent")
_LOOK = 5 * MOST
_POLLS = 3
_POLL_SECONDS = 10
_PATIENCE = {"mqtt": timedelta(seconds=30), "pull": timedelta(seconds=120)}
_CODE = 2**31 - 1


async def owed() -> frozenset[str]:
    """Terminals with an order open: one cheap question for all of them."""
    with storage():
        found = await TerminalCommand.filter(state__in=_OPEN).distinct().values_list("terminal_id")
    return frozenset(terminal_id for (terminal_id,) in found)


async def due(to: Enrolled, most: int = MOST) -> list[Order]:
    """Orders to send now, marked sent before this returns: new ones, and unanswered ones again.

    About one person one order at a time, reboot last. Raises NotStoredError.
    """
    with storage():
        if not await _open(to.id).exists():
            return []
        async with in_transaction():
            return await _take(to, min(most, MOST))


async def settle(to: Enrolled, results: Sequence[CommandResult]) -> None:
    """Keep the terminal's answers; repeats change nothing, unknown numbers are named in the log.

    Raises NotStoredError; the terminal is acknowledged only after this returned.
    """
    if not results:
        return
    with storage():
        async with in_transaction():
            found = await _numbered(to.id, results)
            for one in results:
                await _answer(to, found.get(one.command_id), one)


async def is_sent(to: Enrolled, number: int) -> bool:
    """Whether an order of this number is on its way."""
    with storage():
        return await TerminalCommand.exists(terminal_id=to.id, number=number, state="sent")


async def drop(to: Enrolled, number: int, reason: str) -> None:
    """Fail an order that must not, or cannot, be sent; `reason` is a code like NOT_STORED."""
    with storage():
        async with in_transaction():
            row = await _open(to.id).filter(number=number).select_for_update().first()
            if row is not None:
                await _close(to, row, "failed", clock.now(), result=reason)


async def all_stored(terminal_id: str) -> bool:
    """Whether as many punches are stored since the last clearing as the terminal holds."""
    with storage():
        held = (await Terminal.get(id=terminal_id)).device_count
    return held is not None and await stored_since_clearing(terminal_id) >= held


async def stored_since_clearing(terminal_id: str) -> int:
    """How many records of a terminal came after its log was last cleared by our order.

    Those nobody could read count too: they are in quarantine.
    """
    cleared = TerminalCommand.filter(terminal_id=terminal_id, kind="clear_log", state="done")
    with storage():
        last = await cleared.order_by("-settled_at").first()
        since = Q(received_at__gte=last.settled_at) if last else Q()
        read = await Punch.filter(since, terminal_id=terminal_id).count()
        return read + await Quarantine.filter(since, terminal_id=terminal_id).count()


async def restarted(to: Enrolled) -> None:
    """A terminal that greets us anew has carried out the restart it was sent."""
    sent = TerminalCommand.filter(terminal_id=to.id, kind="reboot", state="sent")
    with storage():
        numbers = [one.number for one in await sent]
    await settle(
        to, [CommandResult(command_id=str(one), code=0, command="REBOOT") for one in numbers]
    )


def patience(to: Enrolled) -> timedelta:
    """How long an answer may take before the order goes out again: three polls, or by transport."""
    transport = next(one.transport for one in PROTOCOLS if one.code == to.protocol)
    told = to.settings.get("poll_seconds")
    poll = told if isinstance(told, int) and told > 0 else _POLL_SECONDS
    return _PATIENCE.get(transport) or timedelta(seconds=_POLLS * poll)


def _open(terminal_id: str) -> QuerySet[TerminalCommand]:
    return TerminalCommand.filter(terminal_id=terminal_id, state__in=_OPEN)


async def _take(to: Enrolled, most: int) -> list[Order]:
    now = clock.now()
    overdue = now - patience(to)
    waiting = await _open(to.id).order_by("number").limit(_LOOK).select_for_update()
    ready = [one for one in _heads(waiting) if _is_ready(one, overdue)]
    tired = [one for one in ready if one.sends >= TRIES.get(one.kind, _TRIES)]
    for one in tired:
        await _close(to, one, "failed", now, result=NO_ANSWER)
    fresh = [one for one in ready if one not in tired]
    taken = sorted(fresh, key=lambda one: one.kind == "reboot")[:most]
    if taken:
        await _sent(to, taken, now)
    return [_order(one) for one in taken]


def _heads(waiting: Sequence[TerminalCommand]) -> list[TerminalCommand]:
    """The first open order of each person, and of each kind that concerns nobody.

    Sent again, an old deletion must not undo a newer entry.
    """
    first: dict[str, TerminalCommand] = {}
    for one in waiting:
        first.setdefault(one.arguments.get("code") or f"\t{one.kind}", one)
    return list(first.values())


def _is_ready(one: TerminalCommand, overdue: datetime) -> bool:
    return one.state == "queued" or one.sent_at is None or one.sent_at <= overdue


async def _sent(to: Enrolled, taken: Sequence[TerminalCommand], now: datetime) -> None:
    await TerminalCommand.filter(id__in=[one.id for one in taken]).update(
        state="sent", sent_at=now, sends=F("sends") + 1
    )
    numbers = [one.number for one in taken]
    await evidence.record(
        to.company_id,
        kind="commands.sent",
        subject=to.id,
        actor=MACHINE,
        at=now,
        data={"numbers": numbers},
    )


def _order(one: TerminalCommand) -> Order:
    told: Mapping[str, Any] = one.arguments
    user = None
    if code := told.get("code"):
        user = User(
            code=code,
            name=told.get("name", ""),
            card=told.get("card", ""),
            admin=bool(told.get("admin")),
        )
    return Order(
        number=one.number,
        kind=one.kind,  # type: ignore[arg-type] # hr/commands.py writes known kinds only
        user=user,
        low=told.get("low", ""),
        high=told.get("high", ""),
    )


async def _numbered(
    terminal_id: str, results: Sequence[CommandResult]
) -> dict[str, TerminalCommand]:
    """The orders that were sent under these numbers, as the terminal writes them."""
    asked = {one.command_id: int(one.command_id) for one in results if _is_number(one.command_id)}
    rows = (
        await TerminalCommand.filter(
            terminal_id=terminal_id, number__in=list(asked.values()), sends__gt=0
        )
        .order_by("number")
        .select_for_update()
    )
    by_number = {one.number: one for one in rows}
    return {text: by_number[number] for text, number in asked.items() if number in by_number}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


async def _answer(to: Enrolled, row: TerminalCommand | None, result: CommandResult) -> None:
    """Close one order; an answer after we gave up, or after a cancel, is still the truth."""
    if row is None:
        _log.warning(
            "terminal %s answers an order it was never given: %.40r", to.serial, result.command_id
        )
    elif result.code in answers(to.protocol).later:
        await TerminalCommand.filter(id=row.id).update(sent_at=clock.now())
    elif row.result_code is None:
        good = done(to.protocol, _order(row).kind, result.code)
        words = " ".join(f"{code}={found}" for code, found in result.persons.items())
        told = f"{result.command} {words}".strip()
        code = max(-_CODE, min(result.code, _CODE))
        state = "done" if good else "failed"
        await _close(to, row, state, clock.now(), result=told, result_code=code)
        if good:
            await _enrolment(to, _order(row))


async def _enrolment(to: Enrolled, order: Order) -> None:
    """Keep the list of who is on the terminal in step with what it has confirmed."""
    if order.user is None:
        return
    listed = TerminalUser.filter(terminal_id=to.id, code=order.user.code)
    if order.kind == "delete_user":
        await listed.delete()
    elif order.kind == "put_user" and not await listed.update(name=order.user.name):
        await TerminalUser.create(
            id=ids.new_id(),
            terminal_id=to.id,
            code=order.user.code,
            name=order.user.name,
            seen_at=clock.now(),
        )


async def _close(
    to: Enrolled,
    row: TerminalCommand,
    state: str,
    now: datetime,
    *,
    result: str,
    result_code: int | None = None,
) -> None:
    shown = "".join(filter(str.isprintable, result))[:400]
    row.state, row.settled_at, row.result, row.result_code = state, now, shown, result_code
    await row.save(update_fields=["state", "settled_at", "result", "result_code"])
    await evidence.record(
        to.company_id,
        kind=f"command.{state}",
        subject=row.person_id or to.id,
        actor=MACHINE,
        at=now,
        data={
            "terminal": to.id,
            "number": row.number,
            "order": row.kind,
            "sends": row.sends,
            "code": result_code if result_code is not None else "",
            "result": shown,
        },
    )
