"""For benches: a second database beside a first one, tidied tables, and the statements said."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import asyncpg

from orm import config, sql
from orm.sqlite_backend import in_thread

_DRIVER = ("BEGIN", "COMMIT", "SELECT last_insert_rowid")
"""What the drivers say by themselves."""


async def beside(database: str, folder: Path, name: str) -> str:
    """The URL of a new, empty database: another file, or another one on the same server."""
    if database.startswith("sqlite"):
        return f"sqlite://{folder}/{name}.db"
    conn = await asyncpg.connect(**connection_options(database))
    try:
        await conn.execute(f'DROP DATABASE IF EXISTS "{name}"')
        await conn.execute(f'CREATE DATABASE "{name}"')
    finally:
        await conn.close()
    head, _, query = database.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


async def drop(database: str, name: str) -> None:
    """Remove what `beside` made; a SQLite file goes with its folder."""
    if not database.startswith("sqlite"):
        conn = await asyncpg.connect(**connection_options(database))
        try:
            await conn.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        finally:
            await conn.close()


def connection_options(database: str) -> dict[str, Any]:
    """What asyncpg needs to know of a URL."""
    parts = urlsplit(database)
    options = dict(parse_qsl(parts.query))
    return {
        "host": parts.hostname or options.get("host"),
        "port": parts.port or int(options.get("port", 5432)),
        "user": parts.username or options.get("user"),
        "password": parts.password,
        "database": parts.path.strip("/"),
    }


async def tidy() -> None:
    """Bring the planner's knowledge up to date, so that no housekeeping falls into a figure."""
    if sql.dialect() == "sqlite":
        await sql.rows("ANALYZE")
        return
    conn = await asyncpg.connect(**connection_options(config.url()))
    try:
        await conn.execute("VACUUM ANALYZE")
    finally:
        await conn.close()


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    """Collect every statement said meanwhile; one executed many times is one."""
    said: list[str] = []
    found: list[str] = []
    await _listen(said.append)
    yield found
    await _listen(None)
    different = [one for one, _ in groupby(text.strip()[:24] for text in said)]
    found += [one for one in different if not one.startswith(_DRIVER)]


async def _listen(hear: Callable[[str], None] | None) -> None:
    """Have every connection tell its statements, or none of them any more."""
    conn: Any = sql.connection()
    if sql.dialect() == "sqlite":
        await in_thread(conn, lambda raw: raw.set_trace_callback(hear))
        return
    for holder in conn._pool._holders:  # noqa: SLF001 - whichever of the pool will be used
        if holder._con and hear:  # noqa: SLF001 - the same
            holder._con.add_query_logger(lambda record: hear(record.query))  # noqa: SLF001 - the same
        elif holder._con:  # noqa: SLF001 - the same
            holder._con._query_loggers.clear()  # noqa: SLF001 - the same
