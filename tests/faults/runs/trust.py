"""Who may not: a right serial with a wrong secret, and old traffic played again."""

import asyncio
from contextlib import suppress

from orm.models import Event, Inbox, Punch, Terminal, TerminalCommand, UnknownTerminal
from tests.faults.processes import TERMINAL_WORD
from tests.faults.proxy import Record, Rule
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import until


async def wrong_secret(stand: Stand) -> str:
    """Right serials, wrong secrets, on three wires: refused, seen, nothing stored."""
    await stand.start_broker("FA1")
    await stand.adms(secret="not-it", prefill=20)
    await stand.face(password="not-" + TERMINAL_WORD, prefill=20)
    await stand.zk(comm_key=99, prefill=20)
    await stand.gateway.start()
    await until(lambda: UnknownTerminal.exists(serial="AD1"), 20)
    await until(lambda: _refused("ZK1"), 20)
    await asyncio.sleep(2)
    assert await Punch.all().count() == 0, "somebody without the secret was stored from"
    assert await Inbox.all().count() == 0
    for serial in ("AD1", "FA1"):
        stored, acked = await stand.told(serial)
        assert (stored, acked) == (20, 0), f"{serial} was acknowledged"
    state = (await Terminal.get(serial="FA1")).state
    assert state != "online", "a refused terminal counts as online"
    alarm = await UnknownTerminal.get(serial="AD1")
    error = (await Terminal.get(serial="ZK1")).last_error
    assert error
    return f"0 rows; ADMS {alarm.reason!r} {alarm.knocks} times, ZK “{error['en'][:50]}”"


async def _refused(serial: str) -> bool:
    return bool((await Terminal.get(serial=serial)).last_error)


async def replayed(stand: Stand) -> str:
    """Captured requests of a terminal come again a day later, results of orders among them."""
    rule = Record()
    relay = await stand.proxy(stand.gateway.settings.gateway_port, rule)
    await stand.gateway.start()
    await stand.adms(port=relay.port, prefill=60, batch=20)
    await stand.settle()
    await _order(stand)
    await until(_answered, 30)
    relay.rule = Rule()
    await stand.sims["AD1"].kill()
    settled = await TerminalCommand.get(number=1)
    await stand.gateway.kill()
    await stand.gateway.start(LIUHEN_CLOCK_OFFSET="86400")
    before = await Punch.all().count(), await Inbox.all().count()
    events = await Event.filter(type="punches.received").count()
    played = [await _play(stand, raw) for raw in rule.sent if raw]
    assert sum(played) >= 5, f"only {sum(played)} of {len(rule.sent)} requests were answered"
    assert (await Punch.all().count(), await Inbox.all().count()) == before, "old punches are new"
    assert await Event.filter(type="punches.received").count() == events
    again = await TerminalCommand.get(number=1)
    assert (again.state, again.settled_at) == (settled.state, settled.settled_at)
    await stand.sims["AD1"].start()
    await stand.rest(database=60)
    return f"{sum(played)} captured requests a day later: 0 rows, the order's answer unchanged"


async def _order(stand: Stand) -> None:
    terminal = await Terminal.get(serial="AD1")
    await TerminalCommand.create(
        id="0" * 26, company_id=stand.house.company_id, terminal_id=terminal.id, number=1,
        kind="set_time", arguments={}, created_at=terminal.state_since,
        created_by=stand.house.company_id,
    )  # fmt: skip


async def _answered() -> bool:
    return (await TerminalCommand.get(number=1)).settled_at is not None


async def _play(stand: Stand, raw: bytes) -> bool:
    port = stand.gateway.settings.gateway_port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    with suppress(ConnectionError):
        writer.write(raw)
        await writer.drain()
        answer = await reader.read(4096)
    writer.transport.abort()
    return answer.startswith(b"HTTP/1.1 ")


FAULTS = (
    Fault(id="F43", what="right serial, wrong secret", run=wrong_secret),
    Fault(id="F44", what="old traffic replayed", run=replayed),
)
