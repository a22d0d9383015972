"""What arrives over MQTT, from whom, and in which order: store, then acknowledge, then answer."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from devices.clock import show_local
from devices.exchange import MqttExchange
from devices.protocols import mqtt_attend, mqtt_face
from devices.protocols.mqtt_face import MqttFaceSettings
from gateway.collector import Collector, merge
from gateway.health import Watch
from gateway.mqtt import Arrival, Wire
from gateway.roll import Roll, as_device, settings_of
from gateway.strangers import Strangers
from hr import clock, gateway, ids
from hr.gateway import Enrolled, NotStoredError

_FACE, _ATTEND = mqtt_face.PROTOCOL.code, mqtt_attend.PROTOCOL.code
_MOST = 500
_TICK = 1.0
_SILENCE = 300.0
_OVERLAP = timedelta(minutes=10)
_log = logging.getLogger(__name__)

Read = tuple[Arrival, MqttExchange]


class MqttSession:
    """Runs until it is cancelled; raises when its network thread dies, to be started anew."""

    def __init__(
        self, wire: Wire, roll: Roll, collector: Collector, watch: Watch, strangers: Strangers
    ) -> None:
        self._wire = wire
        self._roll = roll
        self._collector = collector
        self._watch = watch
        self._strangers = strangers
        self._unknown: list[tuple[float, Arrival]] = []
        self._met: set[str] = set()
        self._owed: dict[str, datetime] = {}

    async def run(self) -> None:
        """Drain, store, acknowledge, for ever."""
        self._subscribe()
        self._wire.start()
        try:
            while True:
                arrivals = await self._wire.drain(_MOST, _TICK)
                await self._handle(arrivals)
                await self._look_again()
                self._subscribe()
                self._wire.check(_SILENCE)
                if self._wire.session_lost.is_set():
                    self._note_loss()
        finally:
            await asyncio.to_thread(self._wire.stop)

    def _subscribe(self) -> None:
        filters = dict(mqtt_attend.SUBSCRIPTIONS)
        for settings in self._face_settings():
            filters |= mqtt_face.subscriptions(settings)
        self._wire.subscribe(filters)

    def _face_settings(self) -> list[MqttFaceSettings]:
        """One settings object per topic prefix in use, the usual one always."""
        used = {settings_of(MqttFaceSettings, one).prefix for one in self._roll.speaking(_FACE)}
        return [MqttFaceSettings(prefix=one) for one in sorted(used | {MqttFaceSettings().prefix})]

    async def _handle(self, arrivals: Sequence[Arrival]) -> None:
        """Read every message, then settle each terminal's in one transaction."""
        terminals: dict[str, Enrolled] = {}
        found: dict[str, list[Read]] = defaultdict(list)
        for arrival in arrivals:
            serial, protocol = self._sender(arrival)
            to = self._roll.find(serial, protocol)
            if to is None:
                self._unknown.append((clock.monotonic(), arrival))
                continue
            terminals[serial] = to
            found[serial].append((arrival, _read(arrival, to)))
        for serial, read in found.items():
            await self._settle(terminals[serial], read)

    async def _settle(self, to: Enrolled, read: Sequence[Read]) -> None:
        batches = [
            found.batch
            for _, found in read
            if found.batch and (found.batch.events or found.batch.unreadable)
        ]
        if batches:
            await self._collector.keep(to, merge(batches))
        self._wire.acknowledge(arrival for arrival, _ in read)
        for _, found in read:
            for message in found.after_commit:
                self._wire.publish(message.topic, message.payload)
            await self._note(to, found)

    async def _note(self, to: Enrolled, found: MqttExchange) -> None:
        """Health, warnings, and at first contact the demand to replay until acknowledged."""
        if found.kind == "refused":
            self._strangers.saw(to.serial, to.protocol, found.reason)
        else:
            self._watch.heard(to, found.facts)
        if found.signals:
            try:
                await gateway.signals(to, found.signals)
            except NotStoredError as error:
                _log.error("a signal of %s could not be kept: %s", to.serial, error)
        if to.protocol == _FACE:
            self._greet(to)

    def _greet(self, to: Enrolled) -> None:
        """Give a face terminal, now that it listens, the orders that wait for it."""
        if to.serial not in self._met:
            self._met.add(to.serial)
            self._order(to, mqtt_face.resume_command(ids.new_id()))
        since = self._owed.pop(to.serial, None)
        if since is not None:
            zone = ZoneInfo(to.zone)
            start = show_local((since - _OVERLAP).astimezone(zone))
            end = show_local(clock.now().astimezone(zone))
            self._order(to, mqtt_face.replay_command(ids.new_id(), start, end))

    def _order(self, to: Enrolled, body: dict[str, object]) -> None:
        message = mqtt_face.publish(to.serial, settings_of(MqttFaceSettings, to), body)
        self._wire.publish(message.topic, message.payload)

    def _sender(self, arrival: Arrival) -> tuple[str, str]:
        """The serial a message claims, and the protocol of its topic."""
        if serial := mqtt_attend.serial_of(arrival.topic):
            return serial, _ATTEND
        for settings in self._face_settings():
            if serial := mqtt_face.serial_of(arrival.topic, arrival.payload, settings):
                return serial, _FACE
        return "", ""

    async def _look_again(self) -> None:
        """Messages of unknown terminals wait for one more look at the roll, then they are counted.

        A terminal that was enrolled a second ago must not lose its first punch.
        """
        ready = [one for at, one in self._unknown if at < self._roll.read_at]
        self._unknown = [(at, one) for at, one in self._unknown if at >= self._roll.read_at]
        known = [one for one in ready if self._roll.find(*self._sender(one))]
        for one in ready:
            if one not in known:
                serial, protocol = self._sender(one)
                self._strangers.saw(serial, protocol or "mqtt", "unknown terminal")
                self._wire.acknowledge([one])
        await self._handle(known)

    def _note_loss(self) -> None:
        """The broker has lost our session: what it held for us must come from the terminals."""
        self._wire.session_lost.clear()
        for to in self._roll.speaking(_FACE):
            if since := to.last_seen_at or to.last_punch_at:
                self._owed.setdefault(to.serial, since)
        if self._owed:
            names = ", ".join(sorted(self._owed))
            _log.warning("the broker kept no session for us, so we ask again: %s", names)


def _read(arrival: Arrival, to: Enrolled) -> MqttExchange:
    if to.protocol == _ATTEND:
        return mqtt_attend.parse(arrival.topic, arrival.payload, as_device(to))
    return mqtt_face.parse(
        arrival.topic, arrival.payload, as_device(to), settings_of(MqttFaceSettings, to)
    )
