"""A ZK log of 100,000 records, from the first byte on the wire to the last commit, and its memory.

The gateway and the terminal are processes of their own. The limit is what any gateway needs: the
same bytes read from the same terminal and thrown away, and as many bare rows written.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from devices.codecs.zk_code import Code
from devices.protocols.zk import ZkSession, ZkSettings
from hr import clock, ids, terminals
from hr.actor import Machine
from liuhen.bench import fleet
from liuhen.bench.fleet import Fleet, until
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import limits, migrate
from orm.models import CodeMapping, Person, Punch, Terminal, TerminalCommand, Unit

RECORDS, ROUNDS = 100_000, 3
_BATCH = 1000
_ROOM = 1 << 26
_PATIENCE = 120.0
_SECONDS, _MEGABYTES = 10.0, 200.0
_START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Found:
    """Seconds of each round, and the gateway's peak."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    restarted: float = 0.0
    megabytes: float = 0.0


def measure(records: int = RECORDS, rounds: int = ROUNDS) -> list[Row]:
    """Three terminals one after the other, each read, read again and read bare."""
    with tempfile.TemporaryDirectory() as folder:
        return _rows(records, asyncio.run(_measure(Path(folder), records, rounds)))


async def _measure(folder: Path, records: int, rounds: int) -> Found:
    database = os.environ.get("LIUHEN_BENCH_DATABASE", "")
    settings = replace(fleet.settings(folder, database), mqtt_url="")
    found, band = Found(), Fleet(settings)
    await migrate.migrate(settings.database)
    async with opened(settings):
        with fleet.processes(band):
            await fleet.founded(band)
            await _people(band)
            band.start_gateway()
            await until(band.answers, 60, "the gateway")
            for number in range(rounds):
                serial = f"PULL{number}"
                with _terminal(serial, records) as port:
                    await _round(band, serial, port, records, found)
                    found.bare.append(await _limit(folder / f"raw{number}.db", port, records))
                    found.megabytes = max(
                        found.megabytes, fleet.memory_kb(band.pid, "VmHWM") / 1024
                    )
                    if number == rounds - 1:
                        found.restarted = await _restarted(band, serial)
                await Terminal.filter(serial=serial).update(enabled=False)
    return found


async def _round(band: Fleet, serial: str, port: int, records: int, found: Found) -> None:
    new = terminals.Enrolment(
        code=serial,
        name=serial,
        protocol="zk",
        serial=serial,
        site_id=band.site_id,
        address=f"127.0.0.1:{port}",
    )
    await terminals.enrol(Machine(band.company_id), new)
    found.first.append(await _pulled(serial))
    found.again.append(await _read_again(band, serial))
    stored = await Punch.filter(terminal_id=(await Terminal.get(serial=serial)).id).count()
    if stored != records:
        raise RuntimeError(f"{stored} of {records} records are stored")


async def _pulled(serial: str, since: datetime = _START) -> float:
    """Seconds from the terminal's greeting to the end of its first whole reading."""

    async def done() -> bool:
        return await Terminal.filter(serial=serial, last_pull_at__gt=since).exists()

    await until(done, _PATIENCE, f"the log of {serial}")
    terminal = await Terminal.get(serial=serial)
    if terminal.last_pull_at is None:
        raise RuntimeError(f"{serial} was never read")
    return (terminal.last_pull_at - terminal.state_since).total_seconds()


async def _read_again(band: Fleet, serial: str) -> float:
    """Seconds that an order to read the same log takes."""
    command_id = ids.new_id()
    await TerminalCommand.create(
        id=command_id,
        company_id=band.company_id,
        terminal_id=(await Terminal.get(serial=serial)).id,
        number=1,
        kind="read_log",
        created_at=clock.now(),
        created_by=band.company_id,
    )

    async def done() -> bool:
        return await TerminalCommand.filter(id=command_id, state="done").exists()

    await until(done, _PATIENCE, "the order to read again")
    row = await TerminalCommand.get(id=command_id)
    if row.settled_at is None or row.sent_at is None:
        raise RuntimeError("the order was not carried out")
    return (row.settled_at - row.sent_at).total_seconds()


async def _restarted(band: Fleet, serial: str) -> float:
    """Seconds that a gateway needs which has just started and compares every day."""
    fleet.kill(band.gateway)
    since = clock.now()
    band.start_gateway()
    await until(band.answers, 60, "the gateway")
    return await _pulled(serial, since)


async def _limit(file: Path, port: int, records: int) -> float:
    """The bytes of the log read and thrown away, and as many bare rows in batches of 1,000."""
    began = time.perf_counter()
    with ZkSession(ZkSettings(host="127.0.0.1", port=port)) as session:
        session.buffer(Code.ATTLOG_RRQ, 0, _ROOM)
    read = time.perf_counter() - began
    batches = [
        [(f"{at:026}", "PULL", str(1001 + at % 20), at, "finger", b"0" * 16, at) for at in part]
        for part in (range(at, at + _BATCH) for at in range(0, records, _BATCH))
    ]
    return read + records / await asyncio.to_thread(limits.sqlite_rate, file, batches)


@contextmanager
def _terminal(serial: str, records: int) -> Iterator[int]:
    """A simulated terminal with a full log; yields its port."""
    command = ["-m", "devices.sims.zk", "--serial", serial, "--prefill", str(records)]
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, *command], stdout=subprocess.PIPE
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else b""
            yield json.loads(line)["ports"][serial]
        finally:
            process.kill()


async def _people(band: Fleet) -> None:
    """The terminal's twenty people, so that every punch has somebody whose day it is."""
    unit = await Unit.filter(company_id=band.company_id).first()
    for code in map(str, range(1001, 1021)):
        person_id = ids.new_id()
        await Person.create(
            id=person_id,
            company_id=band.company_id,
            code=code,
            name=code,
            unit_id=unit.id if unit else "",
            site_id=band.site_id,
            hired_on=_START.date(),
            created_at=_START,
        )
        await CodeMapping.create(
            id=ids.new_id(),
            company_id=band.company_id,
            code_group="default",
            code=code,
            person_id=person_id,
            valid_from=_START,
        )


def _rows(records: int, found: Found) -> list[Row]:
    first, again, bare = median(found.first), median(found.again), median(found.bare)
    what = f"ZK log of {records:,} records, wire to commit"
    return [
        _row(what, first, bare, "limit: its bytes read and thrown away, bare SQLite executemany"),
        _row(what, first, _SECONDS, "limit: the bar of the issue", 1.0),
        _row("the same log read again, nothing new", again, first, "limit: the first reading"),
        _row(
            "read by a restarted gateway, nothing new", found.restarted, first, "limit: the first"
        ),
        replace(
            _row("gateway at its peak", found.megabytes, _MEGABYTES, "limit: the bar", 1.0),
            unit="MB",
        ),
    ]


def _row(what: str, figure: float, limit: float, note: str, target: float | None = None) -> Row:
    return Row(
        name="pull",
        what=what,
        figure=figure,
        limit=limit,
        unit="s",
        target=target,
        lower_is_better=True,
        note=note,
    )


if __name__ == "__main__":
    from liuhen.bench.row import show

    show(measure(), as_json=False)
