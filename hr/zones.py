"""A terminal that ran in a wrong time zone: seen, and mended from an instant on, on record.

The punches stay as they came. A correction is a row of its own; the days it touches are judged
again, those of closed months become proposals.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from devices.clock import zone_error_minutes
from hr import dirty, ids, terminals
from hr.action import Work, action, query
from hr.corrected import read_in
from hr.evidence import rfc3339
from hr.views import shape
from orm.models import Company, Punch, Terminal, ZoneCorrection
from rules.access import Permission
from rules.problem import refuse

_LATELY = timedelta(days=7)
_SAMPLES = 20
_MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What speaks for a wrong zone: punches are `minutes` off, all the same, since an instant."""

    minutes: int
    since: datetime
    punches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    since: datetime
    until: datetime
    zone: str
    minutes: int
    reason: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a correction would do: how many punches, and the first as it is and would be."""

    punches: int
    local: str
    before: datetime | None
    after: datetime | None


@query(Permission.TERMINAL_VIEW, "时区可疑吗", "Is the zone in doubt")
async def hint(work: Work, terminal_id: str) -> Hint | None:
    """Whether the gateway says so, or the latest punches are all ahead by the same quarters."""
    found = await terminals.mine(work, terminal_id)
    rows = (
        await Punch.filter(terminal_id=found.id, received_at__gte=work.now - _LATELY)
        .order_by("-id")
        .limit(_SAMPLES)
    )
    ahead = zone_error_minutes([round((one.at - one.received_at).total_seconds()) for one in rows])
    told = int(found.settings.get("gateway", {}).get("zone_suspect", 0))
    off = told or (ahead if ahead is not None and ahead > 0 else 0)  # behind is also mere lateness
    if not off or not rows or await _corrected(found.id, rows):
        return None
    return Hint(minutes=off, since=min(one.at for one in rows), punches=len(rows))


@query(Permission.TERMINAL_VIEW, "时区更正", "Zone corrections")
async def list_corrections(work: Work, terminal_id: str) -> list[Correction]:
    found = await terminals.mine(work, terminal_id)
    rows = await ZoneCorrection.filter(terminal_id=found.id).order_by("-made_at")
    return [shape(Correction, one) for one in rows]


@query(Permission.TERMINAL_EDIT, "更正会改变什么", "What a correction changes")
async def preview(
    work: Work, terminal_id: str, since: datetime, until: datetime, zone: str, minutes: int = 0
) -> Preview:
    found = await terminals.mine(work, terminal_id)
    _check(since, until, zone, minutes)
    rows = await _touched(found.id, since, until)
    if not rows:
        return Preview(punches=0, local="", before=None, after=None)
    first = rows[0]
    after = read_in(first.local_text, zone, minutes)
    return Preview(punches=len(rows), local=first.local_text, before=first.at, after=after)


@action(Permission.TERMINAL_EDIT, "更正时区", "Correct the zone")
async def correct(
    work: Work,
    terminal_id: str,
    since: datetime,
    until: datetime,
    zone: str,
    *,
    minutes: int = 0,
    reason: str = "",
) -> int:
    """Read the punches stored for `since` to before `until` in this zone; returns how many.

    `minutes` is what to add when the terminal's own clock was off as well. From now on the
    terminal is in this zone.
    """
    found = await terminals.mine(work, terminal_id)
    _check(since, until, zone, minutes)
    rows = await _touched(found.id, since, until)
    made = ZoneCorrection(
        id=ids.new_id(),
        company_id=work.company_id,
        terminal_id=found.id,
        since=since,
        until=until,
        zone=zone,
        minutes=minutes,
        reason=reason.strip()[:400],
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    await made.save(force_create=True)
    await Terminal.filter(id=found.id).update(zone=zone)
    await _judge_again(work, rows, zone, minutes)
    await _told(work, made, found.zone, len(rows))
    return len(rows)


async def _told(work: Work, made: ZoneCorrection, before: str, punches: int) -> None:
    await work.emit(
        "terminal.zone_corrected",
        made.terminal_id,
        since=rfc3339(made.since),
        until=rfc3339(made.until),
        before=before,
        after=made.zone,
        minutes=made.minutes,
        punches=punches,
        reason=made.reason,
    )


async def _judge_again(work: Work, rows: Iterable[Punch], zone: str, minutes: int) -> None:
    """Mark the days a punch stood on and those it stands on now."""
    home = ZoneInfo((await Company.get(id=work.company_id)).zone)
    marks = set()
    for one in rows:
        if one.person_id is not None:
            now = read_in(one.local_text, zone, minutes)
            for local in (one.at.astimezone(home), now.astimezone(home)):
                marks |= set(dirty.days_of(one.person_id, f"{local:%Y-%m-%d %H:%M:%S}"))
    await dirty.mark(work.company_id, marks)


async def _touched(terminal_id: str, since: datetime, until: datetime) -> list[Punch]:
    return await Punch.filter(terminal_id=terminal_id, at__gte=since, at__lt=until).order_by("at")


async def _corrected(terminal_id: str, rows: Iterable[Punch]) -> bool:
    """Whether what looks wrong has been mended already."""
    first = min(one.at for one in rows)
    return await ZoneCorrection.filter(
        terminal_id=terminal_id, since__lte=first, until__gt=first
    ).exists()


def _check(since: datetime, until: datetime, zone: str, minutes: int) -> None:
    if until <= since:
        raise refuse(
            "backwards",
            "结束时间要晚于开始时间。",
            "The end must come after the beginning.",
            where="until",
        )
    if abs(minutes) > _MOST_MINUTES:
        raise refuse("minutes", "最多差一天。", "A day at most.", where="minutes")
    known_zone(zone)


def known_zone(zone: str) -> None:
    """Refuse a zone that nobody knows."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse("zone", "没有这个时区。", "There is no such zone.", where="zone") from None
