"""A TCP relay that misbehaves on order: one rule object, changed at any moment, counts what it did.

UP is from the client that connects to the target, DOWN is back.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from random import Random

_BLOCK = 65_536


class Way(Enum):
    """Which half of a connection."""

    UP = "up"
    DOWN = "down"


class Cut(Exception):  # noqa: N818 - an order, not a mistake
    """End this connection now, with a reset."""


class Rule:
    """Lets everything pass; the others are changes of it. `hits` counts what was really done."""

    def __init__(self) -> None:
        self.hits = 0

    async def admit(self) -> bool:
        """Say whether a new connection may be made."""
        return True

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        """Yield what goes on instead of `data`; raise Cut to end the connection."""
        yield data


class Refuse(Rule):
    """Nobody comes in; what is open goes down at its next byte."""

    async def admit(self) -> bool:
        self.hits += 1
        return False

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        self.hits += 1
        if data:
            raise Cut
        yield data


class Hole(Rule):
    """A pulled cable: connections stay, bytes vanish; without `ways` both ways."""

    def __init__(self, *ways: Way) -> None:
        super().__init__()
        self._ways = ways or tuple(Way)

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if way in self._ways:
            self.hits += 1
            return
        yield data


class CutAfter(Rule):
    """Reset connections after so many bytes of one way: one offset a connection, then none."""

    def __init__(self, way: Way, *offsets: int) -> None:
        super().__init__()
        self._way, self._offsets = way, list(offsets)
        self._seen = 0

    async def admit(self) -> bool:
        self._seen = 0
        return True

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if way is not self._way or not self._offsets:
            yield data
            return
        room = self._offsets[0] - self._seen
        self._seen += len(data)
        if room > len(data):
            yield data
            return
        self.hits += 1
        del self._offsets[0]
        yield data[: max(0, room)]
        raise Cut


class Rechunk(Rule):
    """Split at random, down to single bytes, and merge what waits: other packets, same stream."""

    def __init__(self, seed: int, most: int = 40) -> None:
        super().__init__()
        self._random, self._most = Random(seed), most

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        at, coarse = 0, max(self._most, len(data) // 50)
        while at < len(data):
            step = self._random.choice((1, self._random.randint(1, coarse)))
            self.hits += 1
            yield data[at : at + step]
            at += step
            await asyncio.sleep(0)


class Slow(Rule):
    """Every block waits `seconds`; with `step` blocks are cut to so many bytes first."""

    def __init__(self, seconds: float, step: int = _BLOCK, way: Way | None = None) -> None:
        super().__init__()
        self._seconds, self._step, self._way = seconds, step, way

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if self._way not in (None, way):
            yield data
            return
        for at in range(0, len(data), self._step):
            self.hits += 1
            await asyncio.sleep(self._seconds)
            yield data[at : at + self._step]


class OnSight(Rule):
    """Call `act` when a word passes; what follows on either way is held back for ever."""

    def __init__(
        self,
        way: Way,
        word: bytes,
        act: Callable[[], Awaitable[object]],
        *,
        forward: bool,
        skip: int = 0,
    ) -> None:
        super().__init__()
        self._way, self._word, self._act = way, word, act
        self._forward, self._skip = forward, skip

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if self.hits:
            return
        if way is not self._way or self._word not in data:
            yield data
            return
        if self._skip:
            self._skip -= 1
            yield data
            return
        self.hits += 1
        if self._forward:
            yield data
        await self._act()
        raise Cut


class Record(Rule):
    """Keeps the client's bytes, one entry a connection, to play them again."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    async def admit(self) -> bool:
        self.sent.append(b"")
        return True

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if way is Way.UP:
            self.hits += 1
            self.sent[-1] += data
        yield data


@dataclass(slots=True)
class Proxy:
    """One listening port; `target` and `rule` may be exchanged while connections are open."""

    target: int | str
    rule: Rule = field(default_factory=Rule)
    port: int = 0
    connections: int = 0
    bytes_seen: int = 0
    _links: set[asyncio.Task[None]] = field(default_factory=set)

    def cut_all(self) -> int:
        """Reset every open connection."""
        for task in self._links:
            task.cancel()
        return len(self._links)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._links.add(task)
        self.connections += 1
        try:
            if await self.rule.admit():
                await self._relay(reader, writer)
        except asyncio.CancelledError:
            pass  # cut_all: asyncio would log a cancelled handler as an error
        finally:
            self._links.discard(task)
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, onward = await _connect(self.target)
        except OSError:
            return
        pumps = [
            asyncio.ensure_future(self._pump(Way.UP, reader, onward)),
            asyncio.ensure_future(self._pump(Way.DOWN, there, writer)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            onward.transport.abort()
            for one in pumps:
                one.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(
        self, way: Way, source: asyncio.StreamReader, drain: asyncio.StreamWriter
    ) -> None:
        """Carry one way until it ends; raises ConnectionError or Cut when the link is over."""
        while data := await source.read(_BLOCK):
            self.bytes_seen += len(data)
            async for piece in self.rule.pieces(way, data):
                drain.write(piece)
                await drain.drain()
        if isinstance(self.rule, Hole):
            await asyncio.Event().wait()  # a pulled cable carries no goodbye
        with suppress(OSError):
            drain.write_eof()


@asynccontextmanager
async def proxy(target: int | str, rule: Rule | None = None) -> AsyncIterator[Proxy]:
    """A relay to a loopback port or a unix socket, on a port of its own."""
    relay = Proxy(target, rule or Rule())
    server = await asyncio.start_server(relay._accept, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        relay.cut_all()
        await asyncio.gather(*relay._links, return_exceptions=True)


async def _connect(target: int | str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if isinstance(target, str):
        return await asyncio.open_unix_connection(target)
    return await asyncio.open_connection("127.0.0.1", target)
