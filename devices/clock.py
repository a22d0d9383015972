"""Judging device time: flags for odd times, skew, and a zone that is wrong by a constant.

All inputs are device-local text `YYYY-MM-DD HH:MM:SS`; the caller brings "now" as local text too.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

from devices.driver import PunchEvent

FIRST_PLAUSIBLE = "2008-01-01 00:00:00"
"""Before this no supported terminal was built: a dead clock battery starts in 2000."""

_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
_FUTURE = timedelta(minutes=5)
_SUSPECT = timedelta(days=1)
_OLD = timedelta(days=90)
_ZONE_STEP = 15 * 60
_ZONE_SPREAD = 5 * 60
_ZONE_SAMPLES = 3


def parse_local(text: str) -> datetime | None:
    """Read exactly `YYYY-MM-DD HH:MM:SS` (ASCII digits, a real calendar time), else None."""
    if not _LOCAL.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def show_local(moment: datetime) -> str:
    """Write device-local text; years are always four digits."""
    return moment.isoformat(sep=" ", timespec="seconds")[:19]


def flags_of(local: str, now_local: str) -> tuple[str, ...]:
    """Return `clock_suspect`, `future` (over 5 min) or `old` (over 90 days) for one punch."""
    moment, now = parse_local(local), parse_local(now_local)
    if moment is None or now is None or local < FIRST_PLAUSIBLE or moment - now > _SUSPECT:
        return ("clock_suspect",)
    if moment - now > _FUTURE:
        return ("future",)
    return ("old",) if now - moment > _OLD else ()


def judge(events: Iterable[PunchEvent], now_local: str, previous: str = "") -> list[PunchEvent]:
    """Add time flags to a batch in terminal order; `clock_back` where time runs backwards.

    `previous` is the local time of the terminal's last record before this batch, if known.
    """
    judged = []
    for event in events:
        flags = flags_of(event.local, now_local)
        if previous and event.local < previous:
            flags += ("clock_back",)
        previous = event.local
        judged.append(event._replace(flags=event.flags + flags) if flags else event)
    return judged


def skew_seconds(device_local: str, now_local: str) -> int | None:
    """Return how far the terminal's clock is ahead, in seconds; None for an unreadable time."""
    device, now = parse_local(device_local), parse_local(now_local)
    if device is None or now is None:
        return None
    return round((device - now).total_seconds())


def zone_error_minutes(skews: Sequence[int]) -> int | None:
    """Return the constant zone error in minutes seen in the skews of live punches, or None.

    An error is a multiple of 15 minutes, other than 0, that at least three punches agree on.
    """
    if len(skews) < _ZONE_SAMPLES:
        return None
    middle = median(skews)
    steps = round(middle / _ZONE_STEP)
    steady = all(abs(skew - steps * _ZONE_STEP) <= _ZONE_SPREAD for skew in skews)
    return steps * 15 if steps and steady else None
