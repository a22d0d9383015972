"""Receive, store, acknowledge: whoever calls may acknowledge only after these return."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from devices.driver import Batch, Unreadable
from gateway.backoff import Backoff
from gateway.tally import Tally
from hr import gateway
from hr.gateway import Enrolled, NotStoredError, Stored

_log = logging.getLogger(__name__)
_NOTHING = Stored(new=0, duplicates=0, quarantined=0, unassigned=0)


class Collector:
    """The one way into storage; says once when storage fails and once when it works again."""

    def __init__(self) -> None:
        self.down = False
        self.tally = Tally()

    async def keep(self, to: Enrolled, batch: Batch) -> Stored:
        """Store a batch, however long it takes; the terminal hears nothing before."""
        backoff = Backoff()
        with self.tally.waiting():
            while True:
                try:
                    return await self.once(to, batch)
                except NotStoredError:
                    await asyncio.sleep(backoff.wait())

    async def once(
        self, to: Enrolled, batch: Batch, notes: Mapping[str, Any] | None = None
    ) -> Stored:
        """Store a batch or raise NotStoredError; a record that storage refuses is set aside."""
        try:
            stored = await self._store(to, batch, notes)
        except NotStoredError as error:
            if error.outage or not batch.events:
                self._failed(error)
                raise
            return await self._apart(to, batch, notes, error)
        self._works()
        return stored

    async def _store(self, to: Enrolled, batch: Batch, notes: Mapping[str, Any] | None) -> Stored:
        with self.tally.waiting(), self.tally.storing(to.protocol):
            stored = await gateway.store(to, batch, notes)
        self.tally.stored(to.protocol, stored)
        return stored

    async def _apart(
        self,
        to: Enrolled,
        batch: Batch,
        notes: Mapping[str, Any] | None,
        error: NotStoredError,
    ) -> Stored:
        """Store a refused batch by halves, down to the record that is the reason."""
        if len(batch.events) == 1:
            return await self._set_aside(to, batch, notes, error)
        half = len(batch.events) // 2
        first = await self.once(to, _part(batch, 0, half))
        rest = await self.once(to, _part(batch, half, len(batch.events)), notes)
        return _sum(first, rest)

    async def _set_aside(
        self,
        to: Enrolled,
        batch: Batch,
        notes: Mapping[str, Any] | None,
        error: NotStoredError,
    ) -> Stored:
        """Quarantine one record, after storage has shown that it works and refuses it again."""
        try:
            await gateway.enrolled()
            return await self._store(to, batch, notes)
        except NotStoredError as again:
            if again.outage:
                self._failed(again)
                raise
        bad = Unreadable(payload=batch.events[0].payload, reason="not_storable", detail=str(error))
        return await self._store(
            to, replace(batch, events=(), unreadable=(*batch.unreadable, bad)), notes
        )

    def _failed(self, error: NotStoredError) -> None:
        if not self.down:
            _log.error("storage fails, nothing is acknowledged meanwhile: %s", error)
        self.down = True

    def _works(self) -> None:
        if self.down:
            _log.warning("storage works again, terminals are acknowledged")
        self.down = False


def merge(batches: Sequence[Batch]) -> Batch:
    """Several messages of one terminal as one batch; their bytes as a JSON text sequence."""
    if len(batches) == 1:
        return batches[0]
    return Batch(
        source=batches[0].source,
        payload=b"".join(b"\x1e%b\n" % one.payload for one in batches),  # RFC 7464
        events=tuple(event for one in batches for event in one.events),
        unreadable=tuple(bad for one in batches for bad in one.unreadable),
    )


def _part(batch: Batch, low: int, high: int) -> Batch:
    events = batch.events[low:high]
    return Batch(
        source=batch.source,
        payload=b"".join(one.payload for one in events),
        events=events,
        unreadable=() if low else batch.unreadable,
    )


def _sum(one: Stored, other: Stored) -> Stored:
    return Stored(
        new=one.new + other.new,
        duplicates=one.duplicates + other.duplicates,
        quarantined=one.quarantined + other.quarantined,
        unassigned=one.unassigned + other.unassigned,
    )
