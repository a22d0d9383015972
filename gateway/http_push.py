"""The ADMS listener: a head is judged before a byte of its body is read; 200 only after the commit.

Plain ASGI under uvicorn: no redirect, no HTML, no chunks; Content-Length and a GMT Date always.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn

from devices.driver import Batch, Terminal
from devices.exchange import RETRY, HttpExchange, Reply
from devices.protocols import adms
from gateway import zone_watch
from gateway.adms_counts import AdmsCounts
from gateway.adms_orders import AdmsOrders
from gateway.collector import Collector
from gateway.health import Watch
from gateway.http_wire import Wire
from gateway.metrics import PATH as METRICS
from gateway.metrics import Metrics
from gateway.roll import Roll, as_device, settings_of
from gateway.strangers import Strangers
from gateway.zone_watch import ZoneWatch
from hr import clock, gateway
from hr.gateway import Enrolled, NotStoredError
from rules.problem import refuse

MAX_BODY = 2 * 1024 * 1024
_BODY_SECONDS = 30.0
_QUIET_SIGNALS = {"template_discarded"}
_STAMP = "stamp "
_TOO_LARGE = Reply(status=413, body=b"ERROR: the body is too large")
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
        self._orders = AdmsOrders()
        self._zones = ZoneWatch()
        self._counts = AdmsCounts()

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
            return _TOO_LARGE
        admission = replace(admission, limit=min(admission.limit, MAX_BODY))
        body = await _body(receive, admission)
        to = self._roll.find(admission.terminal.serial, adms.PROTOCOL.code)
        if isinstance(body, Reply) or body is None or to is None:
            return body if isinstance(body, Reply) else None
        context = await self._context(to, admission)
        return await self._settle(to, admission, adms.exchange(admission, body, context))

    async def _context(self, to: Enrolled, admission: adms.Admission) -> adms.Context:
        """What is known of the terminal; for a poll also what it is owed."""
        context = _context(to)
        if not adms.asks_for_orders(admission):
            return context
        now = context.here(admission.terminal)
        return replace(context, commands=await self._orders.due(to, now, context))

    async def _settle(self, to: Enrolled, admission: adms.Admission, found: HttpExchange) -> Reply:
        """Store what came, then say so."""
        if found.kind == "refused":
            self._strangers.saw(to.serial, to.protocol, found.reason)
            return found.reply_ok
        try:
            await self._store(to, found)
            if found.kind == "poll":
                await self._counts.weigh(to)
            elif adms.greets(admission):
                await self._orders.greeted(to)
        except NotStoredError:
            return found.reply_retry
        if found.facts and found.facts.records is not None:
            self._counts.claimed(to, found.facts.records)
        self._watch.heard(to, found.facts)
        return found.reply_ok

    async def _store(self, to: Enrolled, found: HttpExchange) -> None:
        batch, notes = found.batch, _notes(to, found)
        if batch and (batch.events or batch.unreadable):
            await self._collector.once(to, batch, notes)
            self._counts.moved(to)
            await self._check_zone(to, batch)
        elif notes:
            await gateway.remember(to, notes)
        if found.users:
            await gateway.users_seen(to, found.users)
        if heard := [one for one in found.signals if one.code not in _QUIET_SIGNALS]:
            await gateway.signals(to, heard)
        if found.results:
            await self._orders.answered(to, found.results)

    async def _check_zone(self, to: Enrolled, batch: Batch) -> None:
        off = self._zones.look(to, batch)
        if off is None:
            return
        await gateway.remember(to, {zone_watch.NOTE: off})
        if off:
            await gateway.signals(to, [zone_watch.signal(off, clock.now())])
        self._zones.told(to, off)

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
            http=Wire,
            lifespan="off",
            ws="none",
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=65,
            timeout_graceful_shutdown=3,
        )
    )


def _head(scope: Scope) -> adms.Head:
    query = scope["query_string"].decode("latin-1")
    path = scope["path"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return adms.Head(
        method=scope["method"], target=f"{path}?{query}" if query else path, headers=headers
    )


async def _body(receive: Receive, admission: adms.Admission) -> bytes | Reply | None:
    """Read the body; a reply when it is too long or dawdles, None when the terminal leaves."""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _read(receive, admission)
    except TimeoutError:
        return Reply(status=408, body=b"ERROR: too slow")


async def _read(receive: Receive, admission: adms.Admission) -> bytes | Reply | None:
    kept = bytearray()
    seen = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        seen += len(part)
        if seen > admission.limit:
            return _TOO_LARGE
        if admission.keep_body:
            kept += part
        announced = admission.length != adms.CHUNKED
        if (announced and seen > admission.length) or not message.get("more_body"):
            return bytes(kept)


def _context(to: Enrolled) -> adms.Context:
    here = clock.now().astimezone(ZoneInfo(to.zone))
    return adms.Context(
        settings=settings_of(adms.AdmsSettings, to),
        now_iso=here.isoformat(timespec="seconds"),
        stamps={
            key.removeprefix(_STAMP): str(value)
            for key, value in to.notes.items()
            if key.startswith(_STAMP)
        },
        dialect=str(to.notes.get("dialect", "")),
    )


def _notes(to: Enrolled, found: HttpExchange) -> dict[str, Any]:
    """What is to be remembered with this request: the upload's stamp, the terminal's dialect.

    Each table's stamp is a note of its own, so that two uploads at once keep both.
    """
    notes = {key: value for key, value in found.notes.items() if to.notes.get(key) != value}
    if found.stamp:
        table, value = found.stamp
        notes[_STAMP + table] = value
    return notes


async def _answer(send: Send, reply: Reply) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(reply.body))]
    if reply.status >= 400:
        headers.append((b"connection", b"close"))  # an unread body is not waited for
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
