"""Keeps the listener, the MQTT session and one worker per ZK terminal alive until told to stop."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

from devices.protocols import zk
from gateway import http_push, mqtt
from gateway.backoff import Backoff
from gateway.collector import Collector
from gateway.health import Watch
from gateway.metrics import Metrics
from gateway.mqtt_session import MqttSession
from gateway.roll import Roll
from gateway.strangers import Strangers
from gateway.zk_worker import ZkWorker
from hr import installation
from hr.gateway import Enrolled
from hr.settings import Settings

_REREAD = 2.0
_BEAT = 1.0
_log = logging.getLogger(__name__)


async def run(stop: asyncio.Event) -> None:
    """Serve every enrolled terminal until `stop`; a wrong setting is refused with one line."""
    logging.basicConfig(format="liuhen gateway: %(message)s", level=logging.WARNING)
    settings = installation.current().settings
    if settings.mqtt_url:
        mqtt.address(settings.mqtt_url)
    with http_push.bind(settings.host, settings.gateway_port) as listening:
        gateway = Supervisor(settings, listening)
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(gateway.run())
            await stop.wait()
            work.cancel()


class Supervisor:
    """The parts of one gateway process and what they share."""

    def __init__(self, settings: Settings, listening: socket.socket) -> None:
        self._settings = settings
        self._listening = listening
        self._roll = Roll()
        self._collector = Collector()
        self._watch = Watch()
        self._strangers = Strangers()
        self._metrics = Metrics(self._collector, self._watch)
        self._workers: dict[str, tuple[Enrolled, asyncio.Task[None]]] = {}

    async def run(self) -> None:
        """Start everything; end when cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_supervised("health", self._beat))
            tasks.create_task(_supervised("listener", self._listen))
            if self._settings.mqtt_url:
                tasks.create_task(_supervised("mqtt", self._mqtt))
            tasks.create_task(_supervised("roll", lambda: self._follow(tasks)))

    async def _follow(self, tasks: asyncio.TaskGroup) -> None:
        """Make the workers match the roll, again and again."""
        while True:
            await self._roll.refresh()
            self._watch.follow(list(self._roll))
            wanted = {one.id: one for one in self._roll.speaking(zk.PROTOCOL.code)}
            gone = {key: task for key, (to, task) in self._workers.items() if wanted.get(key) != to}
            for key, task in gone.items():
                task.cancel()
                del self._workers[key]
            for key in wanted.keys() - self._workers.keys():
                work = self._serve(wanted[key], after=gone.get(key))
                self._workers[key] = (wanted[key], tasks.create_task(work))
            await self._strangers.write()
            await asyncio.sleep(_REREAD)

    async def _serve(self, to: Enrolled, after: asyncio.Task[None] | None) -> None:
        """Run a terminal's worker once the one before it has left the terminal."""
        if after is not None:
            await asyncio.wait([after])
        await _supervised(
            f"terminal {to.serial}", lambda: ZkWorker(to, self._collector, self._watch).run()
        )

    async def _beat(self) -> None:
        while True:
            await self._watch.beat()
            await asyncio.sleep(_BEAT)

    async def _listen(self) -> None:
        app = http_push.Listener(
            self._roll, self._collector, self._watch, self._strangers, self._metrics
        )
        server = http_push.server(app)
        try:
            await server.serve(sockets=[self._listening.dup()])
        finally:
            for one in server.servers:
                one.close()

    async def _mqtt(self) -> None:
        wire = mqtt.Wire(self._settings.mqtt_url, f"liuhen-gateway-{socket.gethostname()}")
        self._metrics.wire = wire
        await MqttSession(wire, self._roll, self._collector, self._watch, self._strangers).run()


async def _supervised(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run a part until it returns or is cancelled; whatever else ends it, it starts again."""
    backoff = Backoff()
    while True:
        try:
            return await work()
        except Exception:  # noqa: BLE001 - the gateway's one named supervisor
            _log.exception("%s failed and is started again", name)
        await asyncio.sleep(backoff.wait())
