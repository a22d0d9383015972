"""One whole reading of a ZK log: gaps first, then what is new, then both sides day by day."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from devices.codecs.zk_record import Log, ShortLog
from devices.codecs.zk_slots import SlotBook
from devices.driver import Batch, Facts, PunchEvent, Unreadable
from devices.errors import Unsupported
from devices.protocols.zk import SOURCE, ZkSession, batch_of, raw_log
from gateway.zk_desk import Desk
from hr import clock, reconcile
from hr.reconcile import DayDifference, DayDigest

ROWS = 1000
_AGAIN_SECONDS = 20 * 3600.0
_FULL = 0.95
CLEARED_TO = "cleared_to"
"""The note of up to when we held everything as the log was cleared on our order."""

CLEARING = "clearing"
"""The note that a clearing was begun and nobody knows yet how it ended."""


@dataclass(slots=True)
class Seen:
    """What stands in a log: its days, which of its parts has which, what nobody can read."""

    log: Log
    days: dict[date, DayDigest] = field(default_factory=dict)
    parts: list[frozenset[str]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    first: PunchEvent | None = None


class Puller:
    """Reads one terminal's log; remembers the last, so that an equal one costs a hash only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._digest = b""
        self._compared = 0.0

    def pull(self, link: ZkSession, facts: Facts) -> Log:
        """Read, store what is new, compare; what may be lost is reported before anything."""
        log = self._read(link, facts)
        self._desk.heard()
        self.take(link, log, facts)
        return log

    def take(self, link: ZkSession, log: Log, facts: Facts) -> None:
        """Store and compare a log that was read whole."""
        digest = hashlib.sha256(log.body).digest()
        now = clock.monotonic()
        if digest == self._digest and now - self._compared < _AGAIN_SECONDS:
            return
        seen = _look(log, link.slots)
        self._report_lost(log, seen.first, facts)
        whole = self._store(seen, link.slots)
        ended = {CLEARING: False} if self._desk.notes.get(CLEARING) else {}
        self._desk.remember({**_learnt(link), **ended})
        if whole:
            self._desk.ask(lambda: reconcile.mended(self._desk.to, "short"))
        self._digest, self._compared = digest, now

    def _read(self, link: ZkSession, facts: Facts) -> Log:
        to, ask = self._desk.to, self._desk.ask
        try:
            return link.read_log()
        except Unsupported as unknown:
            self._desk.keep(raw_log(unknown))
            raise
        except ShortLog as short:
            missing, high = short.missing, facts.device_time or ""
            low = ask(lambda: reconcile.newest(to))
            ask(lambda: reconcile.gap(to, "short", low, high, missing))
            raise

    def _report_lost(self, log: Log, first: PunchEvent | None, facts: Facts) -> None:
        """A log that does not begin with what we have lost what came between."""
        to, ask = self._desk.to, self._desk.ask
        before = first.local if first else ""
        if log.count and not first:
            return
        if first and ask(lambda: reconcile.has(to, first.identity)):
            return
        low = ask(lambda: reconcile.newest(to, before))
        notes = self._desk.notes
        if low and (low > notes.get(CLEARED_TO, "") or notes.get(CLEARING)):
            high = before or facts.device_time or low
            ask(lambda: reconcile.gap(to, _kind(log, facts), low, high))

    def _store(self, seen: Seen, slots: SlotBook) -> bool:
        """Store what the days differ by and compare those again; False when some stay different."""
        to, ask = self._desk.to, self._desk.ask
        if seen.unreadable:
            payload = b"".join(bad.payload for bad in seen.unreadable)
            self._desk.keep(
                Batch(source=SOURCE, payload=payload, unreadable=tuple(seen.unreadable))
            )
        days = seen.days
        differing = {
            one.day for one in ask(lambda: reconcile.compare(to, days)) if one.device.count
        }
        if not differing:
            return True
        known = ask(lambda: reconcile.held(to, min(differing), max(differing)))
        stored = {identity for day in differing for identity in known.get(day, ())}
        for batch in _fresh(seen, {day.isoformat() for day in differing}, stored, slots):
            self._desk.keep(batch)
            self._desk.heard()
        left = ask(lambda: reconcile.compare(to, days, differing))
        lacking = [one for one in left if one.device.count > one.stored.count]
        for one in lacking:
            self._report_lacking(one)
        return not lacking

    def _report_lacking(self, one: DayDifference) -> None:
        """A day of which storage would not take everything."""
        low, high = f"{one.day} 00:00:00", f"{one.day} 23:59:59"
        missing = one.device.count - one.stored.count
        self._desk.ask(lambda: reconcile.gap(self._desk.to, "short", low, high, missing))


def _look(log: Log, slots: SlotBook) -> Seen:
    seen = Seen(log)
    days: dict[str, list[str]] = {}
    for part in log.parts(ROWS):
        batch = batch_of(part, slots)
        for event in batch.events:
            days.setdefault(event.local[:10], []).append(event.identity)
        seen.parts.append(frozenset(event.local[:10] for event in batch.events))
        seen.unreadable += batch.unreadable
        seen.first = seen.first or next(iter(batch.events), None)
    seen.days = {date.fromisoformat(day): reconcile.digest_of(ids) for day, ids in days.items()}
    return seen


def _fresh(seen: Seen, days: set[str], stored: set[str], slots: SlotBook) -> Iterator[Batch]:
    """What is not stored yet, in log order, with those records' bytes only."""
    for part, its_days in zip(seen.log.parts(ROWS), seen.parts, strict=True):
        if its_days.isdisjoint(days):
            continue
        events = tuple(
            event
            for event in batch_of(part, slots).events
            if event.local[:10] in days and event.identity not in stored
        )
        if events:
            payload = b"".join(event.payload for event in events)
            yield Batch(source=SOURCE, payload=payload, events=events)


def _kind(log: Log, facts: Facts) -> Literal["overwritten", "cleared"]:
    cap = facts.record_cap or 0
    return "overwritten" if log.count and log.count >= _FULL * cap else "cleared"


def _learnt(link: ZkSession) -> dict[str, object]:
    slots = {"slots": link.slots.history, "slots_at": link.slots_at} if link.slots_at else {}
    return {"layout": link.layout, **slots}
