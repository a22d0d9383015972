"""F39: a ZK log is cleared on order only, and never before everything in it is committed."""

import asyncio
import itertools
from functools import partial

from hr import clock, ids
from orm.models import Terminal, TerminalCommand
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import until


async def clear_race(stand: Stand) -> str:
    """Punches in every gap of the clearing, and a gateway that is killed inside it."""
    sim, _ = await stand.zk(prefill=200)
    await stand.gateway.start()
    await stand.settle()
    numbers = itertools.count(1)
    for faults in (("punch_at_clear@1",), *[("grow_after@1", "lose_event@1")] * 3, ("keep_log@1",)):
        for fault in faults:
            await sim.order(do="fault", name=fault)
        await _cleared(stand, next(numbers))
        await sim.punch("1002")
        await stand.settle()
        await stand.judged()
    kills = stand.many(3, 10)
    for _ in range(kills):
        await sim.punch("1003")
        command = await _order(stand, next(numbers))
        await until(partial(_sent, command), 20, 0.01)
        await asyncio.sleep(stand.random.uniform(0, 0.3))
        await stand.gateway.kill()
        await sim.punch("1004")
        await stand.gateway.start()
        await TerminalCommand.filter(id=command, settled_at=None).update(state="cancelled")
        await stand.settle()
    await stand.judged()
    told = [one.result for one in await TerminalCommand.filter(state="done")]
    status = (await sim.order(do="status"))["terminals"][0]
    assert status["cleared"], "nothing was ever cleared"
    return f"5 clearings with a punch in each gap, {kills} kills inside one; {len(told)} proven"


async def _cleared(stand: Stand, number: int) -> None:
    command = await _order(stand, number)
    await until(lambda: _settled(command), 30)


async def _order(stand: Stand, number: int) -> str:
    """As a person orders it and a second one agrees: the order waits in the outbox."""
    command_id = ids.new_id()
    terminal = await Terminal.get(serial="ZK1")
    await TerminalCommand.create(
        id=command_id, company_id=stand.house.company_id, terminal_id=terminal.id, number=number,
        kind="clear_log", arguments={}, created_at=clock.now(), created_by=stand.house.company_id,
    )  # fmt: skip
    return command_id


async def _settled(command_id: str) -> bool:
    return (await TerminalCommand.get(id=command_id)).settled_at is not None


async def _sent(command_id: str) -> bool:
    return (await TerminalCommand.get(id=command_id)).state != "queued"


FAULTS = (Fault(id="F39", what="log cleared before commit", run=clear_race, seconds=180),)
