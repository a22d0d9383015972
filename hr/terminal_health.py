"""The last 30 days of one terminal: when it was silent and why, cut into its local days.

What stands here is what an absence must not be concluded from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from hr import terminals
from hr.action import Work, query
from hr.terminals import OutageView
from hr.views import shape
from orm.models import TerminalOutage
from rules.access import Permission
from rules.period import dates

DAYS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A silent part of one day: minutes of that day, 0 to 1440, and the reason's code."""

    low: int
    high: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthDay:
    """One local day; no spells: the terminal was there all day."""

    day: date
    spells: tuple[Spell, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Thirty days, the oldest first; the outages behind them, the newest first."""

    days: tuple[HealthDay, ...]
    outages: tuple[OutageView, ...]
    seconds: int


@query(Permission.TERMINAL_VIEW, "三十天健康", "Thirty days of health")
async def health(work: Work, terminal_id: str) -> Health:
    found = await terminals.mine(work, terminal_id)
    zone = ZoneInfo(found.zone)
    today = work.now.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    low = datetime.combine(first, time(), zone)
    rows = await TerminalOutage.filter(
        Q(ended_at=None) | Q(ended_at__gt=low), terminal_id=found.id
    ).order_by("-began_at")
    outages = tuple(shape(OutageView, one) for one in rows)
    down = [(max(one.began_at, low), one.ended_at or work.now) for one in outages]
    return Health(
        days=tuple(_day(day, outages, zone, work.now) for day in dates(first, today)),
        outages=outages,
        seconds=sum(int((end - start).total_seconds()) for start, end in down if end > start),
    )


def _day(day: date, outages: Sequence[OutageView], zone: ZoneInfo, now: datetime) -> HealthDay:
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + _DAY, time(), zone)
    spells = tuple(_spells(outages, start, end, now))
    return HealthDay(day=day, spells=spells, minutes=sum(one.high - one.low for one in spells))


def _spells(
    outages: Sequence[OutageView], start: datetime, end: datetime, now: datetime
) -> Iterator[Spell]:
    """What of the outages lies in a day, the earliest first, at least a minute each."""
    for one in reversed(outages):
        low, high = max(one.began_at, start), min(one.ended_at or now, end)
        if low < high:
            first = int((low - start).total_seconds()) // 60
            last = -(-int((high - start).total_seconds()) // 60)
            yield Spell(low=first, high=max(last, first + 1), reason=one.reason)
