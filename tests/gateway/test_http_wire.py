"""Slow and endless peers are cut off, and nobody else waits for them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from devices.sims.http import Server, send
from gateway import http_push, http_wire
from orm.models import Punch
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, House, build, gateway, until

HEAD = b"POST /iclock/cdata?SN=AD1&table=ATTLOG HTTP/1.1\r\nHost: x\r\n"
BODY = HEAD + b"Authorization: Device s3cret\r\nContent-Length: 900\r\n\r\n"
ROW = "1001\t2026-11-02 08:31:00\t0\t1\t0\t0\n"
PEERS = 50


@pytest.fixture
async def house(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> AsyncIterator[House]:
    house = await build(db, tmp_path, gateway_port=free_port())
    await house.enrol("adms", "AD1")
    async with gateway():
        await until(lambda: upload_works(house))
        yield house


async def upload_works(house: House) -> bool:
    server = Server(host="127.0.0.1", port=house.settings.gateway_port, secret=SECRET, timeout=5)
    answer = await send(server, "POST", "/iclock/cdata?SN=AD1&table=ATTLOG&Stamp=1", ROW.encode())
    return answer.status == 200


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def dribble(house: House, text: bytes) -> float:
    """Write a byte every twentieth of a second until cut off; returns how long that took."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
    with suppress(OSError):
        for byte in text + b"x" * 400:
            writer.write(bytes([byte]))
            await writer.drain()
            if reader.at_eof():
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(0.05):
                    await reader.read(1000)
    await close(writer)
    return time.monotonic() - began


@pytest.mark.parametrize("quick", [b"", BODY], ids=["head", "body"])
async def test_fifty_peers_that_dribble_are_cut_in_time_and_slow_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch, quick: bytes
) -> None:
    monkeypatch.setattr(http_wire, "HEAD_SECONDS", 1.5)
    monkeypatch.setattr(http_push, "_BODY_SECONDS", 1.5)
    text = b"GET /iclock/ping?SN=AD1 HTTP/1.1\r\nHost: " + b"x" * 400

    async def peer() -> float:
        if not quick:
            return await dribble(house, text)
        reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
        writer.write(quick)
        began = time.monotonic()
        with suppress(OSError):
            while not reader.at_eof():
                writer.write(b"1")
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await reader.read(1000)
        await close(writer)
        return time.monotonic() - began

    async with asyncio.TaskGroup() as tasks:
        peers = [tasks.create_task(peer()) for _ in range(PEERS)]
        await asyncio.sleep(0.3)
        began = time.monotonic()
        assert await upload_works(house)
        assert time.monotonic() - began < 1.0
    assert max(one.result() for one in peers) < 4.0
    assert await Punch.all().count() == 1


async def test_a_head_without_end_is_cut_at_its_limit(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
    sent = 0
    with suppress(OSError):
        writer.write(HEAD)
        while not reader.at_eof() and sent < 10 << 20:
            writer.write(b"X-%d: " % sent + b"y" * 1000 + b"\r\n")
            sent += 1000
            await writer.drain()
            await asyncio.sleep(0)
            with suppress(TimeoutError):
                async with asyncio.timeout(0.001):
                    await reader.read(1)
    await close(writer)
    assert sent < 2 << 20  # what the sockets' buffers held
    assert await upload_works(house)


async def test_a_connection_that_is_kept_serves_many_requests_and_may_rest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_wire, "HEAD_SECONDS", 0.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
    for _ in range(3):
        writer.write(b"GET /iclock/ping?SN=AD1 HTTP/1.1\r\nHost: x\r\n")
        writer.write(b"Authorization: Device s3cret\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\nOK")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.7)  # idle between requests is no slow head
    writer.write(b"GET /icl")
    async with asyncio.timeout(3):
        assert await reader.read() == b""  # but half a head is
    await close(writer)
