"""Quarantine tried again: today's decoder over the kept bytes, stored by the one way in.

What becomes readable is a punch like any other, once; the line is settled. What does not stays,
with today's reason. The bytes are never touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from devices import replay
from devices.driver import Batch
from devices.driver import Terminal as Known
from hr import gateway
from hr.action import Work, action, not_found
from hr.gateway import Enrolled
from orm.models import Quarantine, Terminal
from rules.access import Permission

_MOST = 500
READ, EMPTY = "read_again", "no_punch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What trying again brought: lines now read, punches that are new, lines still unreadable."""

    tried: int
    read: int
    punches: int
    unread: int


@action(Permission.TERMINAL_EDIT, "再试一次", "Try again")
async def again(work: Work, quarantine_id: str) -> Outcome:
    """Read one line again."""
    line = await Quarantine.get_or_none(
        id=quarantine_id, company_id=work.company_id, settled_at=None
    )
    if line is None:
        raise not_found()
    return await _all(work, [line])


@action(Permission.TERMINAL_EDIT, "全部再试", "Try all again")
async def again_all(work: Work, terminal_id: str = "") -> Outcome:
    """Read every open line again, of one terminal when it is named; at most 500 at once."""
    lines = Quarantine.filter(company_id=work.company_id, settled_at=None)
    if terminal_id:
        lines = lines.filter(terminal_id=terminal_id)
    return await _all(work, await lines.order_by("received_at", "id").limit(_MOST))


async def _all(work: Work, lines: Sequence[Quarantine]) -> Outcome:
    found = [await _one(work, line) for line in lines]
    read = sum(one is not None for one in found)
    outcome = Outcome(
        tried=len(lines),
        read=read,
        punches=sum(one or 0 for one in found),
        unread=len(lines) - read,
    )
    await work.emit(
        "quarantine.replayed",
        lines[0].id if len(lines) == 1 else work.company_id,
        tried=outcome.tried,
        read=outcome.read,
        punches=outcome.punches,
    )
    return outcome


async def _one(work: Work, line: Quarantine) -> int | None:
    """How many new punches a line gave; None when it still cannot be read."""
    terminal = await Terminal.get(id=line.terminal_id)
    batch = replay.again(_kept(line, terminal), _known(terminal))
    if batch is None:
        return None
    if batch.unreadable and not batch.events:
        bad = batch.unreadable[0]
        detail = {**line.detail, "detail": "".join(filter(str.isprintable, bad.detail))[:400]}
        await Quarantine.filter(id=line.id).update(reason=bad.reason[:64], detail=detail)
        return None
    fresh = Batch(source=line.source, payload=line.payload, events=batch.events)
    stored = await gateway.store(_enrolled(terminal), fresh)
    if stored.quarantined:
        return None
    await Quarantine.filter(id=line.id).update(
        settled_at=work.now,
        settled_by=work.actor.account_id,
        settled_as=READ if batch.events else EMPTY,
    )
    return stored.new


def _kept(line: Quarantine, terminal: Terminal) -> replay.Kept:
    notes = terminal.settings.get("gateway", {})
    return replay.Kept(
        source=line.source,
        payload=line.payload,
        reason=line.reason,
        detail=str(line.detail.get("detail", "")),
        layout=str(notes.get("layout", "")),
    )


def _known(terminal: Terminal) -> Known:
    return Known(serial=terminal.serial, zone=ZoneInfo(terminal.zone))


def _enrolled(terminal: Terminal) -> Enrolled:
    """The terminal as the way in wants it, also one that is switched off; no secret is needed."""
    return Enrolled(
        id=terminal.id,
        company_id=terminal.company_id,
        site=terminal.site_id,
        serial=terminal.serial,
        protocol=terminal.protocol,
        zone=terminal.zone,
        address=terminal.address,
        settings={},
        secret="",
        code_group=terminal.code_group,
        state_since=terminal.state_since,
        last_punch_at=terminal.last_punch_at,
        clock_skew_ms=terminal.clock_skew_ms,
    )
