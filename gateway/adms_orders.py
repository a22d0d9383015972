"""Orders to ADMS terminals: given with the answer to a poll, as many as one answer may carry."""

from datetime import datetime

from devices.codecs.adms_reply import Command
from devices.driver import Order
from devices.protocols import adms
from hr import clock, orders
from hr.gateway import Enrolled, NotStoredError

_LOOK = 1.0


class AdmsOrders:
    """Asks storage once a second who is owed anything, not at every poll of every terminal."""

    def __init__(self) -> None:
        self._owed: frozenset[str] = frozenset()
        self._looked = float("-inf")

    async def due(self, to: Enrolled, now: datetime, context: adms.Context) -> list[Command]:
        """The commands for this poll; none while storage is down, so they stay owed."""
        try:
            if to.id not in await self._who():
                return []
            return [
                said
                for one in await orders.due(to)
                if (said := await self._say(to, one, now, context)) is not None
            ]
        except NotStoredError:
            return []

    async def greeted(self, to: Enrolled) -> None:
        """A terminal says hello: if it was to restart, it has. Raises NotStoredError."""
        if to.id in await self._who():
            await orders.restarted(to)

    async def _say(
        self, to: Enrolled, order: Order, now: datetime, context: adms.Context
    ) -> Command | None:
        """Write one order; what must not or cannot be sent fails with its reason."""
        if order.kind == "clear_log" and not await orders.all_stored(to.id):
            await orders.drop(to, order.number, orders.NOT_STORED)
            return None
        said = adms.command(order, now, context)
        if said is None:
            await orders.drop(to, order.number, orders.NOT_POSSIBLE)
        return said

    async def _who(self) -> frozenset[str]:
        if clock.monotonic() - self._looked >= _LOOK:
            self._looked = clock.monotonic()
            self._owed = await orders.owed()
        return self._owed
