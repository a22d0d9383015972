"""Coming back: a backup on an empty host while terminals punch, an upgrade that dies half-way."""

import asyncio
import shutil
import signal
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import asyncpg

from hr import commands
from hr.actor import Machine
from orm import config
from orm.models import Punch, Terminal
from tests.dbfixtures import Database
from tests.faults.processes import ROOT
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import until
from tests.support import gateway_process
from tests.support.postgres import tool

STEPS = 13  # at least so many migrations


async def restored_elsewhere(stand: Stand) -> str:
    """The host is lost after its backup; terminals punched on; a new host reads them again."""
    broker = await stand.start_broker("FA1")
    await stand.gateway.start()
    await stand.adms(prefill=100)
    await stand.face(prefill=30)
    zk, _ = await stand.zk(prefill=100)
    await stand.settle()
    backup = await _backup(stand)
    for second in range(20):  # acknowledged, and lost with the host
        for sim in stand.sims.values():
            await sim.punch("1001", local=f"2026-11-24 08:00:{second:02}")
    await stand.settle()
    await stand.gateway.kill()
    at_loss = await Punch.all().count()
    began = time.monotonic()
    await _restore(stand, backup)
    assert await Punch.all().count() < at_loss, "nothing was lost with the host"
    await stand.gateway.start()
    ids = [one.id for one in await Terminal.all()]
    machine = Machine(stand.house.company_id)
    await commands.order(machine, "read_log", ids, low="2026-11-24", high="2026-11-24")
    await until(lambda: _rows(at_loss), 60, 0.2)
    took = time.monotonic() - began
    await stand.rest(database=at_loss)
    assert took <= 15 * 60
    assert zk.facts
    assert broker.process
    return f"{at_loss - 60} of {at_loss} in the backup, the rest read again within {took:.0f} s"


async def _rows(count: int) -> bool:
    return await Punch.all().count() >= count


async def _backup(stand: Stand) -> Path:
    target = stand.folder / "backup"
    if stand.db.dialect == "sqlite":
        await _run(stand, sys.executable, "-m", "liuhen", "backup", str(target))
    else:
        await _run(stand, tool("pg_dump"), "-Fc", "-f", str(target), *_reach(stand.db))
    return target


async def _restore(stand: Stand, backup: Path) -> None:
    """Onto an empty host: another data folder, another database."""
    await config.close()
    if stand.db.dialect == "sqlite":
        home = stand.folder / "new-host"
        stand.db = Database(url=f"sqlite://{home}/liuhen.db", dialect="sqlite")
        stand.tell(data=home, database=stand.db.url)
        await _run(stand, sys.executable, "-m", "liuhen", "restore", str(backup))
    else:
        name = await _new_database(stand, "restored")
        stand.db = Database(url=name, dialect="postgres")
        stand.tell(database=stand.db.url)
        await _run(stand, tool("pg_restore"), *_reach(stand.db), str(backup))
    await config.connect(stand.db.url)


async def _run(stand: Stand, *command: str) -> None:
    settings = gateway_process.environment(stand.gateway.settings)
    env = {"PATH": "/usr/bin:/bin:/usr/sbin", **settings}
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stderr=PIPE)
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()[-500:]


def _reach(db: Database) -> list[str]:
    where = urlsplit(db.url)
    options = dict(parse_qsl(where.query))
    return [
        "-h",
        options["host"],
        "-p",
        options["port"],
        "-U",
        options["user"],
        "-d",
        where.path[1:],
    ]


async def _new_database(stand: Stand, word: str) -> str:
    """An empty database on the test's server, dropped at the end; returns its URL."""
    where = urlsplit(stand.db.url)
    options = dict(parse_qsl(where.query))
    name = f"{where.path[1:]}_{word}"
    await _admin(options, f'CREATE DATABASE "{name}"')
    stand.stack.push_async_callback(_drop, options, name)
    return stand.db.url.replace(where.path, f"/{name}", 1)


async def _drop(options: dict[str, str], name: str) -> None:
    await config.close()
    await _admin(options, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _admin(options: dict[str, str], statement: str) -> None:
    conn = await asyncpg.connect(
        host=options["host"], port=int(options["port"]), user=options["user"], database="postgres"
    )
    await conn.execute(statement)
    await conn.close()


async def upgrade_killed(stand: Stand) -> str:
    """SIGKILL somewhere in a migration, again and again, then once through: one whole schema."""
    if stand.db.dialect == "sqlite":
        whole, torn = (f"sqlite://{stand.folder}/{name}.db" for name in ("whole", "torn"))
    else:
        whole, torn = [await _new_database(stand, name) for name in ("whole", "torn")]
    expected, steps = await _migrated(whole)
    assert len(steps) >= STEPS
    points = range(len(steps)) if stand.many(0, 1) else stand.random.sample(range(len(steps)), 3)
    begun = [await _killed_in(torn, point, stand) for point in sorted(points)]
    found, rest = await _migrated(torn)
    assert found == expected, "the schema is not whole"
    assert rest, "no kill came in time"
    shutil.rmtree(stand.folder / "torn", ignore_errors=True)
    return f"{len(begun)} kills inside migrations, {len(rest)} steps left for the last, one schema"


async def _migrated(url: str) -> tuple[str, list[str]]:
    lines = [line async for line in _lines(await _start(url))]
    assert lines, "it said nothing"
    assert lines[-1].startswith("schema "), lines[-1]
    return lines[-1], lines[:-1]


async def _killed_in(url: str, point: int, stand: Stand) -> int:
    """Kill after so many steps of this run have begun, a moment later; returns how many had."""
    process = await _start(url)
    begun = 0
    async for _ in _lines(process):
        begun += 1
        if begun > min(point, 2):
            await asyncio.sleep(stand.random.uniform(0, 0.05))
            break
    if process.returncode is None:
        process.kill()
    assert await process.wait() in (-signal.SIGKILL, 0)
    return begun


async def _start(url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.migrate_once", url), cwd=ROOT, stdout=PIPE
    )


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[str]:
    assert process.stdout
    async for line in process.stdout:
        yield line.decode().strip()


FAULTS = (
    Fault(id="F46", what="backup restored on an empty host", run=restored_elsewhere),
    Fault(id="F47", what="upgrade killed half-way", run=upgrade_killed),
)
