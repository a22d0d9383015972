"""Killed: at every step between receipt and acknowledgement, all at once, and politely."""

import asyncio
import json
import signal
import time
from typing import Any

from orm.models import Punch
from tests.faults.proxy import OnSight, Proxy, Rule, Way
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.faults.wire import AtCommit, through
from tests.gateway.kit import until

BATCH = 10
PAGES = 20  # that SQLite writes for such a batch


async def _killed(stand: Stand, link: Proxy, *, after: bool) -> tuple[int, int]:
    """Start a gateway that dies at a commit of its own; returns rows stored, rows acknowledged."""
    skip = stand.random.randint(0, 4)
    trap: AtCommit | OnSight | None = None
    if stand.db.dialect == "postgres":
        trap = AtCommit(b"-2", after=after, skip=skip)
        trap.act = stand.gateway.kill
        await through(stand, trap)
        await stand.gateway.start(ready=False)
    elif after:
        trap = OnSight(Way.DOWN, b"OK: ", stand.gateway.kill, forward=False, skip=skip)
        link.rule = trap
        await stand.gateway.start(ready=False)
    else:
        when = stand.random.randint(5, 5 * PAGES)
        point = f"-e trace=pwrite64 -e inject=pwrite64:signal=SIGKILL:when={when}"
        await stand.gateway.start(ready=False, strace=point)
    status = await stand.gateway.ended(30)
    assert status == -signal.SIGKILL, f"it ended by itself: {status}"
    _, acked = await stand.told("AD1")
    return await Punch.all().count(), acked


async def _kill_again_and_again(stand: Stand, *, after: bool) -> list[tuple[int, int]]:
    kills = stand.many(3, 10)
    link = await stand.proxy(stand.gateway.settings.gateway_port)
    await stand.adms(port=link.port, prefill=kills * 6 * BATCH, batch=BATCH)
    found = [await _killed(stand, link, after=after) for _ in range(kills)]
    link.rule = Rule()
    assert found[-1][0] < kills * 6 * BATCH, "the kills came after the work was done"
    await stand.gateway.start()
    await stand.rest(quarantined=0)
    return found


async def between_commit_and_acknowledgement(stand: Stand) -> str:
    found = await _kill_again_and_again(stand, after=True)
    waiting = [rows - acked for rows, acked in found]
    assert max(waiting) >= BATCH, f"no kill hit the gap: {waiting}"
    hit = sum(one >= BATCH for one in waiting)
    return f"{len(found)} kills, {hit} with a stored batch nobody was told of"


async def between_receipt_and_commit(stand: Stand) -> str:
    found = await _kill_again_and_again(stand, after=False)
    sent = _sent(stand)
    assert all(rows == acked for rows, acked in found), f"told before it was stored: {found}"
    assert sent > found[-1][1], "nothing was on its way"
    return f"{len(found)} kills, none stored or told, all sent again"


def _sent(stand: Stand) -> int:
    """How many of the terminal's records went out, counting each sending."""
    lines = (stand.ledgers / "AD1.jsonl").read_text().splitlines()
    return sum(len(entry["n"]) for entry in map(json.loads, lines) if entry["do"] == "sent")


async def everything_at_once(stand: Stand) -> str:
    """The host's power cut, as far as processes can show it."""
    broker = await stand.start_broker("FA1")
    count = stand.many(60, 300)
    load: dict[str, Any] = {"rate": 40, "count": count}
    await stand.adms(**load)
    await stand.face(**load)
    _, relay = await stand.zk(**load)
    slowest, cuts = 0.0, stand.many(2, 5)
    await stand.gateway.start()
    for _ in range(cuts):
        await asyncio.sleep(stand.random.uniform(0.3, 1.2))
        for sim in stand.sims.values():
            await sim.kill()
        broker.kill()
        assert await stand.gateway.kill() == -signal.SIGKILL
        broker.start()
        for sim in stand.sims.values():
            await sim.start()
        relay.target = stand.sims["ZK1"].facts["ports"]["ZK1"]
        began = time.monotonic()
        await stand.gateway.start()
        slowest = max(slowest, time.monotonic() - began)
    await _all_punched(stand, count)
    await stand.rest()
    assert slowest <= 10, f"back after {slowest:.1f} s"
    return f"{cuts} cuts of gateway, broker and three terminals; back within {slowest:.1f} s"


async def _all_punched(stand: Stand, count: int) -> None:
    async def everybody() -> bool:
        return all([(await stand.told(one))[0] >= count for one in stand.sims])

    await until(everybody, 60)


async def terminated_under_load(stand: Stand) -> str:
    await stand.start_broker("FA1")
    count = stand.many(100, 400)
    await stand.adms(rate=60, count=count)
    await stand.face(rate=30, count=count // 2)
    slowest, stops = 0.0, stand.many(2, 5)
    for _ in range(stops):
        await stand.gateway.start()
        await asyncio.sleep(stand.random.uniform(0.2, 0.8))
        began = time.monotonic()
        status = await stand.gateway.stop()
        assert status == 0, f"it ended with {status}"
        slowest = max(slowest, time.monotonic() - began)
    assert slowest <= 10, f"it took {slowest:.1f} s to drain"
    assert await Punch.all().count() < count * 3 // 2, "the load was over before"
    await stand.gateway.start()
    await _all_punched(stand, count // 2)
    await stand.rest()
    return f"{stops} stops under load, each within {slowest:.1f} s"


FAULTS = (
    Fault(
        id="F35",
        what="SIGKILL between commit and acknowledgement",
        run=between_commit_and_acknowledgement,
    ),
    Fault(id="F36", what="SIGKILL between receipt and commit", run=between_receipt_and_commit),
    Fault(id="F37", what="SIGKILL of every process at once", run=everything_at_once),
    Fault(id="F38", what="SIGTERM under load", run=terminated_under_load),
)
