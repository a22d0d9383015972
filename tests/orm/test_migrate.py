"""Migrations: whole or not at all, once, whoever calls."""

import asyncio
import sys

from orm.migrate import migrate, pending
from tests.dbfixtures import Database

_MIGRATE = "import asyncio, sys; from orm.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"


async def test_a_migrated_database_has_nothing_pending(fresh: Database) -> None:
    assert await pending(fresh.url) == []
    assert await migrate(fresh.url) == []


async def test_an_empty_database_lists_every_step_and_then_none(empty: Database) -> None:
    todo = await pending(empty.url)
    heard: list[str] = []
    assert await migrate(empty.url, heard.append) == todo == heard
    assert todo[0] == "0001_company"
    assert await pending(empty.url) == []


async def test_three_processes_migrate_at_once(empty: Database) -> None:
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", _MIGRATE, empty.url)
        for _ in range(3)
    ]
    assert [await p.wait() for p in processes] == [0, 0, 0]
    assert await pending(empty.url) == []
