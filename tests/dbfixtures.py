"""A fresh migrated database per test, copied from a template: SQLite or PostgreSQL by the pass."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from orm import config
from orm.migrate import migrate
from tests.support.postgres import Postgres

DATABASE = os.environ.get("LIUHEN_TEST_DB", "sqlite")
_TEMPLATE = "liuhen_template"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A test's own database; other processes reach it by the same URL."""

    url: str
    dialect: str


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a migrated, empty database that nobody writes to."""
    if DATABASE == "sqlite":
        url = f"sqlite://{tmp_path_factory.mktemp('template') / 'template.db'}"
    else:
        server = request.getfixturevalue("postgres")
        _elsewhere(lambda: _admin(server, f"CREATE DATABASE {_TEMPLATE}"))
        url = _postgres_url(server, _TEMPLATE)
    _elsewhere(lambda: migrate(url))
    return url


@pytest.fixture
async def fresh(
    request: pytest.FixtureRequest, template: str, tmp_path: Path
) -> AsyncIterator[Database]:
    """A migrated database of this test, not connected: for tests that start processes."""
    if DATABASE == "sqlite":
        path = tmp_path / "liuhen.db"
        shutil.copy(template.removeprefix("sqlite://"), path)
        yield Database(url=f"sqlite://{path}", dialect="sqlite")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"liuhen_test_{next(_numbers)}"
    await _admin(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    try:
        yield Database(url=_postgres_url(server, name), dialect="postgres")
    finally:
        await _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any table."""
    if DATABASE == "sqlite":
        yield Database(url=f"sqlite://{tmp_path / 'empty.db'}", dialect="sqlite")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"liuhen_empty_{next(_numbers)}"
    await _admin(server, f"CREATE DATABASE {name}")
    try:
        yield Database(url=_postgres_url(server, name), dialect="postgres")
    finally:
        await _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def db(fresh: Database) -> AsyncIterator[Database]:
    """A migrated database of this test, connected."""
    await config.connect(fresh.url)
    try:
        yield fresh
    finally:
        await config.close()


def _postgres_url(server: Postgres, name: str) -> str:
    return f"postgres:///{name}?host={server.host}&port={server.port}&user={server.user}"


async def _admin(server: Postgres, statement: str) -> None:
    conn = await asyncpg.connect(
        host=server.host, port=server.port, user=server.user, database="postgres"
    )
    try:
        await conn.execute(statement)
    finally:
        await conn.close()


def _elsewhere(work: Callable[[], Any]) -> None:
    """Run a coroutine to its end in a thread of its own: the test's loop is not ours."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(work())).result()
