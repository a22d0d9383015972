"""Following the punches: one look for all open boards of a company and reach, rows as they come."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

from nicegui import ui

from hr import board, clock, punches
from hr.board import Board
from hr.punches import PunchRow
from portal.errors import attempt
from portal.page import View
from rules.access import Role

TICK = 0.25
_FRESH = 0.2
_OVERLAP = 2.0
_KEPT = 10.0
_MOST = 100
_TROUBLED = 5.0


def follow(beat: Callable[[], Awaitable[None]], *, seconds: float = TICK) -> None:
    """Run `beat` again and again while the page is connected; trouble slows it down."""
    client = ui.context.client

    async def once() -> None:
        if client.has_socket_connection:
            timer.interval = seconds if await attempt(beat) else _TROUBLED

    timer = ui.timer(seconds, once)


class Feed:
    """The punches and sums of one company and reach, asked once for every board that shows them.

    Ids carry the time they were made, and two gateways may commit in the other order: so the
    last seconds are asked for again, and a row is counted once.
    """

    def __init__(self, newest: str) -> None:
        self.rows: OrderedDict[str, tuple[float, PunchRow]] = OrderedDict()
        self._after = self._last = newest
        self._moved = self.asked = clock.monotonic()
        self._board: Board | None = None
        self._board_at = 0.0
        self._lock = asyncio.Lock()

    async def look(self, view: View) -> None:
        """Take in what came, unless another board has just looked."""
        async with self._lock:
            now = clock.monotonic()
            if now - self.asked < _FRESH:
                return
            self.asked, newest = now, await view.ask(punches.newest)
            if newest != self._last:
                self._last, self._moved = newest, now
            elif now - self._moved > _OVERLAP:
                return
            found = await view.ask(punches.stream, after=self._after, limit=_MOST)
            for one in reversed(found):
                self.rows.setdefault(one.id, (now, one))
            self._forget(now)

    async def board(self, view: View, age: float) -> Board:
        """The sums, at most `age` seconds old."""
        async with self._lock:
            now = clock.monotonic()
            if self._board is None or now - self._board_at > age:
                self._board, self._board_at = await view.ask(board.board), now
            return self._board

    def _forget(self, now: float) -> None:
        for key, (came, _) in list(self.rows.items()):
            if now - came > _OVERLAP:
                self._after = max(self._after, key)
            if now - came > _KEPT:
                del self.rows[key]


class Reader:
    """Where one board stands in a feed; `shown` are the rows it opened with."""

    def __init__(self, feed: Feed, shown: list[PunchRow]) -> None:
        self._feed = feed
        self._seen = {one.id for one in shown}

    def fresh(self) -> list[PunchRow]:
        """The rows not given yet, newest first."""
        found = [row for key, (_, row) in self._feed.rows.items() if key not in self._seen]
        self._seen = set(self._feed.rows)
        return found[::-1]


_feeds: dict[Hashable, Feed] = {}


async def feed_of(view: View) -> Feed:
    """The feed of this visitor's company and reach; one that nobody followed starts anew."""
    me = view.me
    key = (me.company_id, me.held, me.person_id if Role.MANAGER in me.roles else None)
    for other, old in list(_feeds.items()):
        if clock.monotonic() - old.asked > _KEPT / 2:
            del _feeds[other]
    if key not in _feeds:
        _feeds[key] = Feed(await view.ask(punches.newest))
    return _feeds[key]
