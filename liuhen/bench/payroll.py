"""R10: payslips computed and stored per second, against storing the same rows without computing."""

import asyncio
import os
import tempfile
import time
from datetime import date
from pathlib import Path

from hr import clock, ids, pay
from hr.settings import Settings
from liuhen import blank
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import migrate
from orm.models import Company, PayProfile, PayRun, Payslip, PerformanceScore, Person, Site, Unit
from rules.payroll.run import RunState

PEOPLE = 1000
ROUNDS = 5
MONTH = "2026-10"
PEER = 15.2
"""Horilla's rate on its default database (2026-11-21, the same kind of machine)."""


def measure() -> list[Row]:
    """Five rounds of 1,000 people on SQLite FULL in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Row]:
    database = os.environ.get("LIUHEN_BENCH_DATABASE", f"sqlite://{folder}/bench.db")
    async with opened(Settings(data=folder, database=database)):
        await migrate.migrate(database)
        company = await blank.company()
        people = await _people(company)
        run = await PayRun.create(
            id=ids.new_id(),
            company_id=company.id,
            month=MONTH,
            state=RunState.DRAFT.value,
            made_at=clock.now(),
            made_by="bench",
            problems={},
        )
        ours, limits = [], []
        for _ in range(ROUNDS):
            ours.append(await _timed_run(run, people))
            limits.append(await _timed_storing(run))
        figure, limit = sorted(ours)[ROUNDS // 2], sorted(limits)[ROUNDS // 2]
    return [
        Row(
            name="R10",
            what="payslips computed and stored",
            figure=figure,
            limit=limit,
            unit="slips/s",
            note="limit: the same rows stored without computing, same connection and transaction",
        ),
        Row(
            name="R10",
            what="payslips computed and stored / peer",
            figure=figure,
            limit=PEER,
            unit="slips/s",
            target=100,
            note="limit: a published peer's figure, not measured in this run",
        ),
    ]


async def _timed_run(run: PayRun, people: list[Person]) -> float:
    began = time.perf_counter()
    for at in range(0, len(people), pay.SHARD):
        await pay.compute(run, people[at : at + pay.SHARD])
    return len(people) / (time.perf_counter() - began)


async def _timed_storing(run: PayRun) -> float:
    from tortoise.transactions import in_transaction

    rows = await Payslip.filter(run_id=run.id)
    began = time.perf_counter()
    async with in_transaction():
        await Payslip.filter(run_id=run.id).delete()
        await Payslip.bulk_create(rows, batch_size=pay.SHARD)
    return len(rows) / (time.perf_counter() - began)


async def _people(company: Company) -> list[Person]:
    unit = await Unit.get(company_id=company.id)
    site = await Site.get(company_id=company.id)
    people = [
        Person(
            id=ids.new_id(),
            company_id=company.id,
            code=f"{number:05d}",
            name=f"P{number}",
            unit_id=unit.id,
            site_id=site.id,
            hired_on=date(2025, 1, 1),
            created_at=clock.now(),
        )
        for number in range(PEOPLE)
    ]
    await Person.bulk_create(people)
    await PayProfile.bulk_create(
        PayProfile(
            id=ids.new_id(),
            company_id=company.id,
            person_id=one.id,
            valid_from=date(2025, 1, 1),
            base_fen=500_000 + number,
            performance_fen=500_000,
            items={"allowance": 20_000},
        )
        for number, one in enumerate(people)
    )
    await PerformanceScore.bulk_create(
        PerformanceScore(
            id=ids.new_id(),
            company_id=company.id,
            person_id=one.id,
            month=MONTH,
            score_bp=8000,
        )
        for one in people
    )
    return people
