"""Clearing a ZK log on a person's order: never before two equal readings are proven committed.

devices.md 1.10/25. Whoever punches meanwhile is heard: events are registered before the first
reading, a punch that reaches the log between the readings makes them differ, one between the last
count and the clearing comes as an event.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from devices.codecs.zk_code import Code
from devices.codecs.zk_record import Log
from devices.driver import Facts, Signal
from devices.errors import Refused
from devices.protocols.zk import ZkSession, batch_of
from gateway import zk_alarm
from gateway.zk_desk import Desk
from gateway.zk_pull import CLEARED_TO, CLEARING, Puller
from hr import gateway, reconcile

_DRAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What one reading was: how many records, the last one, and the SHA-256 of all."""

    count: int
    last: str
    digest: str

    def __str__(self) -> str:
        return f"{self.count} records, last {self.last}, sha256 {self.digest}"


def clear_log(link: ZkSession, desk: Desk, puller: Puller, facts: Facts) -> str:
    """Read, store, read again, compare with the database, clear; returns what was done.

    Raises Refused with the reason, and the log stays as it is.
    """
    link.register()
    with link.disabled():
        first = link.read_log_disabled()
        puller.take(link, first, facts)
        second = link.read_log_disabled()
        proof = _proven(first, second, link, desk)
        if (now := link.sizes().records) != second.count:
            raise Refused(f"{second.count} records were read, the terminal counts {now} now")
        _note(desk, clearing=True)  # whoever finds the log empty after a crash must know why
        link.order(Code.CLEAR_ATTLOG)
        heard = _drain(link, desk)
        link.ask(Code.REFRESHDATA)
        left = link.sizes().records
    _note(desk, clearing=False)
    desk.remember({zk_alarm.NOTE: 0})
    told = f"cleared: {proof}; punches heard meanwhile {heard}; records left {left}"
    signal = Signal(code="log_cleared_on_order", detail=f"{told}"[:200])
    desk.ask(lambda: gateway.signals(desk.to, [signal]))
    if 0 < second.count <= left:
        desk.remember({CLEARED_TO: ""})
        raise Refused(f"the terminal said yes and still counts {left} records")
    return told


def _note(desk: Desk, *, clearing: bool) -> None:
    """Keep up to when everything is ours, so that the empty log is no gap.

    Who dies while `clearing` may have missed a punch that fell into the clearing: that is one.
    """
    low = desk.ask(lambda: reconcile.newest(desk.to))
    desk.remember({CLEARED_TO: low, CLEARING: clearing})


def _proven(first: Log, second: Log, link: ZkSession, desk: Desk) -> Proof:
    """What both readings and the database agree on; raises Refused where they do not."""
    proof, again = _proof(first, link), _proof(second, link)
    if proof != again:
        raise Refused(f"two readings differ: {proof} / {again}")
    batch = batch_of(second, link.slots)
    days: dict[date, set[str]] = {}
    for event in batch.events:
        days.setdefault(date.fromisoformat(event.local[:10]), set()).add(event.identity)
    held = desk.ask(lambda: reconcile.held(desk.to, min(days), max(days))) if days else {}
    lacking = [identity for day, ids in days.items() for identity in ids - held.get(day, set())]
    if lacking:
        raise Refused(f"{len(lacking)} records are not in the database, first {min(lacking)}")
    unread = {bad.payload for bad in batch.unreadable}
    if unread and desk.ask(lambda: reconcile.quarantined(desk.to, unread)) < len(unread):
        raise Refused("unreadable records are not all in quarantine")
    return proof


def _proof(log: Log, link: ZkSession) -> Proof:
    tail = log.body[-log.size :] if log.size else b""
    last = batch_of(Log(layout=log.layout, size=log.size, body=tail), link.slots)
    names = [event.identity for event in last.events] or [tail.hex()]
    return Proof(count=log.count, last=names[-1], digest=hashlib.sha256(log.body).hexdigest())


def _drain(link: ZkSession, desk: Desk) -> int:
    """Store every event that is waiting or arrives within a moment; returns the new punches."""
    new = 0
    while (batch := link.heard(_DRAIN_SECONDS)) is not None:
        if batch.events or batch.unreadable:
            new += desk.keep(batch).new
    link.stop_events()
    return new
