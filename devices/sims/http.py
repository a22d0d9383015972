"""One HTTP request as a terminal's firmware makes it: plain, one connection each, no redirects."""

import asyncio
from dataclasses import dataclass

_MAX_REPLY = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of a reply; status 0 when there was none in time."""

    status: int
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to send requests, and with which secret."""

    host: str
    port: int
    secret: str = ""
    timeout: float = 15.0


async def send(
    server: Server, method: str, target: str, body: bytes = b"", *, cut: int = 0, deaf: bool = False
) -> Answer:
    """Send a request; `cut` hangs up so many bytes before its end, `deaf` before the answer."""
    request = _request(server, method, target, body)
    try:
        async with asyncio.timeout(server.timeout):
            return await _talk(server, request[: len(request) - cut], deaf=deaf or cut > 0)
    except (OSError, TimeoutError, ValueError):
        return Answer(0)


def _request(server: Server, method: str, target: str, body: bytes) -> bytes:
    lines = [
        f"{method} {target} HTTP/1.1",
        f"Host: {server.host}:{server.port}",
        "User-Agent: iClock Proxy/1.09",
        "Connection: close",
    ]
    if server.secret:
        lines.append(f"Authorization: Device {server.secret}")
    if method == "POST":
        lines += ["Content-Type: application/octet-stream", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _talk(server: Server, request: bytes, *, deaf: bool) -> Answer:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        writer.write(request)
        await writer.drain()
        if deaf:
            return Answer(0)
        reply = await reader.read(_MAX_REPLY)
        while more := await reader.read(_MAX_REPLY):
            reply += more
    finally:
        writer.close()
    head, _, body = reply.partition(b"\r\n\r\n")
    return Answer(int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/") else 0, body)
