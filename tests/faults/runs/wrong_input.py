"""Input nobody can use: poison in the stream, a handler that fails, photos that are too big."""

import asyncio
import time
from contextlib import suppress

from orm.models import Punch, Quarantine
from tests.faults.mutants import patched
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import SECRET, until

MIB = 1 << 20


async def poison(stand: Stand) -> str:
    """One in a hundred is broken, on every wire: its bytes are kept and the rest goes on."""
    await stand.start_broker("FA1")
    each = stand.many(100, 500)
    await stand.adms(prefill=each * 3, batch=100, fault=["bad_line:1", "bad_date"])
    await stand.face(prefill=each, fault="poison%8")
    await stand.zk(prefill=each, fault="bad_date@1")
    await stand.gateway.start()
    await stand.settle()
    await stand.gateway.kill()
    await stand.gateway.start()  # the record that was read as nonsense is read again
    await until(lambda: stand.all_stored_once("ZK1"))
    verdict = await stand.judged()
    kept = verdict["quarantined"] + verdict["strays"]
    reasons = {one.reason for one in await Quarantine.all()}
    assert verdict["quarantined"] >= 2, verdict
    assert kept >= 4, f"only {kept} pieces of poison were kept"
    assert not stand.gateway.said("Traceback")
    return f"{kept} pieces of poison kept ({', '.join(sorted(reasons))}), the rest stored"


async def handler_raises(stand: Stand) -> str:
    """Storing raises something nobody foresaw, each time: no loop, no flood; then it goes on."""
    switch = stand.folder / "raise"
    switch.touch()
    stand.gateway.root = patched(
        stand.folder / "copy",
        "gateway/collector.py",
        "            stored = await gateway.store(to, batch, notes)\n",
        "            if __import__('os').path.exists(__import__('os').environ['RAISE']):\n"
        "                raise RuntimeError('unforeseen')\n"
        "            stored = await gateway.store(to, batch, notes)\n",
    )
    await stand.start_broker("FA1")
    await stand.gateway.start(RAISE=str(switch))
    await stand.adms(prefill=50, retry_seconds=0.02)
    await stand.face(prefill=20)
    await stand.zk(prefill=30)
    await until(lambda: _mentions(stand), 20)
    seconds = stand.many(4, 30)
    before = stand.gateway.log.stat().st_size
    await asyncio.sleep(seconds)
    grown = (stand.gateway.log.stat().st_size - before) / seconds * 60
    assert grown < MIB, f"the log grows by {grown / MIB:.1f} MiB a minute"
    assert stand.gateway.alive, "it crashed"
    assert await Punch.all().count() == 0
    switch.unlink()
    await stand.rest(quarantined=0, strays=0)
    return f"log {grown / 1024:.0f} KiB a minute, process alive, everything stored afterwards"


async def _mentions(stand: Stand) -> bool:
    return stand.gateway.said("unforeseen") > 0


async def huge_photos(stand: Stand) -> str:
    """20 photos of 20 MiB beside punches: refused by their size before they are read."""
    await stand.gateway.start()
    before = stand.gateway.memory()
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600))
    await stand.adms(rate=40, count=160)
    taken = await asyncio.gather(*(_photo(stand, number) for number in range(20)))
    await until(lambda: _all(stand, 160), 20)
    await stand.settle()
    grown = stand.gateway.memory() - before
    verdict = await stand.judged(since, quarantined=0)
    assert max(taken) < 8 * MIB, f"{max(taken) >> 20} MiB of a photo were read"
    assert grown < 64 * MIB, f"memory grew by {grown >> 20} MiB"
    assert verdict["p99_ms"] < 2000 + 999, f"punches waited {verdict['p99_ms']} ms"
    return f"20 photos refused, memory +{grown >> 20} MiB, p99 of punches {verdict['p99_ms']} ms"


async def _all(stand: Stand, count: int) -> bool:
    return (await stand.told("AD1"))[0] >= count


async def _photo(stand: Stand, number: int) -> int:
    """Send one until the gateway hangs up; returns the bytes it let through."""
    port = stand.gateway.settings.gateway_port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    target = f"/iclock/cdata?SN=AD1&table=ATTPHOTO&Stamp={number}"
    writer.write(
        f"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Device {SECRET}\r\n"
        f"Content-Length: {20 * MIB}\r\n\r\n".encode()
    )
    sent = 0
    with suppress(ConnectionError):
        while sent < 20 * MIB:
            writer.write(bytes(65_536))
            await writer.drain()
            sent += 65_536
            await asyncio.sleep(0)
            if reader.at_eof():
                break
    writer.transport.abort()
    return sent


FAULTS = (
    Fault(id="F28", what="poison in the stream", run=poison),
    Fault(id="F29", what="handler raises without end", run=handler_raises),
    Fault(id="F42", what="20 photos of 20 MiB", run=huge_photos),
)
