"""A recording TCP proxy: whatever passes is passed on at once, and kept with its cuts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_PIECE = 65_536
MOST = 64 * 1024 * 1024
"""Bytes kept in one capture; what comes after is passed on and not kept."""


@dataclass(slots=True)
class Passed:
    """One connection: its segments in order, each with whether the client sent it."""

    segments: list[tuple[bool, bytes]] = field(default_factory=list)

    @property
    def asked(self) -> bytes:
        """Everything the client sent."""
        return b"".join(data for client, data in self.segments if client)


@dataclass(slots=True)
class Recording:
    """What passed so far."""

    port: int = 0
    connections: list[Passed] = field(default_factory=list)
    kept: int = 0

    def keep(self, passed: Passed, data: bytes, *, client: bool) -> None:
        """Keep one segment while there is room."""
        if self.kept + len(data) <= MOST:
            self.kept += len(data)
            passed.segments.append((client, data))


@asynccontextmanager
async def recording(listen: tuple[str, int], target: tuple[str, int]) -> AsyncIterator[Recording]:
    """Listen on an address (port 0: a free one) and pass everything on to another."""
    kept = Recording()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = Passed()
        kept.connections.append(passed)
        try:
            there, back = await asyncio.open_connection(*target)
        except OSError:
            writer.close()
            return
        async with asyncio.TaskGroup() as both:
            both.create_task(_pump(reader, back, kept, passed, client=True))
            both.create_task(_pump(there, writer, kept, passed, client=False))

    server = await asyncio.start_server(serve, *listen)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    kept: Recording,
    passed: Passed,
    *,
    client: bool,
) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(_PIECE):
            kept.keep(passed, data, client=client)
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(ConnectionError):
        writer.close()
