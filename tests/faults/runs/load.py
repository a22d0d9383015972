"""Too much at once: everybody comes back together, and somebody else holds the table."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import asyncpg

from hr import terminals
from hr.actor import Machine
from orm.models import Terminal
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import SECRET, until

MIB = 1 << 20


async def storm(stand: Stand) -> str:
    """Every terminal reconnects in the same second after the gateway was away."""
    many = stand.many(150, 1000)
    serials = [f"AD{number:04}" for number in range(many)]
    for serial in serials:
        await terminals.enrol(Machine(stand.house.company_id), _wish(stand, serial))
    await stand.adms(serials[0], more=serials[1:], prefill=5, poll_seconds=10, retry_seconds=2)
    began = time.monotonic()
    await stand.gateway.start()
    await until(lambda: _online(many), 90, 0.2)
    took = time.monotonic() - began
    await stand.settle()
    memory = stand.gateway.memory()
    await stand.judged(database=5 * many, quarantined=0)
    assert took <= 60, f"all online only after {took:.0f} s"
    assert memory < 512 * MIB, f"{memory >> 20} MiB"
    return f"{many} terminals online within {took:.1f} s, {memory >> 20} MiB"


def _wish(stand: Stand, serial: str) -> terminals.Enrolment:
    return terminals.Enrolment(
        code=serial, name=serial, protocol="adms", serial=serial, site_id=stand.house.site_id,
        secret=SECRET,
    )  # fmt: skip


async def _online(many: int) -> bool:
    return await Terminal.filter(state="online").count() >= many


async def table_held(stand: Stand) -> str:
    """A report reads for long and a job holds its writes, while terminals push."""
    await stand.gateway.start()
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600))
    seconds = stand.many(6, 20)
    count = 30 * seconds
    await stand.adms(rate=30, count=count)
    await until(lambda: stand.rows("AD1"))
    if stand.db.dialect == "sqlite":
        path = Path(stand.db.url.removeprefix("sqlite://"))
        holds = await asyncio.to_thread(_sqlite_holds, path, seconds)
    else:
        holds = await _postgres_holds(stand, seconds)
    await until(lambda: _punched(stand, count), 40)
    await stand.settle()
    verdict = await stand.judged(since, quarantined=0)
    assert holds >= 2, "nothing was held"
    assert verdict["p99_ms"] < 5000 + 999, f"punches waited {verdict['p99_ms']} ms"
    assert stand.gateway.said("storage fails") == 0
    return f"{holds} holds of 1.5 s beside a long read, p99 of punches {verdict['p99_ms']} ms"


async def _punched(stand: Stand, count: int) -> bool:
    return (await stand.told("AD1"))[0] >= count


def _sqlite_holds(path: Path, seconds: float) -> int:
    until_, holds = time.monotonic() + seconds, 0
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM punch").fetchone()
        while time.monotonic() < until_:
            with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as writer:
                writer.execute("BEGIN IMMEDIATE")
                time.sleep(1.5)
                writer.execute("ROLLBACK")
            holds += 1
            time.sleep(0.3)
        reader.execute("ROLLBACK")
    return holds


async def _postgres_holds(stand: Stand, seconds: float) -> int:
    where = urlsplit(stand.db.url)
    options = dict(parse_qsl(where.query))
    reach = {"host": options["host"], "port": int(options["port"]), "user": options["user"]}
    reader = await asyncpg.connect(database=where.path[1:], **reach)
    writer = await asyncpg.connect(database=where.path[1:], **reach)
    until_, holds = time.monotonic() + seconds, 0
    try:
        async with reader.transaction(isolation="repeatable_read"):
            await reader.fetchval("SELECT count(*) FROM punch")
            while time.monotonic() < until_:
                async with writer.transaction():
                    await writer.execute("LOCK TABLE punch IN SHARE ROW EXCLUSIVE MODE")
                    await asyncio.sleep(1.5)
                holds += 1
                await asyncio.sleep(0.3)
    finally:
        await reader.close()
        await writer.close()
    return holds


FAULTS = (
    Fault(id="F40", what="1,000 terminals reconnect at once", run=storm, seconds=240),
    Fault(id="F41", what="a long read and held writes", run=table_held),
)
