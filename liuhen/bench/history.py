"""R6, R7: statements and processor time per punch, on empty tables and after three months.

Two databases of the same 500 people take the same batches in turn; one of them already holds
90 days of four punches a day for each. Processor time is ours and, on PostgreSQL, the server's.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from devices.protocols import adms
from gateway.collector import Collector
from gateway.roll import as_device
from hr import clock, dirty, gateway, ids, terminals
from hr.actor import Machine
from hr.gateway import Enrolled
from hr.settings import Settings
from liuhen import blank
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import migrate, scratch
from orm.models import CodeMapping, Company, Person, Site, Unit

PEOPLE, DAYS, TIMES = 500, 90, ("08:30", "12:00", "13:00", "18:00")
BATCH, BATCHES, ROUNDS = 1000, 6, 5
_FIRST = date(2026, 8, 3)
_START = datetime(2026, 1, 1, tzinfo=UTC)
_NAME = "liuhen_bench_history"
_TARGET, _STATEMENTS = 1.1, 0.01


def measure() -> list[Row]:
    """Five interleaved rounds of 6 batches of 1,000 into each database."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Row]:
    database = os.environ.get("LIUHEN_BENCH_DATABASE", f"sqlite://{folder}/empty.db")
    full = await scratch.beside(database, folder, _NAME)
    try:
        for url, days in ((database, 0), (full, DAYS)):
            await migrate.migrate(url)
            async with opened(Settings(data=folder, database=url)):
                await _filled(days)
        costs: dict[str, list[float]] = {database: [], full: []}
        for number in range(ROUNDS):
            for url, found in costs.items():
                async with opened(Settings(data=folder, database=url)):
                    found.append(await _cost(number))
        async with opened(Settings(data=folder, database=full)):
            said = await _statements()
    finally:
        await scratch.drop(database, _NAME)
    return _rows(median(costs[full]), median(costs[database]), said, database)


def _rows(after: float, before: float, said: int, database: str) -> list[Row]:
    on = "SQLite FULL" if database.startswith("sqlite") else "PostgreSQL"
    return [
        Row(
            name="R7",
            what=f"us of processor per punch after {DAYS} days, {on}",
            figure=1e6 * after,
            limit=1e6 * before,
            unit="us",
            target=_TARGET,
            lower_is_better=True,
            note=f"limit: the same on empty tables; history: {PEOPLE} people x {DAYS} x 4",
        ),
        Row(
            name="R6",
            what=f"statements for a batch of 1,000, {on}",
            figure=said,
            limit=_STATEMENTS * BATCH,
            unit="statements",
            target=1.0,
            lower_is_better=True,
            note="limit: the bar, 0.01 per punch",
        ),
    ]


async def _filled(days: int) -> None:
    """500 people with their codes and a terminal; their punches of so many days, judged since."""
    company = await blank.company()
    await _people(company)
    site = await Site.get(company_id=company.id)
    new = terminals.Enrolment(
        code="B1", name="B1", protocol="adms", serial="BENCH1", site_id=site.id
    )
    await terminals.enrol(Machine(company.id), new)
    (to,) = await gateway.enrolled()
    collector = Collector()
    for body in _bodies(days):
        await _send(collector, to, body)
    await dirty.clear(company.id)
    await scratch.tidy()


async def _people(company: Company) -> None:
    unit = await Unit.get(company_id=company.id)
    site = await Site.get(company_id=company.id)
    people = [
        Person(
            id=ids.new_id(),
            company_id=company.id,
            code=str(1001 + number),
            name=f"P{number}",
            unit_id=unit.id,
            site_id=site.id,
            hired_on=_START.date(),
            created_at=clock.now(),
        )
        for number in range(PEOPLE)
    ]
    await Person.bulk_create(people)
    await CodeMapping.bulk_create(
        CodeMapping(
            id=ids.new_id(),
            company_id=company.id,
            code_group="default",
            code=one.code,
            person_id=one.id,
            valid_from=_START,
        )
        for one in people
    )


def _bodies(days: int) -> Iterator[bytes]:
    """A day of everybody is two batches of a thousand."""
    for day in range(days):
        on = _FIRST + timedelta(days=day)
        for pair in (TIMES[:2], TIMES[2:]):
            rows = (
                _row(1001 + who, f"{on} {at}:{who % 60:02}") for at in pair for who in range(PEOPLE)
            )
            yield "".join(rows).encode()


def _fresh(number: int) -> bytes:
    """A batch nobody has sent: a thousand punches of one second each, a span of its own."""
    start = datetime(2026, 11, 10, 8, tzinfo=UTC) + timedelta(seconds=number * BATCH)
    rows = (
        _row(1001 + n % PEOPLE, f"{start + timedelta(seconds=n):%Y-%m-%d %H:%M:%S}")
        for n in range(BATCH)
    )
    return "".join(rows).encode()


def _row(code: int, local: str) -> str:
    return f"{code}\t{local}\t0\t1\t0\t0\n"


async def _send(collector: Collector, to: Enrolled, body: bytes) -> None:
    admission = adms.Admission(
        terminal=as_device(to),
        method="POST",
        path="/iclock/cdata",
        query={"table": "ATTLOG"},
        length=len(body),
    )
    batch = adms.exchange(admission, body, adms.Context()).batch
    stored = await collector.once(to, batch) if batch else None
    if stored is None or stored.new != BATCH or stored.unassigned:
        raise RuntimeError(f"a batch of {BATCH} gave {stored}")


async def _cost(number: int) -> float:
    """Seconds of processor time per punch; two batches before open what is opened once."""
    (to,) = await gateway.enrolled()
    collector = Collector()
    bodies = [_fresh(number * (BATCHES + 2) + one) for one in range(BATCHES + 2)]
    for body in bodies[:2]:
        await _send(collector, to, body)
    began = time.process_time() + _servers()
    for body in bodies[2:]:
        await _send(collector, to, body)
    return (time.process_time() + _servers() - began) / (BATCHES * BATCH)


async def _statements() -> int:
    (to,) = await gateway.enrolled()
    collector = Collector()
    await _send(collector, to, _fresh(ROUNDS * (BATCHES + 2)))
    async with scratch.statements() as said:
        await _send(collector, to, _fresh(ROUNDS * (BATCHES + 2) + 1))
    return len(said)


def _servers() -> float:
    """Seconds of every PostgreSQL process of this machine, those it has reaped included."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].partition(") ")
        except OSError:
            continue  # it has just ended
        if name == "postgres":
            total += sum(map(int, rest.split()[11:15]))
    return total / os.sysconf("SC_CLK_TCK")
