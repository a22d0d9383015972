"""This gateway's place at the broker: its client id, held against others, and what others left."""

import asyncio
import contextlib
import hashlib
import logging
import socket
from datetime import datetime
from urllib.parse import unquote

from gateway import holder, mqtt
from gateway.collector import Collector
from gateway.health import Watch
from gateway.metrics import Metrics
from gateway.mqtt import ClientIdTakenError, Wire
from gateway.mqtt_session import MqttSession
from gateway.roll import Roll
from gateway.strangers import Strangers
from hr import broker_sessions, clock
from hr.broker_sessions import Claim
from hr.gateway import NotStoredError
from hr.settings import Settings

_RETRY = 2.0
_LOOK = 5.0
_QUIET = 3.0
_LEFT = 28.0
_PAUSE, _LONGEST_PAUSE = 60.0, 300.0
_log = logging.getLogger(__name__)


def client_id_of(settings: Settings) -> str:
    """The client id of this host: the broker keeps its session by it, so it must stay the same."""
    return f"liuhen-gateway-{settings.gateway_name or socket.gethostname()}"[:64]


def group_of(settings: Settings) -> str:
    """The shared group of several gateways, "" when each hears everything.

    Secret, because mosquitto lets anybody join a group and drops what he may not read.
    """
    if not settings.mqtt_shared:
        return ""
    password = unquote(mqtt.address(settings.mqtt_url).password or "")
    return f"liuhen-{hashlib.sha256(f'group:{password}'.encode()).hexdigest()[:24]}"


class MqttService:
    """Holds the client id, runs the session, and empties the sessions of gateways that are gone."""

    def __init__(
        self,
        settings: Settings,
        roll: Roll,
        collector: Collector,
        watch: Watch,
        strangers: Strangers,
        metrics: Metrics,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._shared = (roll, collector, watch, strangers)
        self._client_id = client_id_of(settings)
        self._holder = holder.me()
        self._held: set[str] = set()
        self._seen: dict[str, tuple[datetime, float]] = {}
        self._pause = _PAUSE

    async def run(self) -> None:
        """Serve until cancelled; under a name that somebody else uses, wait for it."""
        try:
            while True:
                known = await self._hold() == "known"
                try:
                    await self._serve(known=known)
                except* ClientIdTakenError:
                    await self._give_way()
        finally:
            for name in tuple(self._held):
                with contextlib.suppress(NotStoredError):
                    await broker_sessions.leave(name, self._holder)

    async def _serve(self, *, known: bool) -> None:
        wire = Wire(self._settings.mqtt_url, self._client_id, group_of(self._settings))
        self._metrics.wire = wire
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renew())
            if self._settings.mqtt_shared:
                tasks.create_task(self._adopt())
            await MqttSession(wire, *self._shared, known=known).run()

    async def _hold(self) -> Claim:
        """Take our client id, however long another gateway has it; say once that it has."""
        told = False
        while True:
            with contextlib.suppress(NotStoredError):
                found = await self._claim(self._client_id)
                if found != "taken":
                    self._held.add(self._client_id)
                    return found
                if not told:
                    self._complain("MQTT is off here until it stops")
                told = True
            await asyncio.sleep(_RETRY)

    async def _renew(self) -> None:
        """Keep what we hold; what storage cannot say, nobody else can take either."""
        while True:
            await asyncio.sleep(broker_sessions.RENEW_SECONDS)
            for name in tuple(self._held):
                with contextlib.suppress(NotStoredError):
                    if await self._claim(name) == "taken":
                        self._held.discard(name)
                        raise ClientIdTakenError(name)

    async def _adopt(self) -> None:
        """Empty the sessions of gateways that are gone: the broker goes on giving them messages."""
        while True:
            await asyncio.sleep(_LOOK)
            with contextlib.suppress(NotStoredError):
                for name, until in await broker_sessions.every():
                    if name not in self._held and self._still(name, until) > _LEFT:
                        await self._empty(name)

    async def _empty(self, name: str) -> None:
        if await self._claim(name) == "taken":
            return
        self._held.add(name)
        began = clock.monotonic()
        wire = Wire(self._settings.mqtt_url, name)
        try:
            await MqttSession(wire, *self._shared).empty(_QUIET)
            await broker_sessions.ended(name, self._holder)
            seconds = clock.monotonic() - began
            _log.warning("emptied what the broker held for %s, in %.0f s", name, seconds)
        finally:
            self._held.discard(name)

    async def _claim(self, name: str) -> Claim:
        """Take a name that is free: left, its process dead, or not renewed while we looked on."""

        def is_free(other: str, until: datetime) -> bool:
            unheard = self._still(name, until) > broker_sessions.LENGTH.total_seconds()
            return not other or unheard or holder.gone(other)

        return await broker_sessions.claim(name, self._holder, is_free)

    def _still(self, name: str, until: datetime) -> float:
        """For how many of our own seconds a claim has stood as it is: clocks of hosts differ."""
        now = clock.monotonic()
        known, since = self._seen.get(name, (None, now))
        if known != until:
            since = now
            self._seen[name] = (until, now)
        return now - since

    async def _give_way(self) -> None:
        """Somebody outside our database uses our name: leave it to him, try again much later."""
        self._complain(f"MQTT is off here for {self._pause:g} s")
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _complain(self, what: str) -> None:
        _log.error(
            "another gateway uses the MQTT client id %s: %s. Give this one a name of its own"
            " (LIUHEN_GATEWAY_NAME), or stop the other.",
            self._client_id,
            what,
        )
