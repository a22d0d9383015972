"""What arrives over MQTT, from whom, and in which order: store, then acknowledge, then answer."""

import asyncio
import logging
from collections.abc import Sequence

from devices.exchange import MqttExchange
from gateway.collector import Collector, merge
from gateway.health import Watch
from gateway.mqtt import Wire
from gateway.mqtt_client import Arrival
from gateway.mqtt_loss import SYS, Loss
from gateway.mqtt_numbers import Numbers
from gateway.mqtt_orders import Orders
from gateway.mqtt_routes import Route, Routes
from gateway.roll import Roll
from gateway.strangers import Strangers
from hr import clock, gateway, ids
from hr.gateway import Enrolled, NotStoredError

_MOST = 1000
_TICK = 1.0
_SILENCE = 300.0
_MOST_UNKNOWN = 2000
_log = logging.getLogger(__name__)

Read = tuple[Arrival, MqttExchange]
Found = dict[str, tuple[Route, list[Read]]]


class MqttSession:
    """Runs until it is cancelled; raises when its network thread dies, to be started anew.

    `known`: the broker should have kept this client id's session, so a new one is a loss.
    """

    def __init__(
        self,
        wire: Wire,
        roll: Roll,
        collector: Collector,
        watch: Watch,
        strangers: Strangers,
        *,
        known: bool = True,
    ) -> None:
        self._wire = wire
        self._roll = roll
        self._routes = Routes(roll)
        self._collector = collector
        self._watch = watch
        self._strangers = strangers
        self._unknown: list[tuple[float, Arrival]] = []
        self._met: set[str] = set()
        self._orders = Orders(self._routes.of, wire.publish)
        self._numbers = Numbers()
        self._loss = Loss(wire.publish)
        self._known = known
        self._heard_at = clock.now()
        self._ticked = 0.0

    async def run(self) -> None:
        """Drain, store, acknowledge, for ever; one batch is read while the last is stored."""
        self._wire.subscribe({**self._routes.filters(), **SYS})
        self._wire.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                storing: asyncio.Task[None] | None = None
                while True:
                    found = self._read(await self._wire.drain(_MOST, _TICK))
                    if storing is not None:
                        await storing
                    storing = tasks.create_task(self._store(found))
                    if not found:
                        await storing
                    await self._tick()
        finally:
            await asyncio.to_thread(self._wire.stop)

    async def empty(self, seconds: float) -> None:
        """Store everything the broker holds for this client id, then end its session."""
        self._wire.start()
        quiet = clock.monotonic()
        try:
            while clock.monotonic() - quiet < seconds:
                if arrivals := await self._wire.drain(_MOST, _TICK):
                    quiet = clock.monotonic()
                await self._store(self._read(arrivals))
                await self._look_again()
                self._wire.check(_SILENCE)
                quiet = quiet if self._wire.connected and not self._unknown else clock.monotonic()
        finally:
            await asyncio.to_thread(self._wire.stop, forget=True)

    async def _tick(self) -> None:
        """What is done about once a second, however much arrives."""
        now = clock.monotonic()
        if now - self._ticked < _TICK:
            return
        self._ticked = now
        await self._look_again()
        self._wire.subscribe(self._routes.filters())
        self._wire.check(_SILENCE)
        self._note_loss()
        await self._loss.beat()
        await self._numbers.beat()
        await self._orders.beat(self._routes.everybody())

    def _read(self, arrivals: Sequence[Arrival]) -> Found:
        """Read every message, by terminal; those of strangers wait, the broker's own are news."""
        found: Found = {}
        for arrival in arrivals:
            topic, payload = arrival.topic, arrival.payload
            if topic.startswith("$SYS/"):
                self._broker_says(topic, payload)
                continue
            route = self._routes.find(topic, payload)
            if route.to is None:
                self._wait_or_count(route, arrival)
                continue
            known = found.get(route.serial)
            if known is None:
                known = found[route.serial] = (route, [])
            known[1].append((arrival, route.read(topic, payload)))
        return found

    async def _store(self, found: Found) -> None:
        """Settle each terminal's messages in one transaction."""
        for route, read in found.values():
            if route.to is not None:
                await self._settle(route, route.to, read)

    async def _settle(self, route: Route, to: Enrolled, read: Sequence[Read]) -> None:
        batches = [
            one.batch for _, one in read if one.batch and (one.batch.events or one.batch.unreadable)
        ]
        if batches:
            resends = route.family is not None and route.family.resends
            await self._numbers.meet(to, resends=resends)
            await self._collector.keep(to, merge(batches))
        self._wire.acknowledge([arrival for arrival, _ in read])
        self._wire.publish(*(message for _, one in read for message in one.after_commit))
        self._numbers.see(to, _numbers(read))
        self._heard_at = clock.now()
        await self._note(route, to, [one for _, one in read])

    async def _note(self, route: Route, to: Enrolled, read: Sequence[MqttExchange]) -> None:
        """Health, answers, warnings, and at first contact the demand to replay."""
        refused = [one for one in read if one.kind == "refused"]
        for one in refused:
            self._strangers.saw(to.serial, to.protocol, one.reason)
        if len(refused) < len(read):
            facts = next((one.facts for one in reversed(read) if one.facts), None)
            self._watch.heard(to, facts)
            self._orders.heard(to, online=facts.online if facts else None)
            self._greet(route, to)
            self._loss.heard(route)
        for one in read:
            if one.signals or one.users or one.results:
                await self._told(to, one)

    async def _told(self, to: Enrolled, one: MqttExchange) -> None:
        await self._orders.settle(to, one.results)
        try:
            if one.users:
                await gateway.users_seen(to, one.users)
            if one.signals:
                await gateway.signals(to, one.signals)
        except NotStoredError as error:
            _log.error("what %s told could not be kept: %s", to.serial, error)

    def _greet(self, route: Route, to: Enrolled) -> None:
        """Tell a terminal at first contact, now that it listens, how to behave."""
        if to.serial in self._met or route.family is None or route.device is None:
            return
        self._met.add(to.serial)
        if route.family.greet is not None:
            messages = route.family.greet(ids.new_id(), route.device, route.settings)
            self._wire.publish(*messages)

    async def _look_again(self) -> None:
        """Messages of unknown terminals wait for one more look at the roll, then they are counted.

        A terminal that was enrolled a second ago must not lose its first punch.
        """
        ready = [one for at, one in self._unknown if at < self._roll.read_at]
        self._unknown = [(at, one) for at, one in self._unknown if at >= self._roll.read_at]
        known = []
        for one in ready:
            route = self._routes.find(one.topic, one.payload)
            if route.to is not None:
                known.append(one)
                continue
            self._strangers.saw(route.serial, route.protocol, "unknown terminal")
            self._wire.acknowledge([one])
        if known:
            await self._store(self._read(known))

    def _wait_or_count(self, route: Route, arrival: Arrival) -> None:
        """A stranger's message waits; a flood of them is counted at once and not kept."""
        if len(self._unknown) < _MOST_UNKNOWN or arrival.qos:
            self._unknown.append((clock.monotonic(), arrival))
        else:
            self._strangers.saw(route.serial, route.protocol, "unknown terminal")

    def _broker_says(self, topic: str, payload: bytes) -> None:
        if self._loss.told(topic, payload):
            self._loss.note(self._all_routes(), "the broker's queue was full and it dropped some")

    def _note_loss(self) -> None:
        """The broker has lost our session, or broke off: what it held must come again."""
        if not self._wire.connected:
            return
        if self._wire.session_lost.is_set():
            self._wire.session_lost.clear()
            self._wire.broken.clear()
            if self._known:
                self._loss.note(self._all_routes(), "the broker kept no session for us")
        elif self._wire.broken.is_set():
            self._wire.broken.clear()
            self._loss.note(self._all_routes(), "the broker broke off", since=self._heard_at)
        self._known = True

    def _all_routes(self) -> list[Route]:
        return [self._routes.of(to) for to in self._routes.everybody()]


def _numbers(read: Sequence[Read]) -> list[tuple[str, str]]:
    """The record numbers that came, each with its local time if a punch came of it."""
    return [
        (one.number, one.batch.events[0].local if one.batch and one.batch.events else "")
        for _, one in read
        if one.number is not None
    ]
