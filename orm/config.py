"""Where the data is: a URL becomes a connection, and a failure one clear sentence."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tortoise.context import TortoiseContext

from orm import sql
from orm.faults import DRIVER_ERRORS, StorageError, explain, fault

APP = "orm"
_PRAGMAS = {
    "busy_timeout": 10_000,  # first: the pragmas after it may need the lock
    "journal_mode": "WAL",
    "synchronous": "FULL",  # an acknowledged punch survives a power cut
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # else INSERT OR REPLACE deletes behind the triggers' back
    "cache_size": -32_000,
    "wal_autocheckpoint": 4_000,
}
_current: TortoiseContext | None = None
_url = ""


def settings(url: str) -> dict[str, Any]:
    """Tortoise's configuration for `sqlite:///abs/path.db` or `postgres://user@host:port/name`.

    PostgreSQL options in the query: `host` (a socket directory), `port`, `user`, `minsize`,
    `maxsize`. SQLite options are pragmas. Each database has its own connection name, because
    Tortoise caches SQL text by that name. Raises StorageError on any other URL.
    """
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite" and len(parts.path) > 1:
        name, engine = "sqlite", "orm.sqlite_backend"
        credentials = {"file_path": unquote(parts.path), **_PRAGMAS, **options}
    elif parts.scheme in ("postgres", "postgresql") and len(parts.path) > 1:
        name, engine = "postgres", "orm.postgres_backend"
        credentials = {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or 5432,
            "user": unquote(parts.username or "postgres"),
            "password": unquote(parts.password) if parts.password else None,
            "database": unquote(parts.path[1:]),
            "maxsize": 10,
            **options,
        }
    else:
        raise fault("storage.url", url=url)
    app = {
        "models": ["orm.models"],
        "migrations": "orm.migrations",
        "default_connection": name,
    }
    return {
        "connections": {name: {"engine": engine, "credentials": credentials}},
        "apps": {APP: app},
    }


async def open_context(url: str, *, shared: bool = False) -> TortoiseContext:
    """Connect and prove it with one query; `shared` makes it the process's own connection."""
    config = settings(url)
    context = TortoiseContext()
    try:
        await asyncio.to_thread(_check_file, config)
        with context:  # models are built against the current context
            await context.init(config=config, _enable_global_fallback=shared)
            await sql.rows("SELECT 1")
    except DRIVER_ERRORS as error:
        await context.close_connections()
        raise StorageError(explain(error, url)) from error
    return context


async def connect(url: str) -> None:
    """Open the process's connection; every task of the loop may use it until `close`."""
    global _current, _url
    _current, _url = await open_context(url, shared=True), url


async def close() -> None:
    """Close what `connect` opened."""
    global _current  # noqa: PLW0603 - a process has one database
    if _current:
        await _current.close_connections()
    _current = None


def url() -> str:
    """Where this process is connected to."""
    return _url


def _check_file(config: dict[str, Any]) -> None:
    """Try a SQLite file before aiosqlite does: its thread would end with a stack trace."""
    path = config["connections"].get("sqlite", {}).get("credentials", {}).get("file_path")
    if path and not Path(path).parent.is_dir():
        raise fault("storage.folder", path=Path(path).parent)
    if path:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA schema_version").fetchone()
