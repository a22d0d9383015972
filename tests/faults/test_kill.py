"""Killed at random while three terminals push: nothing lost, doubled, or on the wrong person.

`make faults` (LIUHEN_FAULTS=full) is the acceptance: 50 kills, 5,000 punches, on both databases.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from orm.models import Punch
from tests.dbfixtures import Database
from tests.faults import judge
from tests.gateway.kit import PEOPLE, SECRET, House, build
from tests.support import gateway_process
from tests.support.mosquitto import Mosquitto
from tests.support.sims import Sim, simulator

FULL = os.environ.get("LIUHEN_FAULTS") == "full"
KILLS, EACH, RATE = (50, 1667, 15) if FULL else (8, 220, 20)
PATIENCE = 60.0
SEED = int(os.environ.get("LIUHEN_SEED", "20261125"))
SERIALS = {"zk": "ZK1", "adms": "AD1", "mqtt_face": "FA1"}
NOBODY = "1999"  # punches too, and is mapped to no one


@dataclass(slots=True)
class Kills:
    """What every kill was: exit status, and how many punches waited or moved around it."""

    statuses: list[int] = field(default_factory=list)
    stored: list[int] = field(default_factory=list)


@asynccontextmanager
async def terminals(house: House, broker: Mosquitto, folder: Path) -> AsyncIterator[list[Sim]]:
    people = folder / "people.txt"
    people.write_text("\n".join([*PEOPLE, NOBODY]))
    common = ["--ledger", folder / "ledgers", "--people", people, "--rate", RATE, "--count", EACH]
    server = f"http://127.0.0.1:{house.settings.gateway_port}"
    async with (
        simulator("zk", *common, "--serial", "ZK1", "--seed", 1) as zk,
        simulator("adms", *common, "--serial", "AD1", "--seed", 2, "--server", server,
                  "--secret", SECRET, "--retry-seconds", 0.3, "--poll-seconds", 1) as adms,
        simulator("mqtt_face", *common, "--serial", "FA1", "--seed", 3, "--port", broker.port,
                  "--resend-seconds", 1) as face,
    ):  # fmt: skip
        address = f"127.0.0.1:{zk.facts['ports']['ZK1']}"
        await house.enrol("zk", "ZK1", address=address, secret="0")
        await house.enrol("adms", "AD1")
        await house.enrol("mqtt_face", "FA1")
        yield [zk, adms, face]


async def kill_again_and_again(house: House, random: Random) -> Kills:
    found = Kills()
    for number in range(KILLS):
        process = await gateway_process.start(house.settings)
        if number % 5:  # every fifth dies somewhere in its start
            await gateway_process.ready(house.settings)
        await asyncio.sleep(random.uniform(0.0, 1.5))
        found.statuses.append(await gateway_process.kill(process))
        found.stored.append(await Punch.all().count())
    return found


async def drain(sims: list[Sim]) -> None:
    """Wait until every terminal has punched its share and heard of all; fail when nothing moves."""
    before, since = "", time.monotonic()
    while time.monotonic() - since < PATIENCE:
        found = [(await sim.order(do="status"))["terminals"][0] for sim in sims]
        rows = await Punch.all().count()
        told = all(one["acked"] == EACH for one in found[1:])  # a ZK log is told nothing
        if told and found[0]["stored"] == EACH and rows >= EACH * len(sims):
            return
        now = f"{[(one['stored'], one['acked']) for one in found]} {rows}"
        before, since = (now, time.monotonic()) if now != before else (before, since)
        await asyncio.sleep(0.2)
    raise AssertionError(f"nothing moves any more: {before}")


async def test_no_punch_is_lost_doubled_or_given_to_another_whenever_the_gateway_is_killed(
    db: Database, tmp_path: Path, free_port: Callable[[], int], mosquitto: Mosquitto
) -> None:
    house = await build(
        db, tmp_path, gateway_port=free_port(), mqtt_url=f"mqtt://127.0.0.1:{mosquitto.port}"
    )
    async with terminals(house, mosquitto, tmp_path) as sims:
        kills = await kill_again_and_again(house, Random(SEED))
        last = await gateway_process.start(house.settings)
        try:
            await drain(sims)
        finally:
            await gateway_process.kill(last)
    verdict = await judge.checked(db, tmp_path)
    moved = sum(a < b for a, b in zip(kills.stored, kills.stored[1:], strict=False))
    print(f"\n{db.dialect}: {len(kills.statuses)} kills, {moved} between progress, {verdict}")
    assert kills.statuses == [-signal.SIGKILL] * KILLS
    assert kills.stored[-1] < EACH * 3 or not FULL, "the kills came after the work was done"
    assert moved >= KILLS // 3, f"the gateway hardly worked between its kills: {kills.stored}"
    assert {name: verdict[name] for name in judge.FAULTS} == dict.fromkeys(judge.FAULTS, 0)
    assert verdict["ledger"] == verdict["database"] == EACH * 3
