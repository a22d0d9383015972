"""Following the punches: one cheap look per company, rows only when something came."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from nicegui import ui

from hr import clock, punches
from hr.punches import PunchRow
from portal.errors import attempt
from portal.page import View

TICK = 0.25
_FRESH = 0.2
_OVERLAP = 2.0
_MOST = 100
_TROUBLED = 5.0
_newest: dict[str, tuple[float, str]] = {}


def follow(beat: Callable[[], Awaitable[None]], *, seconds: float = TICK) -> None:
    """Run `beat` again and again while the page is connected; trouble slows it down."""
    client = ui.context.client

    async def once() -> None:
        if client.has_socket_connection:
            timer.interval = seconds if await attempt(beat) else _TROUBLED

    timer = ui.timer(seconds, once)


async def newest(view: View) -> str:
    """The latest punch of the company; the open boards of a company share one look."""
    asked, found = _newest.get(view.me.company_id, (-_FRESH, ""))
    if clock.monotonic() - asked >= _FRESH:
        found = await view.ask(punches.newest)
        _newest[view.me.company_id] = (clock.monotonic(), found)
    return found


class Tail:
    """The punches a page has not shown yet.

    Ids carry the time they were made, and two gateways may commit in the other order: so the
    last seconds are asked for again, and what was seen is not shown twice.
    """

    def __init__(self, shown: list[PunchRow]) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._after = shown[0].id if shown else ""
        self._last, self._moved = self._after, clock.monotonic()

    async def fresh(self, view: View) -> list[PunchRow]:
        """What came since the last call, newest first."""
        now, last = clock.monotonic(), await newest(view)
        if last != self._last:
            self._last, self._moved = last, now
        elif now - self._moved > _OVERLAP:
            return []
        rows = await view.ask(punches.stream, after=self._after, limit=_MOST)
        found = [one for one in rows if one.id not in self._seen]
        self._seen.update({one.id: now for one in reversed(found)})
        self._forget(now)
        return found

    def _forget(self, now: float) -> None:
        while self._seen and now - next(iter(self._seen.values())) > _OVERLAP:
            gone, _ = self._seen.popitem(last=False)
            self._after = max(self._after, gone)
