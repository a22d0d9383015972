"""Killed while it gives orders: the same number comes again, each order is carried out once.

The terminal loses answers too; what it has done stands in its own ledger. Seconds long, because two
gateways start and an order is only sent again after three polls.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hr import commands
from orm.models import Event, Person, Terminal, TerminalCommand
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, House, build, until
from tests.support import gateway_process
from tests.support.sims import simulator


async def sent(_: House) -> TerminalCommand | None:
    return await TerminalCommand.get_or_none(number=1, sends__gt=0)


async def all_done(_: House) -> bool:
    return not await TerminalCommand.exclude(state="done").exists()


def carried_out(folder: Path) -> list[dict[str, Any]]:
    """What the terminal says it did, from its own file."""
    lines = (folder / "AD1.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return [one for one in entries if one["do"] == "noted"]


@pytest.mark.parametrize("fault", ["lose_orders@1", "lose_results@1"])
async def test_an_order_whose_answer_is_lost_comes_again_after_the_kill_and_is_done_once(
    db: Database, tmp_path: Path, free_port: Callable[[], int], fault: str
) -> None:
    house = await build(db, tmp_path, gateway_port=free_port())
    await house.enrol("adms", "AD1", settings={"poll_seconds": 1})
    wall = (await Terminal.get(serial="AD1")).id
    person = await Person.get(code="1001")
    await commands.put_person(house.machine, person.id, [wall])
    await commands.order(house.machine, "read_users", [wall])
    server = f"http://127.0.0.1:{house.settings.gateway_port}"
    sim = simulator("adms", "--serial", "AD1", "--server", server, "--secret", SECRET,
                    "--proof", "path", "--ledger", tmp_path / "ledgers", "--poll-seconds", 0.3,
                    "--retry-seconds", 0.2, "--fault", fault)  # fmt: skip
    first = await gateway_process.start(house.settings)
    try:
        async with sim as terminal:
            await until(lambda: sent(house), seconds=30)
            assert await gateway_process.kill(first) == -9
            before = {one.number: one.sends for one in await TerminalCommand.all()}
            assert before == {1: 1, 2: 1}
            first = await gateway_process.start(house.settings)
            await until(lambda: all_done(house), seconds=30)
            assert (await terminal.order(do="status"))["terminals"]
    finally:
        await gateway_process.kill(first)
    found = await TerminalCommand.all().order_by("number")
    assert [(one.number, one.sends, one.result_code) for one in found] == [(1, 2, 0), (2, 2, 0)]
    done = carried_out(tmp_path / "ledgers")
    assert [(one["order"], one["code"]) for one in done] == [(1, 0), (2, 0)]
    assert await Event.filter(type="command.done").count() == 2
