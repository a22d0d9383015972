"""ZK frames: length-prefixed TCP framing, checksum, communication key (devices.md 1.1-1.5)."""

from dataclasses import dataclass
from struct import Struct

PREFIX = Struct("<HHI")
HEADER = Struct("<4H")
MAGIC = (0x5050, 0x7D82)
MAX_FRAME = 1 << 20
"""The largest frame seen is a 65,472-byte chunk; a megabyte is room, four gigabytes an attack."""

_TICKS = 50


class FrameError(ValueError):
    """The stream is not ZK framing (or lost it); only a new connection helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame; `intact` says whether the checksum on the wire was right."""

    command: int
    session: int
    reply: int
    data: bytes = b""
    intact: bool = True

    def encode(self) -> bytes:
        """Frame as TCP bytes with prefix and checksum."""
        blank = HEADER.pack(self.command, 0, self.session, self.reply) + self.data
        header = HEADER.pack(self.command, checksum(blank), self.session, self.reply)
        return PREFIX.pack(*MAGIC, len(blank)) + header + self.data


class Reader:
    """Cuts a byte stream into frames, whatever the chunking; holds at most one frame."""

    def __init__(self) -> None:
        self._held = bytearray()

    @property
    def pending(self) -> int:
        """Bytes of an unfinished frame: not 0 at the end of a stream means it was cut."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes, return the frames they complete; raises FrameError on foreign bytes."""
        self._held += data
        frames = []
        while (size := self._next_size()) is not None:
            frames.append(_parse(bytes(self._held[PREFIX.size : size])))
            del self._held[:size]
        return frames

    def _next_size(self) -> int | None:
        if len(self._held) < PREFIX.size:
            if not PREFIX.pack(*MAGIC, 0).startswith(self._held[:4]):
                raise FrameError(f"not a ZK terminal: {self._held[:8].hex()}")
            return None
        first, second, length = PREFIX.unpack_from(self._held)
        if (first, second) != MAGIC:
            raise FrameError(f"not a ZK terminal: {self._held[:8].hex()}")
        if not HEADER.size <= length <= MAX_FRAME:
            raise FrameError(f"frame length {length} is outside {HEADER.size}..{MAX_FRAME}")
        whole = PREFIX.size + length
        return whole if len(self._held) >= whole else None


def checksum(packet: bytes) -> int:
    """One's-complement sum of little-endian words; the packet's checksum field must be 0.

    Carrying at 16 bits is counting modulo 65,535, so the packet is read as one number.
    """
    number = int.from_bytes(packet, "little")
    return (number % 0xFFFF or 0xFFFF * (number > 0)) ^ 0xFFFF


def comm_key(password: int, session: int) -> bytes:
    """The four bytes of AUTH: scrambled password and session (devices.md 1.5), at 32 bits."""
    reverse = int(f"{password & 0xFFFFFFFF:032b}"[::-1], 2)
    total = (reverse + session) & 0xFFFFFFFF
    mixed = (total ^ int.from_bytes(b"ZKSO", "little")).to_bytes(4, "little")
    swapped = mixed[2:] + mixed[:2]
    first, second, _, fourth = (byte ^ _TICKS for byte in swapped)
    return bytes((first, second, _TICKS, fourth))


def _parse(packet: bytes) -> Frame:
    command, sent, session, reply = HEADER.unpack_from(packet)
    data = packet[HEADER.size :]
    blank = HEADER.pack(command, 0, session, reply) + data
    return Frame(
        command=command, session=session, reply=reply, data=data, intact=checksum(blank) == sent
    )
