"""The database away, slow, unsure, full, or on a disk that lies."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from orm import config, sql
from orm.models import Punch
from tests.dbfixtures import Database
from tests.faults.proxy import Refuse, Rule
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.faults.wire import AtCommit, SlowCommit, through
from tests.gateway.kit import until

MIB = 1 << 20
FAILS, WORKS = "storage fails", "storage works again"


def _file(stand: Stand) -> Path:
    return Path(stand.db.url.removeprefix("sqlite://"))


async def away(stand: Stand) -> str:
    """No answer for a while at a steady rate; then it drains by itself."""
    count, rate, seconds = stand.many(150, 12_000), stand.many(30, 200), stand.many(5, 60)
    await stand.start_broker("FA1")
    relay = await through(stand) if stand.db.dialect == "postgres" else None
    if relay is None:  # another process holds the lock; the product's patience is cut short
        stand.gateway.env["LIUHEN_DATABASE"] = f"{stand.db.url}?busy_timeout=500"
    await stand.gateway.start()
    await stand.adms(rate=rate, count=count, batch=200)
    await stand.face(prefill=stand.many(10, 50))
    await until(lambda: stand.rows("AD1"))
    began = time.monotonic()
    if relay is not None:
        relay.rule = Refuse()
        relay.cut_all()
        await asyncio.sleep(seconds)
        assert relay.rule.hits
        relay.rule = Rule()
    else:
        await asyncio.to_thread(_hold_the_lock, _file(stand), seconds)
    await until(lambda: _all_in(stand, count), 120)
    drained = await stand.settle()
    await stand.judged(quarantined=0, strays=0)
    _said_once(stand)
    assert drained <= 120, f"drained after {drained:.0f} s"
    assert time.monotonic() - began > seconds
    return f"{seconds} s without a database, drained within {drained:.1f} s after the last punch"


def _said_once(stand: Stand) -> None:
    """One line when it begins and one when it ends, or that the list could not be read."""
    failed, works = stand.gateway.said(FAILS), stand.gateway.said(WORKS)
    assert failed == works <= 1, f"{failed} lines of failing, {works} of working again"
    assert failed or stand.gateway.said("cannot be read") == 1, "the outage left no word"


def _hold_the_lock(path: Path, seconds: float) -> None:
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")


async def slow(stand: Stand) -> str:
    """Every commit takes long: what is not acknowledged stays bounded, nothing storms."""
    delay, batches = stand.many(1, 5), stand.many(6, 8)
    rule = SlowCommit(delay)
    if stand.db.dialect == "postgres":
        await through(stand, rule)
        await stand.gateway.start()
    else:
        point = f"-e trace=fdatasync -e inject=fdatasync:delay_enter={delay}s"
        await stand.gateway.start(strace=point)
    before = stand.gateway.memory()
    await stand.adms(prefill=batches * 100, batch=100)
    took = await stand.settle()
    grown = stand.gateway.memory() - before
    delayed = rule.hits or stand.gateway.traced.read_text().count("DELAYED")
    assert delayed >= batches, f"only {delayed} commits were slowed down"
    assert took >= batches * delay, f"acknowledged before the commit: {took:.1f} s"
    assert grown < 64 * MIB, f"memory grew by {grown >> 20} MiB"
    await stand.judged(quarantined=0, strays=0)
    return f"{delayed} commits of {delay} s, memory +{grown >> 20} MiB"


async def outcome_unknown(stand: Stand) -> str:
    """The connection to the database dies when COMMIT is there and its answer is not."""
    times = stand.many(3, 10)
    await stand.adms(prefill=20 * 10, batch=10)
    if stand.db.dialect == "sqlite":
        for _ in range(times):  # no wire in between: the process dies inside the commit
            when = stand.random.randint(1, 4)
            point = f"-e trace=fdatasync -e inject=fdatasync:signal=SIGKILL:when={when}"
            await stand.gateway.start(ready=False, strace=point)
            assert await stand.gateway.ended(30) == -signal.SIGKILL
        await stand.gateway.start()
        await stand.rest(quarantined=0)
        return f"{times} kills inside the commit"
    rule = AtCommit(b"-2", after=True, times=times)
    await through(stand, rule)
    await stand.gateway.start()
    await until(lambda: _often(rule, times), 40)
    await stand.rest(quarantined=0)
    return f"{times} commits whose answer never came"


async def _often(rule: Rule, times: int) -> bool:
    return rule.hits >= times


async def disk_full(stand: Stand) -> str:
    """The database's disk fills up and is freed again."""
    if stand.db.dialect == "postgres":
        return await _server_killed(stand)
    disk = stand.folder / "disk"
    disk.mkdir()
    await asyncio.to_thread(_mount, disk)
    stand.stack.push_async_callback(_unmount, disk)
    await config.close()
    moved = shutil.copy(_file(stand), disk / "liuhen.db")
    stand.db = Database(url=f"sqlite://{moved}", dialect="sqlite")
    await config.connect(stand.db.url)
    stand.tell(database=stand.db.url)
    await stand.gateway.start()
    await stand.adms(rate=40, count=stand.many(300, 1500), batch=50)
    await until(lambda: stand.rows("AD1"))
    filler = disk / "filler"
    await asyncio.to_thread(_fill, filler)
    await until(lambda: _said(stand, FAILS), 20)
    at_full = await Punch.all().count()
    await asyncio.sleep(1.0)
    stuck, acked = await stand.told("AD1")
    rows = await Punch.all().count()
    assert rows == at_full, "a full disk took punches"
    assert acked <= rows < stuck, f"{acked} told, {rows} stored, {stuck} punched"
    filler.unlink()
    await until(lambda: _all_in(stand, stand.many(300, 1500)), 60)
    await stand.rest(quarantined=0, strays=0)
    assert stand.gateway.said(FAILS) == stand.gateway.said(WORKS) == 1
    assert (await sql.rows("PRAGMA integrity_check"))[0]["integrity_check"] == "ok"
    return f"full at {rows} rows, {stuck - acked} waited on the terminal, went on by itself"


def _mount(disk: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"no tmpfs here, so no full disk: {done.stderr}"


async def _unmount(disk: Path) -> None:
    await config.close()
    await asyncio.to_thread(subprocess.run, ["umount", "-l", str(disk)], check=True)


def _fill(filler: Path) -> None:
    """Take the whole disk, down to the last page."""
    with filler.open("wb", buffering=0) as out:
        for size in (MIB, 4096):
            try:
                while out.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


async def _said(stand: Stand, words: str) -> bool:
    return stand.gateway.said(words) > 0


async def _all_in(stand: Stand, count: int) -> bool:
    return (await stand.told("AD1"))[0] >= count


async def _server_killed(stand: Stand) -> str:
    """PostgreSQL has the disk: when a write fails it goes down and recovers, so that is done."""
    times = stand.many(2, 5)
    await stand.gateway.start()
    await stand.adms(rate=40, count=stand.many(200, 600), batch=20)
    await until(lambda: stand.rows("AD1"))
    for _ in range(times):
        await asyncio.sleep(stand.random.uniform(0.4, 0.8))
        await _kill_a_backend(stand)
    await until(lambda: _all_in(stand, stand.many(200, 600)), 60)
    await stand.rest(quarantined=0, strays=0)
    return f"{times} crashes and recoveries of the server"


async def _kill_a_backend(stand: Stand) -> None:
    """SIGKILL one of the gateway's backends: the server throws everybody out and recovers."""
    query = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    pids = [row["pid"] for row in await sql.rows(query)]
    assert pids, "the gateway has no connection"
    os.kill(pids[0], signal.SIGKILL)
    await asyncio.sleep(0.3)
    await until(lambda: _answers(stand), 20)


async def _answers(stand: Stand) -> bool:
    try:
        await Punch.all().count()
    except Exception:  # noqa: BLE001 - whatever a server in recovery says, it is asked again
        return False
    return True


async def disk_lies(stand: Stand) -> str:
    """fsync or write fails once: nothing is acknowledged on the word of a disk that failed."""
    if stand.db.dialect == "postgres":
        return await _server_killed(stand)
    await stand.adms(prefill=300, batch=10)
    seen = []
    for call, error, most in (("fdatasync", "EIO", 8), ("pwrite64", "EIO", 150)):
        when = stand.random.randint(2, most)
        point = f"-e trace={call} -e inject={call}:error={error}:when={when}"
        await stand.gateway.start(ready=False, strace=point)
        await until(lambda: _spoilt(stand), 30)
        await _ends_by_itself(stand)
        rows = await Punch.all().count()
        acked = (await stand.told("AD1"))[1]
        assert acked <= rows, f"told {acked}, stored {rows}"
        seen.append(f"{call} {error}")
        stand.gateway.traced.unlink()
    await stand.gateway.start()
    await stand.rest(quarantined=0, strays=0)
    return f"{', '.join(seen)}: the process ended without a word to the terminal"


async def _spoilt(stand: Stand) -> bool:
    return stand.gateway.injected() > 0


async def _ends_by_itself(stand: Stand) -> None:
    """After a failed sync the pages in memory are not to be trusted, so the process must go."""
    try:
        status = await stand.gateway.ended(10)
    except TimeoutError:
        raise AssertionError("the process goes on after a failed write of its database") from None
    assert status not in (0, -signal.SIGKILL), f"it ended with {status}"


FAULTS = (
    Fault(id="F30", what="database away", run=away, seconds=240),
    Fault(id="F31", what="every commit slow", run=slow),
    Fault(id="F32", what="outcome of the commit unknown", run=outcome_unknown),
    Fault(id="F33", what="disk full", run=disk_full),
    Fault(id="F34", what="fsync or write fails", run=disk_lies),
)
