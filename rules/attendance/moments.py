"""Moments are whole seconds since 1970 UTC: real elapsed time, whatever wall clocks do."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Moment = int
"""Seconds since 1970-01-01T00:00Z."""

MINUTE = 60
DAY_MINUTES = 24 * 60


def moment(at: datetime) -> Moment:
    """Turn an aware datetime into a moment; fractions of a second are cut."""
    return int(at.timestamp())


def instant(at: Moment) -> datetime:
    """Turn a moment into an aware datetime in UTC, for storage."""
    return datetime.fromtimestamp(at, UTC)


def local(at: Moment, zone: ZoneInfo) -> datetime:
    """Show a moment on the wall clock of the schedule."""
    return datetime.fromtimestamp(at, zone)


def local_text(at: Moment, zone: ZoneInfo) -> str:
    """Print a moment as `2026-11-12T09:14`, with seconds only when there are any."""
    shown = local(at, zone)
    return f"{shown.date()}T{_clock(shown)}"


def clock_text(at: Moment, zone: ZoneInfo) -> str:
    """Print the time of day, with seconds only when there are any."""
    return _clock(local(at, zone))


def _clock(at: datetime) -> str:
    text = f"{at.hour:02d}:{at.minute:02d}"
    return f"{text}:{at.second:02d}" if at.second else text


@lru_cache(maxsize=65536)
def on(day: date, minute: int, zone: ZoneInfo) -> Moment:
    """Return the moment `minute` minutes of wall clock after midnight of `day`.

    Of an ambiguous time the first is meant; a time that does not exist keeps the offset before.
    """
    days, rest = divmod(minute, DAY_MINUTES)
    there = day + timedelta(days=days)
    at = datetime(there.year, there.month, there.day, rest // 60, rest % 60, tzinfo=zone)
    return int(at.timestamp())


def clock(text: str) -> int:
    """Read `09:30` as minutes after midnight; `24:00` is the end of the day."""
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
