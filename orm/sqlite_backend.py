"""SQLite with BEGIN IMMEDIATE: a transaction that will write takes the lock before it reads.

Deferred BEGIN fails at once with "database is locked" when two processes read and then write,
whatever busy_timeout says. Every transaction of the house may write, so all begin immediate.
"""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from tortoise.backends.base.client import (
    BaseDBAsyncClient,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

R = TypeVar("R")


class _Wrapper(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class _Context(SqliteTransactionContext):
    """Gives the connection back when BEGIN fails or is cancelled; upstream keeps the lock."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            if self.connection._connection:  # noqa: SLF001 - a BEGIN may be under way in the thread
                await self.connection.rollback()
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        client: TransactionalDBClient = self.connection
        return client


class SqliteImmediateClient(SqliteClient):
    """The stock client, but for how a transaction begins."""

    def _in_transaction(self) -> TransactionContext:
        return _Context(_Wrapper(self), self._lock)


async def in_thread(conn: BaseDBAsyncClient, work: Callable[[sqlite3.Connection], R]) -> R:
    """Run several statements in one visit to the connection's thread."""
    async with conn.acquire_connection() as raw:
        result: R = await raw._execute(work, raw._conn)  # noqa: SLF001 - no public name for it
    return result


client_class = SqliteImmediateClient
