"""One ZK terminal: its whole log is the truth, read on every connection; live events are a hint.

The session blocks, so it has a thread of its own; storing happens in the loop, and the thread
waits for it before it takes the next record. It does one thing at a time: orders, a reading, or
listening.
"""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

from devices.codecs.zk_slots import SlotBook
from devices.driver import Facts, Order
from devices.errors import DeviceError, NotOurs, Unsupported, WireError
from devices.protocols.zk import ZkSession, ZkSettings
from gateway.backoff import Backoff
from gateway.collector import Collector
from gateway.health import Watch
from gateway.roll import settings_of
from gateway.tenure import Tenure
from gateway.zk_alarm import Alarm
from gateway.zk_desk import Desk
from gateway.zk_orders import Tools, carry_out
from gateway.zk_pull import Puller
from hr import clock, gateway, orders
from hr.gateway import Enrolled

_log = logging.getLogger(__name__)
_LISTEN = 30.0
"""Seconds between two questions: with 10 s for the answer a dead connection is found in 60."""

_SILENCE = 1.0
"""Seconds between two looks around; so long it listens after a reading or an order, then it counts:
somebody may have punched meanwhile."""

_PORT = 4370
_PATIENCE = 5.0
_REST = 1.0
"""Seconds between close and open: weak terminals take one client at a time."""


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
    """Keeps one terminal connected until it is cancelled; `owed`: it may have orders waiting."""

    def __init__(self, to: Enrolled, collector: Collector, watch: Watch, tenure: Tenure) -> None:
        self.owed = threading.Event()
        self._to = to
        self._watch = watch
        self._desk = Desk(to, collector, watch, tenure)
        self._puller = Puller(self._desk)
        self._alarm = Alarm(self._desk)
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"zk-{to.serial}")
        self._stop = threading.Event()
        self._settled = False
        self._uncounted = 0
        """Records of a terminal that always counts 0: what grew is read again, to be sure."""

    async def run(self) -> None:
        """Connect, read, listen; after a failure again, later each time."""
        backoff = Backoff()
        while True:
            try:
                await self._in_thread()
                backoff.reset()
            except NotOurs:
                pass  # the terminal is well; its lease comes back or this worker is cancelled
            except DeviceError as error:
                self._watch.failed(self._to, error)
                if self._settled:
                    backoff.reset()
                await asyncio.sleep(max(_REST, backoff.wait(retryable=error.retryable)))
                continue
            await asyncio.sleep(_REST)

    def _session(self) -> None:
        """In the thread: one connection, from its first word until it ends."""
        self._settled = False
        self.owed.set()
        settings = zk_settings(self._to)
        with self._open(settings) as link:
            facts = self._greet(link)
            pull_due, expected, span = 0.0, 0, _LISTEN
            while not self._stop.is_set():
                if clock.monotonic() >= pull_due or facts.records not in {None, expected}:
                    length = self._pull(link, facts)
                    expected = length if facts.records else 0
                    again = length not in {expected, self._uncounted}
                    pull_due = clock.monotonic() + settings.pull_minutes * 60 * (not again)
                    self._uncounted, span = length, _SILENCE
                expected += self._listen(link, span)
                span = _SILENCE if self._carry_out(link, facts) else _LISTEN
                facts = self._pulse(link)

    def _carry_out(self, link: ZkSession, facts: Facts) -> int:
        """Do what is owed; returns how many orders there were."""
        count = 0
        while owed := self._orders():
            for order in owed:
                tools = Tools(link=link, desk=self._desk, puller=self._puller, facts=facts)
                carry_out(tools, order)
                count += 1
        return count

    def _open(self, settings: ZkSettings) -> ZkSession:
        notes = self._desk.notes
        return ZkSession(
            settings,
            layout=str(notes.get("layout", "")),
            slots=SlotBook(notes.get("slots")),
            slots_at=str(notes.get("slots_at", "")),
            may_speak=self._desk.may_speak,
        )

    def _greet(self, link: ZkSession) -> Facts:
        facts = link.facts()
        if facts.serial and facts.serial != self._to.serial:
            raise OtherTerminal(f"{facts.serial} answers instead of {self._to.serial}")
        self._know(facts)
        return facts

    def _pulse(self, link: ZkSession) -> Facts:
        facts = link.pulse(self._to.serial)
        self._know(facts)
        return facts

    def _know(self, facts: Facts) -> None:
        self._desk.heard(facts)
        self._alarm.judge(facts)

    def _pull(self, link: ZkSession, facts: Facts) -> int:
        """Read the whole log and the people; returns how many records there were."""
        log = self._puller.pull(link, facts)
        self._settled = True
        self._read_users(link)
        self._desk.heard(last_pull_at=clock.now(), device_count=log.count)
        return log.count

    def _read_users(self, link: ZkSession) -> None:
        """Keep who is on the terminal; a list nobody can read does not stop the punches."""
        try:
            users = link.users()
        except (WireError, Unsupported) as odd:
            if not link.socket.alive:
                raise
            _log.warning("terminal %s: its users cannot be read: %s", self._to.serial, odd)
            return
        self._desk.ask(lambda: gateway.users_seen(self._to, users))

    def _listen(self, link: ZkSession, span: float) -> int:
        """Store live punches until the span is over or an order waits; returns how many new."""
        until = clock.monotonic() + span
        new = 0
        with closing(link.live(_SILENCE)) as heard:
            for batch in heard:
                if batch.events or batch.unreadable:
                    new += self._desk.keep(batch).new
                    self._desk.heard()
                done = self.owed.is_set() or clock.monotonic() >= until
                if done or self._stop.is_set():
                    break
        return new

    def _orders(self) -> list[Order]:
        if not self.owed.is_set() or self._stop.is_set():
            return []
        self.owed.clear()
        return self._desk.ask(lambda: orders.due(self._to))

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
            self._desk.close()
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
