"""asyncpg with transactions that end completely when the server goes away under them.

Upstream keeps the pooled connection when BEGIN fails, which empties the pool, and stays inside a
transaction whose connection could not be given back, which leaves its task on a dead one forever.
"""

import logging
from types import TracebackType

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)
"""While the server is away it would log a traceback each second; who needs storage says it once."""


class _Context(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool  # noqa: SLF001 - upstream has no public name for it
        self.client._connection = await pool.acquire()  # noqa: SLF001 - as above
        try:
            await self.client.begin()
        except BaseException:
            await pool.release(self.client._connection)  # noqa: SLF001 - as above
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            await super().__aexit__(exc_type, exc_val, exc_tb)
        finally:
            if get_connections().get(self.connection_name) is self.client:
                get_connections().reset(self.token)


class PostgresClient(AsyncpgDBClient):
    """The stock client, but for how a transaction begins."""

    def _in_transaction(self) -> TransactionContext:
        return _Context(TransactionWrapper(self), self._pool_init_lock)


client_class = PostgresClient
