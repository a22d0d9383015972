"""One ZK terminal: its whole log is the truth, read on every connection; live events are a hint.

The session blocks, so it has a thread of its own; storing happens in the loop, and the thread
waits for it before it takes the next record.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from devices.driver import Batch, Facts, User
from devices.errors import DeviceError
from devices.protocols.zk import ZkSession, ZkSettings
from gateway.backoff import Backoff
from gateway.collector import Collector
from gateway.health import Watch
from gateway.roll import settings_of
from hr import clock, gateway
from hr.gateway import Enrolled, NotStoredError

T = TypeVar("T")
_LISTEN = 60.0
_SILENCE = 1.0
_PORT = 4370
_PATIENCE = 5.0


class OtherTerminal(DeviceError):  # noqa: N818 - the word says it
    """Another terminal answers at this address: its punches must not be taken for ours."""

    code = "other_terminal"
    retryable = False
    zh = "这个地址上是另一台设备：请核对地址和序列号。"
    en = "Another terminal answers at this address: compare address and serial."


class BadSetting(DeviceError):  # noqa: N818 - the word says it
    """The terminal is enrolled with something no ZK terminal can have."""

    code = "bad_setting"
    retryable = False
    zh = "设备的地址、端口或通信密码填写有误：密码只能是 0 至 6 位数字。"
    en = "Address, port or communication key is wrong: a key has 0 to 6 digits."


class ZkWorker:
    """Keeps one terminal connected until it is cancelled."""

    def __init__(self, to: Enrolled, collector: Collector, watch: Watch) -> None:
        self._to = to
        self._collector = collector
        self._watch = watch
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"zk-{to.serial}")
        self._stop = threading.Event()
        self._connected = False
        self._layout = str(to.notes.get("layout", ""))

    async def run(self) -> None:
        """Connect, read, listen; after a failure again, later each time."""
        backoff = Backoff()
        while True:
            try:
                await self._in_thread()
                backoff.reset()
            except DeviceError as error:
                self._watch.failed(self._to, error)
                if self._connected:
                    backoff.reset()
                await asyncio.sleep(backoff.wait(retryable=error.retryable))

    def _session(self) -> None:
        """In the thread: one connection, from its first word until it ends."""
        self._connected = False
        settings = zk_settings(self._to)
        pull_due, expected = 0.0, 0
        with ZkSession(settings, layout=self._layout) as link:
            while not self._stop.is_set():
                facts = self._facts(link)
                span = _LISTEN
                if clock.monotonic() >= pull_due or facts.records not in {None, expected}:
                    self._pull(link)
                    expected = facts.records or 0
                    pull_due = clock.monotonic() + settings.pull_minutes * 60
                    span = _SILENCE  # then count: somebody may have punched since the read
                expected += self._listen(link, span)

    def _facts(self, link: ZkSession) -> Facts:
        facts = link.facts()
        if facts.serial and facts.serial != self._to.serial:
            raise OtherTerminal(f"{facts.serial} answers instead of {self._to.serial}")
        self._connected = True
        self._tell(lambda: self._watch.heard(self._to, facts))
        return facts

    def _pull(self, link: ZkSession) -> None:
        """Read the whole log and store what is new in it."""
        length = 0
        for batch in link.pull():
            length += len(batch.events) + len(batch.unreadable)
            self._wait_for(self._keep_fresh(batch))
            self._tell(lambda: self._watch.heard(self._to))
            if self._stop.is_set():
                return
        if link.layout != self._layout:
            self._layout = link.layout
            self._wait_for(self._remember({"layout": link.layout}))
        users = link.users()
        self._wait_for(self._users_seen(users))
        now = clock.now()
        self._tell(lambda: self._watch.heard(self._to, last_pull_at=now, device_count=length))

    def _listen(self, link: ZkSession, span: float) -> int:
        """Store live punches for a while; returns how many were new."""
        until = clock.monotonic() + span
        new = 0
        for batch in link.live(_SILENCE):
            if batch.events or batch.unreadable:
                new += self._wait_for(self._collector.keep(self._to, batch)).new
                self._tell(lambda: self._watch.heard(self._to))
            if self._stop.is_set() or clock.monotonic() >= until:
                break
        return new

    async def _keep_fresh(self, batch: Batch) -> None:
        backoff = Backoff()
        while True:
            with suppress(NotStoredError):
                fresh = await gateway.unknown(self._to, batch)
                break
            await asyncio.sleep(backoff.wait())
        if fresh.events or fresh.unreadable:
            await self._collector.keep(self._to, fresh)

    async def _remember(self, notes: dict[str, Any]) -> None:
        with suppress(NotStoredError):  # it will be proven again
            await gateway.remember(self._to, notes)

    async def _users_seen(self, users: Sequence[User]) -> None:
        with suppress(NotStoredError):  # the next pull brings them again
            await gateway.users_seen(self._to, users)

    def _wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the loop and wait for it here in the thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _tell(self, what: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(what)

    async def _in_thread(self) -> None:
        """Run the session in its thread; when cancelled, let it close its connection first."""
        done = self._loop.run_in_executor(self._thread, self._session)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            self._stop.set()
            self._thread.shutdown(wait=False)
            with suppress(TimeoutError, DeviceError, asyncio.CancelledError):
                async with asyncio.timeout(_PATIENCE):
                    await asyncio.shield(done)
            raise


def zk_settings(to: Enrolled) -> ZkSettings:
    """A terminal's settings from its address `host[:port]` and numeric key; raises BadSetting."""
    host, _, port = to.address.partition(":")
    if not host or (port or "0").strip("0123456789") or (to.secret or "0").strip("0123456789"):
        raise BadSetting(f"address {to.address!r}")
    try:
        return settings_of(
            ZkSettings, to, host=host, port=int(port or _PORT), comm_key=int(to.secret or 0)
        )
    except (TypeError, ValueError) as wrong:
        raise BadSetting(str(wrong)) from wrong
