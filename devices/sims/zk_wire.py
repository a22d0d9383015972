"""Sending frames as a bad network or a bad terminal would."""

import asyncio
from collections.abc import Sequence
from random import Random

from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import HEADER, PREFIX, Frame
from devices.sims.faults import Faults

_HEAD = PREFIX.size + HEADER.size
_PACE = 0.005
"""Seconds a terminal needs between announcing a chunk and sending it; some clients rely on it."""


class Wire:
    """The sending half of one connection."""

    def __init__(self, writer: asyncio.StreamWriter, faults: Faults, random: Random) -> None:
        self._writer = writer
        self._faults = faults
        self._random = random
        self._last: list[Frame] = []
        self._turn = asyncio.Lock()

    async def send(self, frames: Sequence[Frame]) -> None:
        """Send the frames of one answer, with whatever is ordered; raises ConnectionError."""
        if (seconds := self._faults.number("late", 2)) is not None:
            await asyncio.sleep(seconds)
        if frames and self._faults.take("late_reply") is not None:
            frames, self._last = [*self._last, *frames], list(frames)
        else:
            self._last = list(frames)
        async with self._turn:
            for frame in frames:
                if frame.command == Code.DATA and frame.data:
                    self._cut(frame)
                await self._write(self._encode(frame))
                if frame.command == Code.PREPARE_DATA:
                    await asyncio.sleep(_PACE)

    async def event(self, frames: Sequence[Frame]) -> None:
        """Send live events together, in one segment where the network allows."""
        async with self._turn:
            await self._write(b"".join(self._encode(frame) for frame in frames))

    def _encode(self, frame: Frame) -> bytes:
        packet = frame.encode()
        if self._faults.take("bad_checksum") is None:
            return packet
        at = PREFIX.size + 2
        return packet[:at] + bytes((packet[at] ^ 0xFF,)) + packet[at + 1 :]

    def _cut(self, frame: Frame) -> None:
        for name in ("close_chunk", "rst"):
            keep = self._faults.number(name, 5)
            if keep is None:
                continue
            self._writer.write(frame.encode()[: _HEAD + int(keep)])
            if name == "rst":
                self._writer.transport.abort()
            else:
                self._writer.close()
            raise ConnectionResetError("cut on order")

    async def _write(self, packet: bytes) -> None:
        most = self._faults.number("split", 7)
        if most is None:
            self._writer.write(packet)
        else:
            await self._dribble(packet, int(most))
        await self._writer.drain()

    async def _dribble(self, packet: bytes, most: int) -> None:
        at = 0
        while at < len(packet):
            size = self._random.randint(1, most)
            self._writer.write(packet[at : at + size])
            await self._writer.drain()
            await asyncio.sleep(0)
            at += size
