"""A simulated ZK terminal on UDP: one frame per datagram, chunks in DATA frames of 1,024 bytes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import MAGIC, PREFIX, Frame, FrameError, Reader
from devices.sims.faults import Faults
from devices.sims.zk_twin import Twin

_PIECE = 1024

Address = tuple[str, int]


class Datagrams(asyncio.DatagramProtocol):
    """Answers datagrams; one twin per client address, a new one at each CONNECT."""

    def __init__(self, twin: Callable[[], Twin], faults: Faults) -> None:
        self._new_twin = twin
        self._faults = faults
        self._twins: dict[Address, Twin] = {}
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (asyncio calls this)."""
        self._transport = transport  # type: ignore[assignment]  # asyncio types the base class

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Answer one request; what is no frame is ignored, as firmware does."""
        try:
            (frame,) = Reader().feed(PREFIX.pack(*MAGIC, len(data)) + data)
        except (FrameError, ValueError):
            return
        if frame.command == Code.CONNECT or addr not in self._twins:
            self._twins[addr] = self._new_twin()
        answers = self._twins[addr].answer(frame, self._faults)
        for piece in self._ordered([piece for one in answers for piece in _pieces(one)]):
            self._send(piece, addr)

    def tell(self, event: Callable[[], Frame]) -> None:
        """Send a live event to every client that listens."""
        for addr, twin in self._twins.items():
            if twin.listening and self._faults.take("lose_event") is None:
                self._send(event(), addr)

    def _ordered(self, pieces: list[Frame]) -> list[Frame]:
        data = [at for at, piece in enumerate(pieces) if piece.command == Code.DATA]
        if len(data) > 1 and self._faults.take("swap") is not None:
            first, second = data[:2]
            pieces[first], pieces[second] = pieces[second], pieces[first]
        return pieces

    def _send(self, frame: Frame, addr: Address) -> None:
        if frame.command == Code.DATA and self._faults.take("lose") is not None:
            return
        copies = 2 if frame.command == Code.DATA and self._faults.take("twice") is not None else 1
        for _ in range(copies):
            if self._transport is not None:
                self._transport.sendto(frame.encode()[PREFIX.size :], addr)


def _pieces(frame: Frame) -> list[Frame]:
    if frame.command != Code.DATA or len(frame.data) <= _PIECE:
        return [frame]
    cuts = range(0, len(frame.data), _PIECE)
    return [replace(frame, data=frame.data[at : at + _PIECE]) for at in cuts]
