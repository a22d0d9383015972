"""A database that goes away and comes back while jobs end (PostgreSQL; SQLite has no server)."""

import asyncio
from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from hr import worker
from hr.jobs import enqueue_many
from orm import sql
from tests.hr.jobs.conftest import Crew, eventually
from tests.hr.jobs.tasks_for_tests import traces


async def test_connections_cut_while_jobs_end_lose_and_double_nothing(crew: Crew) -> None:
    async with in_transaction():
        await enqueue_many("test.once", [{"seconds": 0.1}] * 100)
    await crew.start(lease=5, slots=4)
    for _ in range(8):
        await asyncio.sleep(0.3)
        await cut_everybody_else()
    await eventually(lambda: effects(100), 60)
    assert len(await traces("effect")) == 100


@pytest.mark.usefixtures("traced")
async def test_a_worker_with_nothing_to_do_stops_at_once() -> None:
    stop = asyncio.Event()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(worker.Worker(worker.Pace(lease=timedelta(seconds=1))).run(stop))
        await asyncio.sleep(1)
        stop.set()


async def effects(count: int) -> bool:
    return len(await traces("effect")) >= count


async def cut_everybody_else() -> None:
    if sql.dialect() == "sqlite":
        return
    await sql.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
