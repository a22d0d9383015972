"""How a day stands with HR, and which terminals were silent while it ran."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from hr.days import closed_months
from hr.views import shape
from orm.models import Day, Event, TerminalOutage
from rules.attendance.outlook import Standing
from rules.attendance.result import Verdict
from rules.period import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A terminal that was down during a day; `ended_at` None: it still is."""

    terminal: str
    began_at: datetime
    ended_at: datetime | None


async def standing_of(row: Day) -> Standing:
    """What the rules need to say what comes next."""
    return Standing(
        needs_hr=row.needs_hr,
        held=row.held,
        absent=row.verdict == Verdict.ABSENT,
        accepted=await _accepted(row),
        closed=str(Month.of(row.date)) in await closed_months(row.company_id),
        pending=row.verdict == Verdict.PENDING,
    )


async def silences_of(row: Day, codes: Mapping[str, str], zone: str) -> tuple[Silence, ...]:
    """The outages that touch the day (a night shift ends on the next date), oldest first."""
    first = datetime.combine(row.date, time.min, ZoneInfo(zone))
    found = await TerminalOutage.filter(
        Q(ended_at=None) | Q(ended_at__gt=first),
        terminal_id__in=list(codes),
        began_at__lt=first + timedelta(days=2),
    ).order_by("began_at")
    return tuple(shape(Silence, one, terminal=codes[one.terminal_id]) for one in found)


async def _accepted(row: Day) -> bool:
    found = await Event.filter(
        company_id=row.company_id, subject=row.person_id, type="day.accepted"
    )
    return row.date.isoformat() in {json.loads(one.data)["date"] for one in found if one.data}
