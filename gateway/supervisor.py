"""Keeps the listener, the MQTT session and one worker per ZK terminal alive until told to stop."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from devices.protocols import zk
from gateway import http_push, mqtt
from gateway.backoff import Backoff
from gateway.collector import Collector
from gateway.health import Watch
from gateway.metrics import Metrics
from gateway.mqtt_service import MqttService
from gateway.roll import Roll
from gateway.strangers import Strangers
from gateway.tenure import Tenure
from gateway.zk_worker import ZkWorker
from hr import installation, leases, orders
from hr.gateway import Enrolled, NotStoredError
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


@dataclass(slots=True)
class _Post:
    """One ZK terminal's worker and its task; `worker` is there once it has begun."""

    to: Enrolled
    task: asyncio.Task[None]
    worker: ZkWorker | None = None


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
        self._tenure = Tenure()
        self._posts: dict[str, _Post] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Start everything; end when cancelled, with every terminal free for another gateway."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_supervised("health", self._beat))
                tasks.create_task(_supervised("listener", self._listen))
                if self._settings.mqtt_url:
                    tasks.create_task(_supervised("mqtt", self._mqtt))
                tasks.create_task(_supervised("leases", self._hold))
                tasks.create_task(_supervised("roll", lambda: self._follow(tasks)))
        finally:
            await self._tenure.leave()

    async def _hold(self) -> None:
        """Renew what we hold, again and again, whatever else is slow."""
        while True:
            await asyncio.sleep(leases.RENEW_SECONDS)
            await self._tenure.renew([one.id for one in self._roll.speaking(zk.PROTOCOL.code)])

    async def _follow(self, tasks: asyncio.TaskGroup) -> None:
        """Make the workers match the roll and the leases, again and again."""
        while True:
            await self._roll.refresh()
            zks = {one.id: one for one in self._roll.speaking(zk.PROTOCOL.code)}
            if zks.keys() != self._tenure.asked:
                await self._tenure.renew(zks)
            wanted = {key: one for key, one in zks.items() if self._tenure.keeps(key)}
            self._watch.follow([one for one in self._roll if one.id not in zks or one.id in wanted])
            self._man(wanted, tasks)
            await self._hand_over()
            await self._wake()
            await self._strangers.write()
            await asyncio.sleep(_REREAD)

    def _man(self, wanted: dict[str, Enrolled], tasks: asyncio.TaskGroup) -> None:
        """Stop the workers of what is not wanted (so) any more, start those that are missing."""
        for key, post in list(self._posts.items()):
            if wanted.get(key) != post.to:
                post.task.cancel()
                self._leaving[key] = post.task
                del self._posts[key]
        for key in wanted.keys() - self._posts.keys():
            work = self._serve(key, wanted[key], after=self._leaving.pop(key, None))
            self._posts[key] = _Post(wanted[key], tasks.create_task(work))

    async def _serve(self, key: str, to: Enrolled, after: asyncio.Task[None] | None) -> None:
        """Run a terminal's worker once the one before it has left the terminal."""
        if after is not None:
            await asyncio.wait([after])

        async def work() -> None:
            worker = ZkWorker(to, self._collector, self._watch, self._tenure)
            if key in self._posts:
                self._posts[key].worker = worker
            await worker.run()

        await _supervised(f"terminal {to.serial}", work)

    async def _hand_over(self) -> None:
        """Release what another gateway is to have, once our worker has left it."""
        for key in self._tenure.surplus:
            task = self._leaving.get(key)
            if task is None or task.done():
                self._leaving.pop(key, None)
                await self._tenure.release(key)

    async def _wake(self) -> None:
        """Have workers look for orders that wait; while storage is down nothing can."""
        try:
            owed = await orders.owed()
        except NotStoredError:
            return
        for key in owed & self._posts.keys():
            if worker := self._posts[key].worker:
                worker.owed.set()

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
        await MqttService(
            self._settings, self._roll, self._collector, self._watch, self._strangers, self._metrics
        ).run()


async def _supervised(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run a part until it returns or is cancelled; whatever else ends it, it starts again."""
    backoff = Backoff()
    while True:
        try:
            return await work()
        except Exception:  # noqa: BLE001 - the gateway's one named supervisor
            _log.exception("%s failed and is started again", name)
        await asyncio.sleep(backoff.wait())
