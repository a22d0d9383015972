"""Spans in which a terminal was down, so that nobody is called absent because of its silence."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from hr import clock, dirty, evidence, ids
from hr.actor import MACHINE
from hr.gateway import Enrolled, storage
from orm import punch_index
from orm.models import Person, TerminalOutage
from rules.period import dates

_USED_LATELY = timedelta(days=30)
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=62)


async def began(terminal: Enrolled, at: datetime, reason: str) -> None:
    """Open an outage at the last sign of life; one that is open stays as it began."""
    with storage():
        async with in_transaction():
            if await TerminalOutage.exists(terminal_id=terminal.id, ended_at=None):
                return
            row = TerminalOutage(
                id=ids.new_id(), terminal_id=terminal.id, began_at=at, reason=reason[:64]
            )
            await TerminalOutage.bulk_create([row], ignore_conflicts=True)
            await _record(terminal, "terminal.outage_began", at, reason)
            await _judge_again(terminal, at, clock.now())


async def ended(terminal: Enrolled, at: datetime) -> None:
    """Close the open outage, if there is one."""
    with storage():
        async with in_transaction():
            found = await TerminalOutage.get_or_none(terminal_id=terminal.id, ended_at=None)
            if found is None:
                return
            end = max(at, found.began_at)
            await TerminalOutage.filter(id=found.id).update(ended_at=end)
            await _record(terminal, "terminal.outage_ended", end, found.reason)
            await _judge_again(terminal, found.began_at, end)


async def _record(terminal: Enrolled, kind: str, at: datetime, reason: str) -> None:
    await evidence.record(
        terminal.company_id,
        kind=kind,
        subject=terminal.id,
        actor=MACHINE,
        at=clock.now(),
        data={"at": evidence.rfc3339(at), "reason": reason},
    )


async def _judge_again(terminal: Enrolled, low: datetime, high: datetime) -> None:
    """Mark the days of everybody who may have stood before this terminal."""
    zone = ZoneInfo(terminal.zone)
    first = max(low, high - _LONGEST).astimezone(zone).date() - _DAY
    people = await _affected(terminal)
    days = list(dates(first, high.astimezone(zone).date()))
    await dirty.mark(terminal.company_id, ((one, day) for one in people for day in days))


async def _affected(terminal: Enrolled) -> set[str]:
    """The people of its site, and those elsewhere who used it lately."""
    near = await Person.filter(
        company_id=terminal.company_id, site_id=terminal.site, left_on=None
    ).values_list("id")
    since = (clock.now() - _USED_LATELY).astimezone(ZoneInfo(terminal.zone)).date()
    lately = punch_index.of_terminal(terminal.id, since)
    used = await lately.filter(person_id__isnull=False).distinct().values_list("person_id")
    return {person for (person,) in [*near, *used]}
