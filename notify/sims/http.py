"""A small HTTP/1.1 server that hands over the raw bytes and may cut the line."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

HEAD_LIMIT = 32 * 1024
BODY_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came: raw path and query, header values by lower-case name, body."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """A status and a JSON body."""

    status: int
    body: object


Answer = Callable[[Request], Awaitable[Response | None]]


async def listen(port: int, answer: Answer) -> asyncio.Server:
    """Serve on the loopback; an answer of None cuts the connection without a word."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            while request := await _read(reader):
                response = await answer(request)
                if response is None:
                    writer.transport.abort()
                    return
                writer.write(_written(response))
                await writer.drain()
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", port, limit=HEAD_LIMIT)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    named = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in named}
    length = min(int(headers.get("content-length", "0")), BODY_LIMIT)
    path, _, query = target.partition("?")
    body = await reader.readexactly(length)
    return Request(method=method, path=path, query=query, headers=headers, body=body)


def _written(response: Response) -> bytes:
    body = json.dumps(response.body, ensure_ascii=False).encode()
    head = f"HTTP/1.1 {response.status} -\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
