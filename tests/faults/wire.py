"""PostgreSQL's own wire: the gateway reaches its database through a proxy that sees COMMIT."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import parse_qsl, urlsplit

from tests.faults.proxy import Cut, Proxy, Rule, Way
from tests.faults.stand import Stand

COMMIT, COMMITTED = b"COMMIT;\0", b"COMMIT\0"


async def through(stand: Stand, rule: Rule | None = None) -> Proxy:
    """A relay to the database server; the gateway is told to use it from its next start."""
    where = urlsplit(stand.db.url)
    options = dict(parse_qsl(where.query))
    relay = await stand.proxy(f"{options['host']}/.s.PGSQL.{options['port']}", rule)
    url = f"postgres://{options['user']}@127.0.0.1:{relay.port}{where.path}"
    stand.gateway.env["LIUHEN_DATABASE"] = url
    return relay


class AtCommit(Rule):
    """Acts at the commit of a batch of punches: before it reaches the server, or at its answer.

    A batch is known by the local times of its punches, which no other statement carries.
    """

    def __init__(self, mark: bytes, *, after: bool, times: int = 1, skip: int = 0) -> None:
        super().__init__()
        self.act: Callable[[], Awaitable[object]] = _nothing
        self._mark, self._after, self._times, self._skip = mark, after, times, skip
        self._armed = False

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if way is Way.UP and self._mark in data:
            self._armed = True
        if not self._now(way, data):
            yield data
            return
        self._armed = False
        if self._skip:
            self._skip -= 1
            yield data
            return
        self.hits += 1
        await self.act()
        raise Cut

    def _now(self, way: Way, data: bytes) -> bool:
        if not self._armed or self.hits >= self._times:
            return False
        if self._after:
            return way is Way.DOWN and COMMITTED in data
        return way is Way.UP and COMMIT in data


class SlowCommit(Rule):
    """Every COMMIT waits on its way to the server."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if way is Way.UP and COMMIT in data:
            self.hits += 1
            await asyncio.sleep(self._seconds)
        yield data


async def _nothing() -> None:
    """Only the cut."""
