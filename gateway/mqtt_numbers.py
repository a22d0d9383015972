"""Which of a terminal's own record numbers never came: reported as a gap, closed when they do.

A number that is left out for half a minute, and that no other gateway has stored, is a gap between
its neighbours. Numbers start again after a factory reset: a smaller one at a later time is no gap.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from hr import clock, reconcile, skipped
from hr.gateway import Enrolled, NotStoredError

_GRACE = 30.0
_MOST = 10_000
_MOST_HOLES = 100
_LOOK_BACK = 1000
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Hole:
    """Numbers that are missing between two records, whose local times are `low` and `high`."""

    missing: set[int]
    low: str
    high: str
    looked: float
    reported: int = 0


@dataclass(slots=True)
class _Count:
    """How far one terminal has counted, and what it left out."""

    to: Enrolled
    last: int | None = None
    local: str = ""
    holes: list[_Hole] = field(default_factory=list)


class Numbers:
    """Follows every terminal's counter; `meet` before a batch is stored, `see` after it."""

    def __init__(self) -> None:
        self._counts: dict[str, _Count] = {}

    async def meet(self, to: Enrolled, *, resends: bool) -> None:
        """Recall where a terminal stood; one that resends until acknowledged left out nothing."""
        if to.id in self._counts:
            return
        count = _Count(to)
        try:
            known = [] if resends else await skipped.latest(to, _LOOK_BACK)
            for number, local in known:  # finds what was not reported when we last ended
                _count(count, number, local)
            for low, high in await skipped.unsettled(to):
                await _recall(count, low, high)
        except NotStoredError:
            return  # the batch will not be stored either; the next one asks again
        self._counts[to.id] = count

    def see(self, to: Enrolled, numbers: Iterable[tuple[str, str]]) -> None:
        """Numbers in the order they came, each with its local time or ""."""
        count = self._counts.get(to.id)
        if count is None:
            return
        for text, local in numbers:
            if text.isdecimal() and len(text) < 19:
                _count(count, int(text), local)

    async def beat(self) -> None:
        """Report what has been missing for long enough, and close what has come."""
        for count in self._counts.values():
            for hole in tuple(count.holes):
                try:
                    await _settle(count, hole)
                except NotStoredError as error:
                    _log.debug("a gap of %s waits: %s", count.to.serial, error)


def _count(count: _Count, number: int, local: str) -> None:
    last = count.last
    if last is None or number == last + 1:
        count.last = number
    elif number > last:
        if number - last <= _MOST:
            missing = set(range(last + 1, number))
            count.holes.append(_Hole(missing, count.local or local, local, clock.monotonic()))
            del count.holes[:-_MOST_HOLES]
        count.last = number
    else:
        for hole in count.holes:
            hole.missing.discard(number)
        if not local > count.local:
            return
        count.last = number
    count.local = local or count.local


async def _settle(count: _Count, hole: _Hole) -> None:
    """Report a hole that stayed, then follow it: another gateway may fill it, or we do."""
    due = clock.monotonic() - hole.looked >= _GRACE
    if hole.low > hole.high:  # the clock was set between them: nobody can say where to look
        hole.missing.clear()
    if hole.missing and due:
        hole.looked = clock.monotonic()
        hole.missing -= (await skipped.stored(count.to, hole.low, hole.high)).keys()
    if len(hole.missing) != hole.reported and (due or hole.reported or not hole.missing):
        await _tell(count, hole)
    if not hole.missing:
        count.holes.remove(hole)


async def _tell(count: _Count, hole: _Hole) -> None:
    """Write what is missing now; holes that begin in the same second are one gap."""
    left = sum(len(one.missing) for one in count.holes if one.low == hole.low)
    if left:
        await reconcile.gap(count.to, "skipped", hole.low, hole.high or hole.low, left)
    elif hole.reported:
        await skipped.filled(count.to, hole.low)
    hole.reported = len(hole.missing)


async def _recall(count: _Count, low: str, high: str) -> None:
    """Follow a reported gap again; not when its neighbours do not say which are missing."""
    for hole in count.holes:
        if hole.low == low:
            hole.reported = len(hole.missing) or 1
            return
    held = await skipped.stored(count.to, low, high)
    first = max((no for no, local in held.items() if local == low), default=None)
    last = min((no for no, local in held.items() if local == high), default=None)
    if first is None or last is None or not 0 < last - first <= _MOST:
        return
    missing = set(range(first + 1, last)) - held.keys()
    count.holes.append(_Hole(missing, low, high, clock.monotonic(), reported=len(missing) or 1))
