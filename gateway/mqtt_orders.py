"""Orders to MQTT terminals: given while they listen, one after another, with the pauses they need.

State is in the database (hr/orders): what is lost here is due again under the same number.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from devices.clock import show_local
from devices.driver import CommandResult, Order
from devices.exchange import Publish
from devices.mqtt import Sheet
from gateway.mqtt_routes import Route
from hr import clock, orders
from hr.gateway import Enrolled, NotStoredError

_LOOK = 2.0
_MOST = 20  # with a second between them they are told before the first is due again
_PATIENCE = 30.0
_AWAKE = 120.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Outbox:
    """What one terminal is still to be told, and the one sheet that it is working on."""

    waiting: deque[tuple[Publish, float]] = field(default_factory=deque)
    free_at: float = 0.0
    heard: float = 0.0
    sheet: Sheet | None = None
    sheet_until: float = 0.0


class Orders:
    """Delivers what hr/orders owes; call `beat` every second and `heard` for every message."""

    def __init__(self, route: Callable[[Enrolled], Route], send: Callable[[Publish], None]) -> None:
        self._route = route
        self._send = send
        self._boxes: dict[str, _Outbox] = {}
        self._looked = 0.0

    def heard(self, to: Enrolled, *, online: bool | None) -> None:
        """A terminal that has just spoken listens; one that says it goes does not."""
        box = self._boxes.setdefault(to.id, _Outbox())
        box.heard = 0.0 if online is False else clock.monotonic()

    async def beat(self, enrolled: Sequence[Enrolled]) -> None:
        """Take what is due for those who listen, and send what its pause lets go."""
        now = clock.monotonic()
        if now - self._looked >= _LOOK:
            self._looked = now
            try:
                await self._take(enrolled, now)
            except NotStoredError as error:
                _log.debug("orders cannot be read: %s", error)
        for box in self._boxes.values():
            while box.waiting and box.free_at <= now:
                message, pause = box.waiting.popleft()
                self._send(message)
                box.free_at = now + pause

    async def settle(self, to: Enrolled, results: Sequence[CommandResult]) -> None:
        """Keep the answers; those to questions of our own (not orders) have no number."""
        found = [one for result in results for one in self._split(to, result)]
        numbered = [one for one in found if one.command_id.isdecimal()]
        if numbered:
            try:
                await orders.settle(to, numbered)
            except NotStoredError as error:
                _log.error("an answer of %s was not kept, we ask again: %s", to.serial, error)

    async def _take(self, enrolled: Sequence[Enrolled], now: float) -> None:
        owed = await orders.owed()
        for to in enrolled:
            box = self._boxes.get(to.id)
            if to.id not in owed or box is None or not _is_free(box, now):
                continue
            route = self._route(to)
            if route.family is None or route.family.order is None:
                continue
            box.sheet = None
            await self._fill(box, route, await orders.due(to, _MOST))

    async def _fill(self, box: _Outbox, route: Route, due: Sequence[Order]) -> None:
        """One sheet for several deletions where the family has it, else one message each."""
        gone = tuple(one for one in due if one.kind == "delete_user")
        sheet = self._sheet(route, gone)
        if sheet is not None:
            box.sheet, box.sheet_until = sheet, clock.monotonic() + _PATIENCE
            box.waiting.append((sheet.message, 0.0))
        for one in due:
            if sheet is None or one not in gone:
                await self._queue(box, route, one)

    def _sheet(self, route: Route, gone: tuple[Order, ...]) -> Sheet | None:
        family = route.family
        if family is None or family.sheet is None or route.device is None:
            return None
        return family.sheet(gone, route.device, route.settings)

    async def _queue(self, box: _Outbox, route: Route, order: Order) -> None:
        family, to, device = route.family, route.to, route.device
        if family is None or family.order is None or to is None or device is None:
            return
        here = show_local(clock.now().astimezone(ZoneInfo(to.zone)))
        message = family.order(order, here, device, route.settings)
        if message is None:
            await orders.drop(to, order.number, orders.NOT_POSSIBLE)
        else:
            box.waiting.append((message, family.pace_seconds.get(order.kind, 0.0)))

    def _split(self, to: Enrolled, result: CommandResult) -> list[CommandResult]:
        """An answer to a sheet as one answer per order; people it does not name have its code."""
        box = self._boxes.get(to.id)
        if box is None or box.sheet is None or box.sheet.message_id != result.command_id:
            return [result]
        numbers, box.sheet = box.sheet.numbers, None
        return [
            replace(
                result,
                command_id=str(number),
                code=result.persons.get(code, result.code),
                persons={},
            )
            for code, number in numbers.items()
        ]


def _is_free(box: _Outbox, now: float) -> bool:
    listens = now - box.heard < _AWAKE
    return listens and not box.waiting and (box.sheet is None or now >= box.sheet_until)
