"""An enrolled ZK terminal with its gateway, orders to it, and what became of them."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway import supervisor, zk_worker
from hr import clock, ids
from orm.models import Punch, Terminal, TerminalCommand
from tests.gateway.kit import House, until
from tests.support.sims import Sim, simulator

KEY = "1234"
_numbers = itertools.count(1)


def hasten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for orders and changes five times a second, as a test has no patience."""
    monkeypatch.setattr(supervisor, "_REREAD", 0.2)
    monkeypatch.setattr(zk_worker, "_SILENCE", 0.2)


@asynccontextmanager
async def terminal(
    house: House, tmp_path: Path, *args: object, serial: str = "ZK1", **enrolment: Any
) -> AsyncIterator[Sim]:
    """An enrolled ZK terminal with its ledger; its port stays when it is started again."""
    common = ("--serial", serial, "--comm-key", KEY, "--ledger", tmp_path / "ledger")
    async with simulator("zk", *common, *args) as sim:
        port = sim.facts["ports"][serial]
        sim.args += ["--port", str(port)]
        await house.enrol("zk", serial, address=f"127.0.0.1:{port}", secret=KEY, **enrolment)
        yield sim


async def has(count: int) -> bool:
    return await Punch.all().count() >= count


async def is_in(state: str, serial: str = "ZK1") -> bool:
    return (await Terminal.get(serial=serial)).state == state


async def pulled(serial: str = "ZK1") -> bool:
    return (await Terminal.get(serial=serial)).last_pull_at is not None


async def order(house: House, kind: str, serial: str = "ZK1", **arguments: Any) -> str:
    """Put one order in the queue, as a person's use case does; returns its id."""
    command_id = ids.new_id()
    await TerminalCommand.create(
        id=command_id, company_id=house.company_id, kind=kind, arguments=arguments,
        terminal_id=(await Terminal.get(serial=serial)).id, number=next(_numbers),
        created_at=clock.now(), created_by=house.company_id,
    )  # fmt: skip
    return command_id


async def settled(command_id: str, seconds: float = 20) -> TerminalCommand:
    """Wait until an order has its answer."""

    async def answered() -> TerminalCommand | None:
        found = await TerminalCommand.get(id=command_id)
        return found if found.settled_at else None

    found: TerminalCommand = await until(answered, seconds)
    return found


async def done(house: House, kind: str, **arguments: Any) -> str:
    """Give an order, wait, and return the words of its success."""
    found = await settled(await order(house, kind, **arguments))
    assert found.state == "done", found.result
    return found.result


async def failed(house: House, kind: str, **arguments: Any) -> str:
    """Give an order, wait, and return why it was not done."""
    found = await settled(await order(house, kind, **arguments))
    assert found.state == "failed", found.result
    return found.result
