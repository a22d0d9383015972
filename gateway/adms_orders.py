"""Orders to ADMS terminals: given with the answer to a poll, as many as one answer may carry.

An order that takes several commands is done when all of them are: a part that failed stands in
the terminal's notes until the last one is answered.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from devices.codecs.adms_order import MOST_PARTS, part_of
from devices.codecs.adms_reply import Command
from devices.driver import CommandResult, Order
from devices.protocols import adms
from hr import clock, gateway, orders
from hr.gateway import Enrolled, NotStoredError

_LOOK = 1.0
_PARTS = "parts"
_NOT_THERE = {-1, -4, -1002, -1004}
"""Of a part: this firmware has no such table, or nothing is in it."""


class AdmsOrders:
    """Asks storage once a second who is owed anything, not at every poll of every terminal."""

    def __init__(self) -> None:
        self._owed: frozenset[str] = frozenset()
        self._looked = float("-inf")
        self._failed: dict[str, dict[str, int]] = {}

    async def due(self, to: Enrolled, now: datetime, context: adms.Context) -> list[Command]:
        """The commands for this poll; none while storage is down, so they stay owed."""
        most = orders.MOST // MOST_PARTS if context.dialect == "access" else orders.MOST
        try:
            if to.id not in await self._who():
                return []
            due = await orders.due(to, most)
            return [said for one in due for said in await self._say(to, one, now, context)]
        except NotStoredError:
            return []

    async def greeted(self, to: Enrolled) -> None:
        """A terminal says hello: if it was to restart, it has. Raises NotStoredError."""
        if to.id in await self._who():
            await orders.restarted(to)

    async def answered(self, to: Enrolled, results: Sequence[CommandResult]) -> None:
        """Keep the answers, those of parts until their order is answered; raises NotStoredError."""
        whole = []
        for one in results:
            number, is_part = _split(one)
            if not is_part:
                whole.append(await self._with_parts(to, number, one))
            elif one.code < 0 and one.code not in _NOT_THERE and await orders.is_sent(to, number):
                await self._note(to, number, one.code)
        await orders.settle(to, whole)

    async def _with_parts(self, to: Enrolled, number: int, result: CommandResult) -> CommandResult:
        """The answer to an order, worsened by a part of it that failed."""
        failed = self._parts(to).get(str(number))
        if failed is None:
            return result
        await self._note(to, number, None)
        return replace(result, code=failed)

    async def _note(self, to: Enrolled, number: int, code: int | None) -> None:
        """Remember a failed part, or that it has been told."""
        parts = {key: one for key, one in self._parts(to).items() if key != str(number)}
        if code is not None:
            parts[str(number)] = code
        await gateway.remember(to, {_PARTS: parts})
        self._failed[to.id] = parts

    def _parts(self, to: Enrolled) -> dict[str, int]:
        return self._failed.get(to.id) or dict(to.notes.get(_PARTS, {}))

    async def _say(
        self, to: Enrolled, order: Order, now: datetime, context: adms.Context
    ) -> Sequence[Command]:
        """Write one order; what must not or cannot be sent fails with its reason."""
        if order.kind == "clear_log" and not await orders.all_stored(to.id):
            await orders.drop(to, order.number, orders.NOT_STORED)
            return ()
        said = adms.commands(order, now, context)
        if not said:
            await orders.drop(to, order.number, orders.NOT_POSSIBLE)
        return said

    async def _who(self) -> frozenset[str]:
        if clock.monotonic() - self._looked >= _LOOK:
            self._looked = clock.monotonic()
            self._owed = await orders.owed()
        return self._owed


def _split(result: CommandResult) -> tuple[int, bool]:
    text = result.command_id
    return (
        part_of(int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else (0, False)
    )
