"""The ADMS listener: a head is judged before a byte of its body is read; 200 only after the commit.

Plain ASGI under uvicorn: no redirect, no HTML, no chunks; Content-Length and a GMT Date always.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn

from devices.driver import Terminal
from devices.exchange import RETRY, HttpExchange, Reply
from devices.protocols import adms
from gateway.collector import Collector
from gateway.health import Watch
from gateway.metrics import PATH as METRICS
from gateway.metrics import Metrics
from gateway.roll import Roll, as_device, settings_of
from gateway.strangers import Strangers
from hr import clock, gateway
from hr.gateway import Enrolled, NotStoredError
from rules.problem import refuse

MAX_BODY = 2 * 1024 * 1024
_BODY_SECONDS = 30.0
_QUIET_SIGNALS = {"template_discarded"}
_log = logging.getLogger(__name__)

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Listener:
    """The ASGI application."""

    def __init__(
        self,
        roll: Roll,
        collector: Collector,
        watch: Watch,
        strangers: Strangers,
        metrics: Metrics,
    ) -> None:
        self._roll = roll
        self._collector = collector
        self._watch = watch
        self._strangers = strangers
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == "/healthz":
            await _answer(send, self._own_health())
            return
        if scope["path"] == METRICS:
            await self._metrics(scope, send)
            return
        reply = await self._reply(scope, receive)
        if reply is not None:
            await _answer(send, reply)

    def _own_health(self) -> Reply:
        down = self._collector.down
        return Reply(status=503 if down else 200, body=b"storage" if down else b"ok")

    async def _reply(self, scope: Scope, receive: Receive) -> Reply | None:
        if not self._roll.known:
            return RETRY
        admission = adms.admit(_head(scope), self._known)
        if isinstance(admission, HttpExchange):
            return self._refused(admission, scope)
        if admission.length > MAX_BODY:
            return Reply(status=413, body=b"ERROR: the body is too large")
        body = await _body(receive, admission)
        to = self._roll.find(admission.terminal.serial, adms.PROTOCOL.code)
        if body is None or to is None:
            return None
        return await self._settle(to, adms.exchange(admission, body, _context(to)))

    async def _settle(self, to: Enrolled, found: HttpExchange) -> Reply:
        """Store what came, then say so."""
        if found.kind == "refused":
            return found.reply_ok
        try:
            await self._store(to, found)
        except NotStoredError:
            return found.reply_retry
        self._watch.heard(to, found.facts)
        return found.reply_ok

    async def _store(self, to: Enrolled, found: HttpExchange) -> None:
        batch = found.batch
        if batch and (batch.events or batch.unreadable):
            await self._collector.once(to, batch, _stamp(to, found))
        elif found.stamp:
            await gateway.remember(to, _stamp(to, found))
        if found.users:
            await gateway.users_seen(to, found.users)
        if heard := [one for one in found.signals if one.code not in _QUIET_SIGNALS]:
            await gateway.signals(to, heard)

    def _refused(self, found: HttpExchange, scope: Scope) -> Reply:
        if found.serial:
            address = (scope.get("client") or ("",))[0]
            self._strangers.saw(found.serial, adms.PROTOCOL.code, found.reason, address)
        return found.reply_ok

    def _known(self, serial: str) -> Terminal | None:
        found = self._roll.find(serial, adms.PROTOCOL.code)
        return as_device(found) if found else None


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(host: str, port: int) -> socket.socket:
    """Listen, or refuse with one clear line."""
    try:
        return socket.create_server((host, port), backlog=512)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise refuse(
            "gateway_port",
            f"设备网关没能在 {host}:{port} 监听（{why}），端口可能被占用。"
            "换一个 LIUHEN_GATEWAY_PORT 再试。",
            f"The gateway could not listen on {host}:{port} ({why}); the port may be "
            "taken. Choose another LIUHEN_GATEWAY_PORT.",
            where="LIUHEN_GATEWAY_PORT",
        ) from error


def server(app: Listener) -> Server:
    """A uvicorn server for the listener; give its `serve` the bound socket."""
    return Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=65,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=16_384,
        )
    )


def _head(scope: Scope) -> adms.Head:
    query = scope["query_string"].decode("latin-1")
    path = scope["path"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return adms.Head(
        method=scope["method"], target=f"{path}?{query}" if query else path, headers=headers
    )


async def _body(receive: Receive, admission: adms.Admission) -> bytes | None:
    """Read the announced body; None when the terminal leaves or dawdles."""
    kept = bytearray()
    seen = 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                part = message.get("body", b"")
                seen += len(part)
                if admission.keep_body:
                    kept += part
                if seen > admission.length or not message.get("more_body"):
                    return bytes(kept)
    except TimeoutError:
        return None


def _context(to: Enrolled) -> adms.Context:
    here = clock.now().astimezone(ZoneInfo(to.zone))
    return adms.Context(
        settings=settings_of(adms.AdmsSettings, to),
        now_iso=here.isoformat(timespec="seconds"),
        stamps=to.notes.get("stamps", {}),
    )


def _stamp(to: Enrolled, found: HttpExchange) -> dict[str, Any]:
    """The upload stamp of a batch, to be kept together with it."""
    if not found.stamp:
        return {}
    table, value = found.stamp
    return {"stamps": {**to.notes.get("stamps", {}), table: value}}


async def _answer(send: Send, reply: Reply) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(reply.body))]
    if reply.status >= 400:
        headers.append((b"connection", b"close"))  # an unread body is not waited for
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
