"""Between terminal and gateway: answers lost, cables pulled, links slow, packets torn."""

import asyncio
import time
from contextlib import suppress

from orm.models import Terminal
from tests.faults.proxy import CutAfter, Hole, Rechunk, Rule, Way
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import SECRET, until


async def answer_lost(stand: Stand) -> str:
    """The link dies when the answer to a stored batch is on its way."""
    times = stand.many(4, 20)
    rule = CutAfter(Way.DOWN, *[1] * times)
    relay = await stand.proxy(stand.gateway.settings.gateway_port)
    await stand.gateway.start()
    sim = await stand.adms(port=relay.port, rate=50, count=200)
    await until(lambda: stand.rows("AD1"))
    relay.rule = rule
    await until(lambda: _reached(rule, times))
    stored, acked = await stand.rows("AD1"), (await stand.told("AD1"))[1]
    await until(lambda: _stored(stand, 200))
    await stand.rest()
    assert rule.hits == times
    assert sim.facts, "the terminal never came back"
    return f"{times} answers lost, {stored - acked} stored rows unknown to the terminal then"


async def _reached(rule: Rule, times: int) -> bool:
    return rule.hits >= times


async def _stored(stand: Stand, count: int, serial: str = "AD1") -> bool:
    return (await stand.told(serial))[0] >= count


async def half_open(stand: Stand) -> str:
    """The cable is pulled: no FIN, no RST, nothing; found within 60 s and shown."""
    sim, zk = await stand.zk(prefill=20)
    await stand.gateway.start()
    await stand.settle()
    await until(lambda: _state(stand, "online"))
    zk.rule = Hole()
    before = zk.connections
    began = time.monotonic()
    await until(lambda: _state(stand, "backing_off", "offline"), 75, 0.2)
    found = time.monotonic() - began
    assert found <= 62, f"found only after {found:.0f} s"
    for _ in range(5):
        await sim.punch("1001", local=f"2026-11-02 08:00:0{_}")
    zk.rule = Rule()
    zk.cut_all()
    await stand.settle()
    assert zk.connections > before, "no new connection was made"
    await stand.judged()
    return f"dead link found after {found:.0f} s, read again when it was back"


async def _state(stand: Stand, *names: str) -> bool:
    return (await Terminal.get(serial="ZK1")).state in names


async def slow_peers(stand: Stand) -> str:
    """50 peers at a byte a second: they are cut, and others do not notice."""
    await stand.gateway.start()
    began = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(time.time() + 8 * 3600))}"
    async with asyncio.TaskGroup() as peers:
        lives = [peers.create_task(_dribble(stand, body=n % 2 == 0)) for n in range(50)]
        await asyncio.sleep(0.5)
        await stand.adms(rate=40, count=400)
        await until(lambda: _stored(stand, 400), 30)
        await stand.settle()
    longest = max(one.result() for one in lives)
    verdict = await stand.judged(since=began)
    assert verdict["p99_ms"] < 2000 + 999, f"others waited {verdict['p99_ms']} ms"
    assert 5 < longest <= 33, f"a slow peer was kept {longest:.0f} s"
    return f"50 slow peers cut within {longest:.0f} s, p99 of others {verdict['p99_ms']} ms"


async def _dribble(stand: Stand, *, body: bool) -> float:
    """Send a byte a second until the gateway hangs up; returns how long that took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.gateway.settings.gateway_port)
    target = "/iclock/cdata?SN=AD1&table=ATTLOG"
    head = f"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Device {SECRET}"
    began = time.monotonic()
    if body:
        writer.write(f"{head}\r\nContent-Length: 900\r\n\r\n".encode())
    text = b"1001\t2026-11-02 08:00:00\t0\t1\n" * 30 if body else head.encode()
    with suppress(ConnectionError):
        for at in range(40):
            writer.write(text[at : at + 1])
            await writer.drain()
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    if not await reader.read(1000):
                        break
    writer.transport.abort()
    return time.monotonic() - began


async def torn_packets(stand: Stand) -> str:
    """Every link re-cut at random, both ways; the same rows come out."""
    broker = await stand.start_broker("FA1")
    rules = [Rechunk(stand.seed + n) for n in range(4)]
    up = await stand.proxy(stand.gateway.settings.gateway_port, rules[0])
    out = await stand.proxy(broker.port, rules[1])
    into = await stand.proxy(broker.gateway_port, rules[2])
    stand.tell(mqtt_url=broker.url.replace(str(broker.gateway_port), str(into.port)))
    prefill = stand.many(100, 1000)
    await stand.adms(port=up.port, prefill=prefill, batch=50)
    await stand.face(port=out.port, prefill=stand.many(30, 150))
    await stand.zk(rule=rules[3], prefill=prefill)
    await stand.gateway.start()
    await stand.rest(quarantined=0, strays=0)
    hits = [rule.hits for rule in rules]
    assert min(hits) > 50, f"hardly anything was torn: {hits}"
    return f"{sum(hits)} pieces over four links, the same rows"


FAULTS = (
    Fault(id="F19", what="stored, and the answer lost", run=answer_lost),
    Fault(id="F20", what="half-open link, cable pulled", run=half_open),
    Fault(id="F21", what="50 peers at 1 byte a second", run=slow_peers),
    Fault(id="F22", what="packets split and merged at random", run=torn_packets),
)
