"""Buffered reads over a framed socket: announced, bounded, chunk by chunk, nothing assumed."""

from struct import Struct

from devices.codecs import zk_reply
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame
from devices.errors import WireError
from devices.zk_socket import FramedSocket

CHUNK = 0xFFC0
UDP_CHUNK = 16_384
TRIES = 3
_PREPARE = Struct("<bhii")
_RANGE = Struct("<ii")


def read_buffer(
    link: FramedSocket, command: int, fct: int, limit: int, chunk: int = CHUNK
) -> bytes:
    """Read a whole buffer (log or users) of at most `limit` bytes; raises WireError."""
    first = link.request(Code.PREPARE_BUFFER, _PREPARE.pack(1, command, fct, 0))
    if first.command == Code.DATA:
        return first.data
    if first.command == Code.PREPARE_DATA:
        return _collect(link, first, zk_reply.announced(first, limit))
    if first.command != Code.ACK_OK:
        raise WireError(f"buffered read of {command} is answered with {first.command}")
    size = zk_reply.announced(first, limit)
    data = bytearray()
    while len(data) < size:
        data += _chunk(link, len(data), min(chunk, size - len(data)))
    link.request(Code.FREE_DATA)
    return bytes(data)


def _chunk(link: FramedSocket, start: int, size: int) -> bytes:
    for attempt in range(1, TRIES + 1):
        try:
            first = link.request(Code.READ_BUFFER, _RANGE.pack(start, size))
            return _collect(link, first, size)
        except WireError:
            if attempt == TRIES or not link.alive:
                raise
    raise AssertionError("unreachable")


def _collect(link: FramedSocket, frame: Frame, size: int) -> bytes:
    """Take one chunk: PREPARE, DATA frames of any number, ACK_OK; or DATA alone."""
    prepared = frame.command == Code.PREPARE_DATA
    if prepared:
        zk_reply.announced(frame, size)
        frame = link.reply()
    data = bytearray()
    while frame.command == Code.DATA:
        data += frame.data
        if len(data) >= size and not prepared:
            break
        frame = link.reply()
    if prepared and frame.command != Code.ACK_OK:
        raise WireError(f"a chunk ends with {frame.command}")
    return zk_reply.whole(bytes(data), size)
