"""Bring the schema up to date: safe from several processes at once, each step whole or not at all.

Tortoise's own runner takes no lock and records a step after its transaction, so a kill in between
leaves a database that can never migrate again. Here step and record commit together.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, SqliteSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.transactions import in_transaction

from orm import sql
from orm.config import APP, open_context, settings
from orm.operations import OWN

_LOCK = 0x6C697568656E  # "liuhen"
Progress = Callable[[str], None]


async def migrate(url: str, progress: Progress | None = None) -> list[str]:
    """Apply what is missing and return its names; `progress` hears each name as it starts."""
    async with _lock(url), await open_context(url) as context:
        conn = context.db()
        await MigrationRecorder(conn).ensure_schema(_editor(conn))
        todo = await _todo(conn)
        state = await _state_before(todo, conn)
        for step in todo:
            if progress:
                progress(step.name)
            await _apply(step, state, conn)
        return [step.name for step in todo]


async def pending(url: str) -> list[str]:
    """Names of the migrations that `migrate` would apply."""
    async with await open_context(url) as context:
        return [step.name for step in await _todo(context.db())]


async def _apply(step: Migration, state: State, conn: BaseDBAsyncClient) -> None:
    async with in_transaction(conn.connection_name) as tx:
        for one in step.operations:
            before = state if isinstance(one, OWN) else state.clone()  # cloning is most of the time
            one.state_forward(APP, state)
            await one.database_forward(APP, before, state, _editor(tx))
        await MigrationRecorder(tx).record_applied(APP, step.name)


async def _todo(conn: BaseDBAsyncClient) -> list[Migration]:
    applied = {key.name for key in await MigrationRecorder(conn).applied_migrations()}
    return [step for step in await _all_steps(conn) if step.name not in applied]


async def _state_before(todo: list[Migration], conn: BaseDBAsyncClient) -> State:
    """The models as they were before the first step to do."""
    state = State(models={}, apps=StateApps(default_connections={APP: conn.connection_name}))
    waiting = {step.name for step in todo}
    for step in await _all_steps(conn):
        if step.name not in waiting:
            await step.apply(state, dry_run=True)
    return state


async def _all_steps(conn: BaseDBAsyncClient) -> list[Migration]:
    loader = MigrationLoader({APP: {"migrations": "orm.migrations"}}, MigrationRecorder(conn))
    await loader.build_graph()
    nodes = loader.graph.nodes
    order = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    return [step for key in order if isinstance(step := nodes[key], Migration)]


def _editor(conn: BaseDBAsyncClient) -> SqliteSchemaEditor | AsyncpgSchemaEditor:
    kind = SqliteSchemaEditor if sql.dialect(conn) == "sqlite" else AsyncpgSchemaEditor
    return kind(conn)


def _lock(url: str) -> AbstractAsyncContextManager[None]:
    credentials: dict[str, Any] = next(iter(settings(url)["connections"].values()))["credentials"]
    path = credentials.get("file_path")
    return _file_lock(Path(f"{path}.migrate.lock")) if path else _advisory_lock(url)


@asynccontextmanager
async def _file_lock(path: Path) -> AsyncIterator[None]:
    with path.open("w") as handle:
        await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
        yield


@asynccontextmanager
async def _advisory_lock(url: str) -> AsyncIterator[None]:
    """Hold a session lock in a transaction of its own; the server drops it if we die."""
    async with await open_context(url) as context:
        conn = context.db()
        async with in_transaction(conn.connection_name) as tx:
            await sql.rows("SELECT pg_advisory_xact_lock($1)", _LOCK, conn=tx)
            yield
