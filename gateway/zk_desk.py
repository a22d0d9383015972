"""From a ZK session's thread into the loop: storing, asking storage, telling the watch."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from devices.driver import Batch, Facts
from devices.errors import NotOurs
from gateway.backoff import Backoff
from gateway.collector import Collector
from gateway.health import Watch, skew_ms
from gateway.tenure import Tenure
from hr import gateway
from hr.gateway import Enrolled, NotStoredError, Stored

T = TypeVar("T")


class Desk:
    """What one terminal's session needs of the rest of the gateway; made in the loop."""

    def __init__(self, to: Enrolled, collector: Collector, watch: Watch, tenure: Tenure) -> None:
        self.to = to
        self.notes: dict[str, Any] = dict(to.notes)
        self._collector = collector
        self._watch = watch
        self._tenure = tenure
        self._loop = asyncio.get_running_loop()
        self._closed = False

    def may_speak(self) -> bool:
        """Whether the terminal is still ours, and this session's."""
        return not self._closed and self._tenure.holds(self.to.id)

    def close(self) -> None:
        """Silence a session that would not end in time: another one may begin."""
        self._closed = True

    def keep(self, batch: Batch) -> Stored:
        """Store a batch, however long it takes."""
        return self.ask(lambda: self._collector.keep(self.to, batch))

    def ask(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run something in the loop until storage works, and wait for it here in the thread.

        Raises NotOurs when the terminal was somebody else's before it began.
        """
        if not self.may_speak():
            raise NotOurs("the lease of this terminal has ended")
        return asyncio.run_coroutine_threadsafe(_until_stored(work), self._loop).result()

    def remember(self, notes: Mapping[str, Any]) -> None:
        """Keep what was learnt about the terminal, when it is news."""
        if any(self.notes.get(key) != value for key, value in notes.items()):
            self.notes |= notes
            self.ask(lambda: gateway.remember(self.to, notes))

    def heard(self, facts: Facts | None = None, **more: object) -> None:
        """Tell the watch of a sign of life; punches are marked by the clock as it is now."""
        skew = skew_ms(self.to, facts) if facts else None
        if skew is not None:
            self.to = replace(self.to, clock_skew_ms=skew)
        self._loop.call_soon_threadsafe(lambda: self._watch.heard(self.to, facts, **more))


async def _until_stored(work: Callable[[], Awaitable[T]]) -> T:
    backoff = Backoff()
    while True:
        try:
            return await work()
        except NotStoredError:
            await asyncio.sleep(backoff.wait())
