"""What the broker may have lost between a terminal and us, and how we get it back.

A session that is gone, a broker that broke off, a full queue: terminals that can are asked for the
span again; those that cannot, and do not send again by themselves, get a gap for people to settle.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from devices.clock import show_local
from devices.exchange import Publish
from gateway.mqtt_routes import Route
from hr import clock, ids, reconcile
from hr.gateway import Enrolled, NotStoredError

QUEUE = 100_000
"""Messages that our broker keeps for a gateway that is away (`max_queued_messages`)."""

SYS: Mapping[str, int] = {
    "$SYS/broker/publish/messages/dropped": 0,
    "$SYS/broker/store/messages/count": 0,
}
_OVERLAP = timedelta(minutes=10)
_MARKS = (0.5, 0.8, 0.95)
_log = logging.getLogger(__name__)


class Loss:
    """What is owed by whom: spans asked again at the next sign of life, gaps not yet written."""

    def __init__(self, send: Callable[[Publish], None]) -> None:
        self._send = send
        self._owed: dict[str, datetime] = {}
        self._gaps: dict[str, tuple[Enrolled, str, str]] = {}
        self._dropped: int | None = None
        self._mark = 0.0

    def note(self, routes: Iterable[Route], why: str, since: datetime | None = None) -> None:
        """Ask everybody for what came since they were last heard (or since then); say so."""
        asked = []
        for route in routes:
            if route.family is None or route.to is None:
                continue
            begin = since or route.to.last_seen_at or route.to.last_punch_at
            if begin is None:
                continue
            if route.family.replay is not None:
                self._owed.setdefault(route.to.id, begin)
                asked.append(route.serial)
            elif not route.family.resends and since is None:
                zone = ZoneInfo(route.to.zone)
                low, high = (show_local(at.astimezone(zone)) for at in (begin, clock.now()))
                self._gaps.setdefault(route.to.id, (route.to, low, high))
        if asked or self._gaps:
            named = ", ".join(sorted([*asked, *(to.serial for to, _, _ in self._gaps.values())]))
            _log.warning("%s, so we ask again: %s", why, named)

    def heard(self, route: Route) -> None:
        """A terminal that speaks listens too: ask it now for what is owed."""
        to, family, device = route.to, route.family, route.device
        since = self._owed.pop(to.id, None) if to and self._owed else None
        if since is None or to is None or family is None or device is None or not family.replay:
            return
        zone = ZoneInfo(to.zone)
        low, high = (show_local(at.astimezone(zone)) for at in (since - _OVERLAP, clock.now()))
        self._send(family.replay(ids.new_id(), low, high, device, route.settings))

    async def beat(self) -> None:
        """Write the gaps that are owed."""
        for key, (to, low, high) in tuple(self._gaps.items()):
            try:
                await reconcile.gap(to, "unheard", low, high)
            except NotStoredError:
                return
            del self._gaps[key]

    def told(self, topic: str, payload: bytes) -> bool:
        """Take what the broker says of itself; True when it has dropped messages since before."""
        if not payload.isdigit():
            return False
        if topic.endswith("dropped"):
            before, self._dropped = self._dropped, int(payload)
            return before is not None and self._dropped > before
        self._watch(int(payload))
        return False

    def _watch(self, queued: int) -> None:
        """Warn once at each mark on the way to a full queue, and once when it is empty again."""
        mark = max((one for one in _MARKS if queued >= one * QUEUE), default=0.0)
        if mark > self._mark:
            _log.error(
                "the broker holds %d messages of %d: the gateway is too slow or storage is down",
                queued,
                QUEUE,
            )
        elif self._mark and queued < QUEUE // 10:
            _log.warning("the broker's queue is short again: %d messages", queued)
        self._mark = mark if mark > self._mark or queued < QUEUE // 10 else self._mark
