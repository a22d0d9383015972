"""The terminal itself: cut off, switched off, replaying, miscounting, full."""

import json
import time

from orm.models import DirtyDay, Inbox, Punch, Quarantine, Terminal, TerminalGap
from tests.faults.proxy import CutAfter, Way
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import until

RECORD = 40


async def cut_mid_transfer(stand: Stand) -> str:
    """The terminal goes down at a random byte of what it sends, headers included."""
    size = 300
    cuts = [stand.random.randint(1, size * RECORD) for _ in range(stand.many(3, 12))]
    rule = CutAfter(Way.DOWN, *cuts, stand.random.choice((8, 16, 24)))
    sim, _ = await stand.zk(rule=rule, prefill=size)
    await stand.gateway.start()
    await stand.settle()
    assert rule.hits > len(cuts) // 2, f"only {rule.hits} cuts happened"
    await stand.judged(quarantined=0, strays=0)
    assert not await _cleared(sim.name, stand), "the log was cleared"
    return f"{rule.hits} cuts at random bytes, whole after the retry"


async def _cleared(_: str, stand: Stand) -> int:
    status = await stand.sims["ZK1"].order(do="status")
    return int(status["terminals"][0].get("cleared", 0))


async def power_loss_before_push(stand: Stand) -> str:
    """The punch is stored on the terminal, then it loses power before anybody heard of it."""
    sim = await stand.adms()
    for second in range(10):
        await sim.punch("1001", local=f"2026-11-02 08:00:{second:02}")
    await sim.kill()
    await stand.gateway.start()
    assert await Punch.all().count() == 0, "it was heard of before the power loss"
    await sim.start()
    await stand.rest(database=10)
    return "10 punches from before the power loss arrived once"


async def log_replayed(stand: Stand) -> str:
    """The terminal forgets that it was acknowledged and sends its whole log again."""
    count = stand.many(3_000, 100_000)
    sim = await stand.adms(prefill=count, batch=1000)
    await stand.gateway.start()
    await stand.settle()
    await DirtyDay.all().delete()
    before = await Inbox.all().count(), await stand.signals()
    await sim.kill()
    ledger = stand.ledgers / "AD1.jsonl"
    lines = [line for line in ledger.read_text().splitlines(keepends=True) if '"acked"' not in line]
    ledger.write_text("".join(lines))
    began = time.monotonic()
    await sim.start()
    assert (await stand.told("AD1"))[1] < count, "it had forgotten nothing"
    await stand.settle()
    took = time.monotonic() - began
    assert took < 60, f"{took:.0f} s for the replay"
    assert (await Inbox.all().count(), await stand.signals()) == before, "the replay left marks"
    assert not await DirtyDay.exists(), "days are judged again for nothing"
    await stand.judged(database=count)
    return f"{count} old punches again in {took:.1f} s: no row, no dirty day, no signal"


async def short_buffer(stand: Stand) -> str:
    """The count says N, the data is for fewer: read again, never cleared."""
    faults = [f"short:{RECORD}@1", "withhold:2@1"]
    sim, relay = await stand.zk(prefill=150, fault=faults)
    await stand.gateway.start()
    await stand.settle()
    assert relay.connections > 1 or await _reads(stand) > 1, "one read was enough"
    await stand.judged(quarantined=0, strays=0)
    assert not await _cleared(sim.name, stand)
    return f"two short reads, {relay.connections} connections, whole in the end"


async def _reads(stand: Stand) -> int:
    text = (stand.ledgers / "ZK1.jsonl").read_text()
    return sum(json.loads(line)["do"] == "sent" for line in text.splitlines())


async def grown_between_count_and_read(stand: Stand) -> str:
    """A punch lands between count and read; with 16-byte records stock decoders invent here."""
    for layout in ("16", "8A"):
        await stand.zk(f"ZK{layout}", layout=layout, prefill=100, fault="grow@1")
    await stand.gateway.start()
    await until(lambda: _grown(stand))
    await stand.rest(database=202, quarantined=0, strays=0)
    return "101 punches from each of two layouts, none invented"


async def _grown(stand: Stand) -> bool:
    return all([(await stand.told(one))[0] == 101 for one in ("ZK16", "ZK8A")])


async def unknown_record_size(stand: Stand) -> str:
    """A firmware with records nobody knows: kept or refused, shown, never guessed."""
    sim, _ = await stand.zk(prefill=50, fault="odd_size:28")
    await stand.gateway.start()
    await until(Quarantine.exists)
    await until(_failing)
    assert await Punch.all().count() == 0, "records were guessed"
    kept = await Quarantine.all().count()
    error = (await Terminal.get(serial="ZK1")).last_error
    assert kept, "no bytes were kept"
    await sim.order(do="behave")
    await stand.gateway.kill()
    await stand.gateway.start()
    await stand.rest()
    return f"{kept} piece(s) kept, shown as “{error['en'][:40]}…”, read once known"


async def _failing() -> bool:
    return bool((await Terminal.get(serial="ZK1")).last_error)


async def log_nearly_full(stand: Stand) -> str:
    """80 % warns, 95 % alarms, each once; a full terminal refuses and nothing is cleared."""
    sim, _ = await stand.zk(prefill=82, capacity=100)
    await stand.gateway.start()
    await until(lambda: _signalled(stand, "log_filled_80"))
    for second in range(18):
        await sim.punch("1001", local=f"2026-11-02 08:00:{second:02}")
    assert (await sim.punch("1002"))["n"] == 0, "the terminal took more than it holds"
    await stand.gateway.kill()
    await stand.gateway.start()
    await until(lambda: _signalled(stand, "log_filled_95"))
    await stand.rest(database=100)
    signals = await stand.signals()
    assert (signals.count("log_filled_80"), signals.count("log_filled_95")) == (1, 1), signals
    assert not await _cleared(sim.name, stand)
    return "warned at 80 %, alarmed at 95 %, each once, also over a restart; not cleared"


async def _signalled(stand: Stand, code: str) -> bool:
    return code in await stand.signals()


async def ring_buffer(stand: Stand) -> str:
    """The log overwrites its oldest records while the gateway is away: the gap is reported."""
    lost = stand.random.randint(3, 15)
    sim, _ = await stand.zk(capacity=100, ring=True)
    for number in range(90):
        await sim.punch("1001", local=f"2026-11-02 {8 + number // 60:02}:{number % 60:02}:00")
    await stand.gateway.start()
    await stand.settle()
    await until(_pulled)
    assert await stand.gateway.stop() == 0
    for number in range(100 + lost):
        await sim.punch("1001", local=f"2026-11-{3 + number // 60:02} 08:{number % 60:02}:00")
    await stand.gateway.start()
    await until(TerminalGap.exists, 40)
    await until(lambda: _rows(190), 20)
    await stand.judged(reported=lost, database=190)
    gap = await TerminalGap.all().first()
    assert gap
    return f"{lost} overwritten punches reported as {gap.kind}, {gap.low} to {gap.high}"


async def _pulled() -> bool:
    return (await Terminal.get(serial="ZK1")).last_pull_at is not None


async def _rows(count: int) -> bool:
    return await Punch.all().count() >= count


FAULTS = (
    Fault(id="F01", what="terminal reboots mid-transfer", run=cut_mid_transfer),
    Fault(id="F02", what="power loss after the punch, before the push", run=power_loss_before_push),
    Fault(id="F06", what="full log replayed", run=log_replayed, seconds=180),
    Fault(id="F07", what="buffer shorter than its count", run=short_buffer),
    Fault(id="F08", what="punch between count and read", run=grown_between_count_and_read),
    Fault(id="F09", what="unknown record size", run=unknown_record_size),
    Fault(id="F10", what="device log nearly full", run=log_nearly_full),
    Fault(id="F11", what="device log overwrites its oldest", run=ring_buffer),
)
