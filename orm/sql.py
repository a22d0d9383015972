"""Raw SQL with one text for both databases: `$1` placeholders, rows as dictionaries."""

import re
from collections.abc import Sequence
from typing import Any, Literal

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.transactions import _get_connection

Dialect = Literal["sqlite", "postgres"]
_PLACEHOLDER = re.compile(r"\$(\d+)")


def connection() -> BaseDBAsyncClient:
    """The connection of this task: the open transaction if there is one."""
    return _get_connection(None)


def dialect(conn: BaseDBAsyncClient | None = None) -> Dialect:
    """`sqlite` or `postgres`."""
    return "sqlite" if (conn or connection()).capabilities.dialect == "sqlite" else "postgres"


def in_tx() -> bool:
    """Whether this task is inside a transaction."""
    return isinstance(connection(), TransactionalDBClient)


async def rows(
    sql: str, *values: object, conn: BaseDBAsyncClient | None = None
) -> list[dict[str, Any]]:
    """Run one statement and return its rows, also those of RETURNING."""
    conn = conn or connection()
    return await conn.execute_query_dict(_text(sql, conn), list(values))


async def run(sql: str, *values: object, conn: BaseDBAsyncClient | None = None) -> int:
    """Run one UPDATE or DELETE and return how many rows it touched (never for an INSERT)."""
    conn = conn or connection()
    count, _ = await conn.execute_query(_text(sql, conn), list(values))
    return count


async def many(
    sql: str, values: Sequence[Sequence[Any]], conn: BaseDBAsyncClient | None = None
) -> None:
    """Run one statement once per row of values."""
    conn = conn or connection()
    await conn.execute_many(_text(sql, conn), [list(row) for row in values])


def _text(sql: str, conn: BaseDBAsyncClient) -> str:
    return _PLACEHOLDER.sub(r"?\1", sql) if dialect(conn) == "sqlite" else sql
