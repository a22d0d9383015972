"""When a punch really was: its stored instant, unless a correction says how to read its terminal.

Punches are raw facts and stay; days are judged from what is returned here.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from orm.models import ZoneCorrection

FARTHEST = timedelta(hours=27)
"""No two time zones are farther apart; `minutes` beyond a day are refused."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of a company by terminal, the latest made first."""

    by_terminal: dict[str, list[ZoneCorrection]] = field(default_factory=dict)

    @property
    def farthest(self) -> timedelta:
        """How far a corrected instant may lie from the stored one."""
        return FARTHEST * 2 if self.by_terminal else timedelta()

    def instant(self, terminal_id: str, at: datetime, local_text: str) -> datetime:
        """The instant to judge by."""
        for one in self.by_terminal.get(terminal_id, ()):
            if one.since <= at < one.until:
                return read_in(local_text, one.zone, one.minutes)
        return at


async def corrections(company_id: str) -> Corrections:
    """Every correction of a company: few, since each is a mistake somebody mended."""
    found: dict[str, list[ZoneCorrection]] = {}
    for one in await ZoneCorrection.filter(company_id=company_id).order_by("-made_at", "-id"):
        found.setdefault(one.terminal_id, []).append(one)
    return Corrections(found)


def read_in(local_text: str, zone: str, minutes: int) -> datetime:
    """The instant a terminal's local time means in a zone, moved by the error of its clock."""
    local = datetime.fromisoformat(local_text).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC) + timedelta(minutes=minutes)
