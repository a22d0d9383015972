"""Transactions: they wait for each other across processes, and never leave a lock behind."""

import asyncio
import sqlite3
import sys
from contextlib import closing, suppress

import asyncpg
import pytest
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from orm import sql
from orm.models import JobLane
from tests.dbfixtures import Database

_COUNT = """
import asyncio, sys
from tortoise.transactions import in_transaction
from orm import config, sql

async def main():
    await config.connect(sys.argv[1])
    lock = " FOR UPDATE" if sql.dialect() == "postgres" else ""
    for _ in range(100):
        async with in_transaction():
            (row,) = await sql.rows("SELECT max_running FROM job_lane" + lock)
            await sql.run("UPDATE job_lane SET max_running = $1", row["max_running"] + 1)
    await config.close()

asyncio.run(main())
"""


async def test_three_processes_read_then_write_without_an_error(db: Database) -> None:
    await JobLane.create(name="s", max_running=0)
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", _COUNT, db.url) for _ in range(3)
    ]
    assert [await one.wait() for one in processes] == [0, 0, 0]
    assert (await JobLane.get(name="s")).max_running == 300


@pytest.mark.usefixtures("db")
async def test_an_error_inside_rolls_back_and_frees_the_connection() -> None:
    async def fails() -> None:
        async with in_transaction():
            await JobLane.create(name="s")
            raise ZeroDivisionError

    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            await fails()
    assert await JobLane.all().count() == 0


@pytest.mark.usefixtures("db")
async def test_a_cancelled_transaction_frees_the_connection() -> None:
    async def slow() -> None:
        async with in_transaction():
            await JobLane.create(name="s")
            await asyncio.sleep(60)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(slow()) for _ in range(4)]
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
    async with asyncio.timeout(5), in_transaction():
        assert await JobLane.all().count() == 0


async def test_a_begin_that_fails_frees_the_connection(db: Database) -> None:
    """SQLite: another process holds the file for longer than we wait."""
    if db.dialect == "postgres":
        await sql.rows("SELECT 1")  # PostgreSQL's BEGIN waits for nobody
        return
    await sql.rows("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(db.url.removeprefix("sqlite://"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            with pytest.raises(OperationalError, match="locked"):
                await in_transaction().__aenter__()
    async with asyncio.timeout(5), in_transaction():
        await JobLane.create(name="s")


@pytest.mark.usefixtures("db")
async def test_a_connection_that_cannot_be_given_back_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL: the server went away, and the pool says so only when it takes it back."""
    give_back = asyncpg.Pool.release

    async def fails(pool: asyncpg.Pool, connection: object) -> None:
        await give_back(pool, connection)
        raise asyncpg.InternalClientError("cut")

    monkeypatch.setattr(asyncpg.Pool, "release", fails)
    with suppress(asyncpg.InternalClientError):
        async with in_transaction():
            await JobLane.create(name="s")
    monkeypatch.undo()
    assert not sql.in_tx()
    assert await JobLane.all().count() == 1
