"""One terminal's log against ours, day by day, as its protocol last compared them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hr import clock, terminals
from hr.action import Work, query
from hr.views import shape
from orm.models import TerminalDay
from rules.access import Permission

DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """One local day; `same`: equal counts and equal digests of what was punched."""

    day: date
    device_count: int
    stored_count: int
    same: bool
    checked_at: datetime


@query(Permission.TERMINAL_VIEW, "逐日核对", "Day by day")
async def counts(work: Work, terminal_id: str) -> list[DayCount]:
    """The last 30 days that were compared, the latest first."""
    found = await terminals.mine(work, terminal_id)
    since = clock.today(found.zone) - timedelta(days=DAYS - 1)
    rows = await TerminalDay.filter(terminal_id=found.id, day__gte=since).order_by("-day")
    return [
        shape(
            DayCount,
            one,
            same=(one.device_count, one.device_digest) == (one.stored_count, one.stored_digest),
        )
        for one in rows
    ]
