"""R1, R2, R4: an ADMS upload decoded, deduplicated and durable, against the bare driver."""

import asyncio
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import parse_qsl, urlsplit

from devices.protocols import adms
from gateway.collector import Collector
from gateway.roll import as_device
from hr import gateway, terminals
from hr.actor import Machine
from hr.gateway import Enrolled
from hr.settings import Settings
from liuhen import blank
from liuhen.bench import mqtt_ingest
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import limits, migrate
from orm.models import Site

BATCH, BATCHES, ROUNDS, TERMINALS = 1000, 12, 5, 4
_START = datetime(2026, 9, 1, tzinfo=UTC)


def measure() -> list[Row]:
    """Five interleaved rounds of 12 batches of 1,000 in a database of its own, then MQTT."""
    with tempfile.TemporaryDirectory() as folder:
        return [*asyncio.run(_measure(Path(folder))), *mqtt_ingest.measure()]


async def _measure(folder: Path) -> list[Row]:
    database = os.environ.get("LIUHEN_BENCH_DATABASE", f"sqlite://{folder}/bench.db")
    await migrate.migrate(database)
    async with opened(Settings(data=folder, database=database)):
        enrolled = await _terminals()
        firsts, agains, bare = [], [], []
        for number in range(ROUNDS):
            uploads = [_upload(number * BATCHES + batch) for batch in range(BATCHES)]
            firsts.append(await _rate(enrolled, uploads, new=BATCH))
            bare.append(await _limit(folder, database, number))
            agains.append(await _rate(enrolled, uploads, new=0))
    first, again, limit = median(firsts), median(agains), median(bare)
    on = "SQLite FULL" if database.startswith("sqlite") else "PostgreSQL"
    how = "executemany" if database.startswith("sqlite") else "INSERT from unnest"
    return [
        Row(
            name="R2" if database.startswith("sqlite") else "R1",
            what=f"ADMS batches of 1,000 from {TERMINALS} terminals durable, {on}",
            figure=first,
            limit=limit,
            unit="punches/s",
            target=0.5,
            note=f"limit: bare {how} of 7 columns under one key, one commit per batch",
        ),
        Row(
            name="R4",
            what=f"the same batches sent again, {on}",
            figure=again,
            limit=first,
            unit="punches/s",
            target=1.0,
            note="limit: the first sending; 0 new rows, checked",
        ),
    ]


async def _terminals() -> list[Enrolled]:
    company = await blank.company()
    site = await Site.filter(company_id=company.id).first()
    for number in range(TERMINALS):
        new = terminals.Enrolment(
            code=f"B{number}",
            name=f"B{number}",
            protocol="adms",
            serial=f"BENCH{number}",
            site_id=site.id if site else "",
        )
        await terminals.enrol(Machine(company.id), new)
    return await gateway.enrolled()


def _upload(number: int) -> bytes:
    """One body of 1,000 rows: 100 people, one punch a second, a span of time of its own."""
    start = _START + timedelta(seconds=number * BATCH)
    return "".join(
        f"{1001 + n % 100}\t{start + timedelta(seconds=n):%Y-%m-%d %H:%M:%S}\t0\t1\t0\t0\n"
        for n in range(BATCH)
    ).encode()


async def _rate(enrolled: list[Enrolled], uploads: list[bytes], new: int) -> float:
    """Each terminal sends its next batch when it has heard that the one before is durable."""
    collector = Collector()
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for place, to in enumerate(enrolled):
            tasks.create_task(_send(collector, to, uploads[place :: len(enrolled)], new))
    return BATCH * len(uploads) / (time.perf_counter() - began)


async def _send(collector: Collector, to: Enrolled, uploads: list[bytes], new: int) -> None:
    for body in uploads:
        admission = adms.Admission(
            terminal=as_device(to),
            method="POST",
            path="/iclock/cdata",
            query={"table": "ATTLOG"},
            length=len(body),
        )
        found = adms.exchange(admission, body, adms.Context())
        stored = await collector.once(to, found.batch) if found.batch else None
        if stored is None or stored.new != new:
            raise RuntimeError(f"a batch of {BATCH} gave {stored} instead of {new} new rows")


async def _limit(folder: Path, database: str, number: int) -> float:
    batches = [
        [
            (f"{at:026}", "BENCH1", str(1001 + at % 100), at, "finger", b"0" * 16, at)
            for at in range(batch * BATCH, (batch + 1) * BATCH)
        ]
        for batch in range(BATCHES)
    ]
    if database.startswith("sqlite"):
        return limits.sqlite_rate(folder / f"raw{number}.db", batches)
    parts = urlsplit(database)
    options = dict(parse_qsl(parts.query))
    return await limits.postgres_rate(
        {
            "host": parts.hostname or options.get("host"),
            "port": parts.port or int(options.get("port", 5432)),
            "user": parts.username or options.get("user"),
            "password": parts.password,
            "database": parts.path[1:],
        },
        batches,
    )


if __name__ == "__main__":
    from liuhen.bench.row import show

    show(measure(), as_json=False)
