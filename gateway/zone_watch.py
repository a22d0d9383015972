"""A terminal whose zone is wrong: its live punches are all off by the same hours.

Only uploads of few punches are looked at, half a minute apart at least: a backlog is late, and
late by ever less; a wrong zone is off by the same again and again.
"""

from collections import deque
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from devices.clock import show_local, skew_seconds, zone_error_minutes
from devices.driver import Batch, Signal
from hr import clock
from hr.gateway import Enrolled

_LIVE = 5
_APART = timedelta(seconds=30)
_SAMPLES = 5
_STEP = 30
NOTE = "zone_suspect"
"""Key of the note how far off a terminal was said to be, in minutes; 0 when it is well."""


class ZoneWatch:
    """The last skews of each terminal, and what was told already."""

    def __init__(self) -> None:
        self._skews: dict[str, deque[tuple[datetime, int]]] = {}
        self._told: dict[str, int] = {}

    def look(self, to: Enrolled, batch: Batch) -> int | None:
        """Minutes to note when a terminal is newly found wrong, or well again; else None."""
        skews = self._skews.setdefault(to.id, deque(maxlen=_SAMPLES))
        if not self._sample(to, batch, skews):
            return None
        off = zone_error_minutes([skew for _, skew in skews]) or 0
        known = self._told.get(to.id, int(to.notes.get(NOTE, 0)))
        well = abs(skews[-1][1]) < _STEP * 30
        return None if off == known or off % _STEP or not (off or well) else off

    def told(self, to: Enrolled, minutes: int) -> None:
        """It has been noted, and told if it was wrong."""
        self._told[to.id] = minutes

    def _sample(self, to: Enrolled, batch: Batch, skews: deque[tuple[datetime, int]]) -> bool:
        now = clock.now()
        if not 0 < len(batch.events) <= _LIVE or (skews and now - skews[-1][0] < _APART):
            return False
        last = batch.events[-1]
        here = show_local(now.astimezone(ZoneInfo(to.zone)))
        skew = skew_seconds(last.local, here)
        if skew is None or last.zone_offset_minutes is not None:
            return False
        skews.append((now, skew))
        return True


def signal(minutes: int, at: datetime) -> Signal:
    """What a person hears: by how much, and since when it is seen."""
    hours = f"{minutes / 60:+g}"
    return Signal(code=NOTE, detail=f"punches are {hours} h off, seen {show_local(at)} UTC")
