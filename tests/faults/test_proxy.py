"""The fault proxy: it must really do what a run says it did."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.faults.proxy import (
    CutAfter,
    Hole,
    OnSight,
    Proxy,
    Rechunk,
    Refuse,
    Rule,
    Slow,
    Way,
    proxy,
)


@asynccontextmanager
async def echo(rule: Rule) -> AsyncIterator[Proxy]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1000):
                writer.write(data)
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with proxy(server.sockets[0].getsockname()[1], rule) as relay:
        yield relay
    server.close()
    await asyncio.sleep(0.01)  # what is aborted is closed in the loop's next round


async def talk(relay: Proxy, text: bytes, seconds: float = 2) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
    try:
        writer.write(text)
        writer.write_eof()
        async with asyncio.timeout(seconds):
            return await reader.read()
    finally:
        writer.close()


TEXT = bytes(range(256)) * 20


@pytest.mark.parametrize("rule", [Rule(), Rechunk(7), Slow(0.001, 1000)])
async def test_the_same_bytes_come_out(rule: Rule) -> None:
    async with echo(rule) as relay:
        assert await talk(relay, TEXT) == TEXT
        assert rule.hits > 5 or type(rule) is Rule


async def test_a_cut_passes_exactly_so_many_bytes_and_only_as_often_as_ordered() -> None:
    rule = CutAfter(Way.DOWN, 700)
    async with echo(rule) as relay:
        assert len(await _quiet(relay, TEXT)) in {0, 700}, "a reset may outrun the bytes"
        assert rule.hits == 1
        assert await talk(relay, TEXT) == TEXT


async def test_a_hole_swallows_and_says_nothing() -> None:
    rule = Hole()
    async with echo(rule) as relay:
        with pytest.raises(TimeoutError):
            await talk(relay, b"hello", 0.3)
        assert rule.hits == 1


async def test_refused_is_refused_and_a_word_is_seen_once() -> None:
    async with echo(Refuse()) as relay:
        assert await _quiet(relay, b"hello") == b""
        seen = []

        async def act() -> None:
            seen.append(1)

        relay.rule = OnSight(Way.UP, b"word", act, forward=False)
        assert await _quiet(relay, b"a word") == b""
        assert seen == [1]


async def _quiet(relay: Proxy, text: bytes) -> bytes:
    try:
        return await talk(relay, text)
    except ConnectionError:
        return b""
