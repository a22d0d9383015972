"""The gateway's door to storage: who is enrolled, one short transaction per batch, health.

Everything here returns only after its commit, or raises NotStoredError with nothing written.
"""

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NoReturn

from tortoise.expressions import F
from tortoise.transactions import in_transaction

from devices.driver import Batch, Signal, User
from hr import arrivals, clock, dirty, evidence, ids, installation
from hr.actor import MACHINE
from hr.secrets import terminal_place
from orm import ingest, vitals
from orm.batch import Punches, Received, StoredBatch
from orm.faults import DRIVER_ERRORS, explain
from orm.fields import from_ms
from orm.models import Terminal, TerminalUser, UnknownTerminal
from rules.problem import Problem, Refused

_log = logging.getLogger(__name__)
_MOST_STRANGERS = 500
_MOST_TOLD = 200
_NOTES = "gateway"
"""The key of `Terminal.settings` under which the gateway keeps its own notes."""


class NotStoredError(Exception):
    """Nothing was written; `problem` says why. `outage`: any batch would have failed."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text.en)
        self.problem = problem
        self.outage = problem.code != "storage.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """One enabled terminal with its secret; two are equal when they are to be spoken to alike."""

    id: str
    company_id: str
    site: str
    serial: str
    protocol: str
    zone: str
    address: str
    settings: Mapping[str, Any]
    secret: str = field(repr=False)
    code_group: str
    notes: Mapping[str, Any] = field(compare=False, default_factory=dict)
    state_since: datetime = field(compare=False)
    last_seen_at: datetime | None = field(compare=False, default=None)
    last_punch_at: datetime | None = field(compare=False, default=None)
    clock_skew_ms: int | None = field(compare=False, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What one batch was: rows that are new, repeats, new quarantine, new without a person."""

    new: int
    duplicates: int
    quarantined: int
    unassigned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a terminal is doing; None leaves what is known. `last_error` {} clears it."""

    terminal_id: str
    state: str | None = None
    state_since: datetime | None = None
    last_seen_at: datetime | None = None
    last_pull_at: datetime | None = None
    clock_skew_ms: int | None = None
    device_count: int | None = None
    record_cap: int | None = None
    user_count: int | None = None
    firmware: str | None = None
    last_error: dict[str, str] | None = None


@contextmanager
def storage() -> Iterator[None]:
    """Turn whatever a database raises into NotStoredError."""
    try:
        yield
    except DRIVER_ERRORS as error:
        problem = explain(error)
        if problem.code == "storage.io":
            _stop_at_once(problem)
        raise NotStoredError(problem) from error


def _stop_at_once(problem: Problem) -> NoReturn:
    """End the process: after a failed sync its pages in memory may be clean and yet not on disk.

    Trying again would acknowledge on the word of such pages; a new process reads what is there.
    """
    _log.critical("%s; the process ends and reads again at its next start", problem.text.en)
    os._exit(os.EX_IOERR)


async def enrolled() -> list[Enrolled]:
    """Every enabled terminal whose secret opens; the others are named in the log."""
    with storage():
        rows = await Terminal.filter(enabled=True).order_by("serial")
    return [found for one in rows if (found := _enrolled(one))]


async def store(to: Enrolled, batch: Batch, notes: Mapping[str, Any] | None = None) -> Stored:
    """Store a batch in one short transaction; acknowledge only when this has returned.

    `notes` are what the gateway must remember together with the batch (an upload stamp).
    """
    now = clock.now()
    last = to.last_punch_at if arrivals.in_order(batch.source) else None
    within = arrivals.bounds(to.zone, now, to.clock_skew_ms, last)
    punches, unread = arrivals.read(batch, within)
    received = Received(
        id=ids.new_id(),
        company_id=to.company_id,
        terminal_id=to.id,
        code_group=to.code_group,
        zone=to.zone,
        source=batch.source,
        received_at=now,
        payload=batch.payload,
    )
    with storage():
        async with in_transaction() as conn:
            found = await ingest.store_batch(conn, received, punches, unread)
            if found.punches or found.quarantined:
                await _follow(to, received, found)
            if notes:
                await _remember(to.id, notes)
    return Stored(
        new=len(found.punches),
        duplicates=found.duplicates,
        quarantined=len(found.quarantined),
        unassigned=found.owners.count(None),
    )


async def remember(to: Enrolled, notes: Mapping[str, Any]) -> None:
    """Keep something the gateway learnt about a terminal (a proven record layout)."""
    with storage():
        async with in_transaction():
            await _remember(to.id, notes)


async def report(reports: Sequence[Report]) -> None:
    """Write how terminals are doing, all in one transaction; the caller throttles."""
    with storage():
        async with in_transaction():
            told = [(one, _facts(one)) for one in reports]
            alive = [one for one, facts in told if _ALIVE.issuperset(facts)]
            await vitals.heard(
                [
                    (one.terminal_id, one.last_seen_at, one.clock_skew_ms)
                    for one in alive
                    if one.last_seen_at
                ]
            )
            for one, facts in told:
                if facts and not (_ALIVE.issuperset(facts) and one.last_seen_at):
                    await Terminal.filter(id=one.terminal_id).update(**facts)


_COLUMNS = tuple(one.name for one in fields(Report) if one.name != "terminal_id")
_ALIVE = {"last_seen_at", "clock_skew_ms"}
"""What a report of a thousand others like it says: it lives, and how far its clock is off."""


def _facts(one: Report) -> dict[str, Any]:
    """What a report says, by column."""
    values = ((name, getattr(one, name)) for name in _COLUMNS)
    return {name: value for name, value in values if value is not None}


async def users_seen(to: Enrolled, users: Sequence[User]) -> None:
    """Keep the people a terminal lists, to suggest owners for codes; names are not trusted."""
    now = clock.now()
    rows = {
        one.code: TerminalUser(
            id=ids.new_id(),
            terminal_id=to.id,
            code=one.code,
            name="".join(filter(str.isprintable, one.name))[:128],
            seen_at=now,
        )
        for one in users
        if 0 < len(one.code) <= 64 and one.code.isprintable()
    }
    with storage():
        await TerminalUser.bulk_create(
            rows.values(),
            on_conflict=["terminal_id", "code"],
            update_fields=["name", "seen_at"],
        )


async def signals(to: Enrolled, found: Sequence[Signal]) -> None:
    """Record what a person must hear of: a cleared log, a set clock, a foreign identity.

    What was told lately is not told again, so that an upload sent twice does not alarm twice.
    """
    with storage():
        async with in_transaction():
            row = await Terminal.filter(id=to.id).select_for_update().get()
            told: list[str] = row.settings.get(_NOTES, {}).get("told", [])
            fresh = {_mark(one): one for one in found if _mark(one) not in told}
            for one in fresh.values():
                await evidence.record(
                    to.company_id,
                    kind="terminal.signal",
                    subject=to.id,
                    actor=MACHINE,
                    at=clock.now(),
                    data={"code": one.code, "detail": one.detail[:200]},
                )
            if fresh:
                await _remember(to.id, {"told": [*told, *fresh][-_MOST_TOLD:]})


def _mark(signal: Signal) -> str:
    return hashlib.sha256(f"{signal.code}\0{signal.detail}".encode()).hexdigest()[:16]


async def knock(serial: str, protocol: str, reason: str, address: str, times: int = 1) -> None:
    """Count a device that may not come in; nothing it sent is stored."""
    now = clock.now()
    same = UnknownTerminal.filter(serial=serial, protocol=protocol, reason=reason)
    with storage():
        known = await same.update(knocks=F("knocks") + times, last_at=now, address=address)
        if known or await UnknownTerminal.all().count() >= _MOST_STRANGERS:
            return
        await UnknownTerminal.bulk_create(
            [
                UnknownTerminal(
                    id=ids.new_id(),
                    serial=serial,
                    protocol=protocol,
                    reason=reason,
                    address=address,
                    first_at=now,
                    last_at=now,
                    knocks=times,
                )
            ],
            ignore_conflicts=True,
        )


def _enrolled(one: Terminal) -> Enrolled | None:
    try:
        secret = one.secret_box and installation.current().vault.open(
            one.secret_box, place=terminal_place(one.id)
        )
    except Refused as refused:
        _log.error("terminal %s is left out: %s", one.serial, refused.problem.text.en)
        return None
    return Enrolled(
        id=one.id,
        company_id=one.company_id,
        site=one.site_id,
        serial=one.serial,
        protocol=one.protocol,
        zone=one.zone,
        address=one.address,
        settings={key: value for key, value in one.settings.items() if key != _NOTES},
        secret=secret,
        code_group=one.code_group,
        notes=one.settings.get(_NOTES, {}),
        state_since=one.state_since,
        last_seen_at=one.last_seen_at,
        last_punch_at=one.last_punch_at,
        clock_skew_ms=one.clock_skew_ms,
    )


async def _follow(to: Enrolled, received: Received, found: StoredBatch) -> None:
    """What new rows entail, in their transaction: dirty days, one event, the counters."""
    new = found.punches
    hours = {(who, at[:13]) for who, at in zip(found.owners, new.locals, strict=True) if who}
    days = (day for person, hour in hours for day in dirty.days_of(person, hour))
    await dirty.mark(received.company_id, days)
    await evidence.record(
        received.company_id,
        kind="punches.received",
        subject=received.terminal_id,
        actor=MACHINE,
        at=received.received_at,
        data={
            "source": received.source,
            "sha256": hashlib.sha256(received.payload).hexdigest(),
            "punches": len(new),
            "first": new.ids[0] if new else "",
            "last": new.ids[-1] if new else "",
            "quarantined": len(found.quarantined),
        },
    )
    if new:
        await _count(to, new)


async def _count(to: Enrolled, new: Punches) -> None:
    """Advance the terminal's counters; last, because their row is locked until the commit."""
    facts: dict[str, Any] = {"stored_count": F("stored_count") + len(new)}
    past = new.ats
    if any(new.flags):
        pairs = zip(new.ats, new.flags, strict=True)
        past = [at for at, flags in pairs if "future" not in flags]
    latest = from_ms(max(past, default=0))
    if latest > (to.last_punch_at or from_ms(0)):
        facts["last_punch_at"] = latest
    await Terminal.filter(id=to.id).update(**facts)


async def _remember(terminal_id: str, notes: Mapping[str, Any]) -> None:
    found = await Terminal.filter(id=terminal_id).select_for_update().get()
    kept = found.settings.get(_NOTES, {})
    if kept | notes != kept:
        found.settings = found.settings | {_NOTES: kept | notes}
        await found.save(update_fields=["settings"])
