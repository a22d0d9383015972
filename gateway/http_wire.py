"""uvicorn's HTTP with the two bounds it lacks: a head must be whole soon, and it must be short.

A peer that writes one byte a second is cut off; what it costs until then is one socket.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 30.0
MAX_HEAD = 16 * 1024


class Wire(HttpToolsProtocol):
    """One connection."""

    _deadline: asyncio.TimerHandle | None = None
    _unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn narrows it
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a head count until it is whole."""
        waiting = self._waits_for_head()
        if waiting:
            self._expect_head()
            self._unread += len(data)
        super().data_received(data)
        if not self._waits_for_head():
            self._head_is_here()
        elif waiting and self._unread > MAX_HEAD:
            self._cut()

    def _waits_for_head(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._cut)

    def _head_is_here(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline, self._unread = None, 0

    def _cut(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()
