"""ZK replies whose numbers must be believed before anything is read: sizes, lengths, options."""

from dataclasses import dataclass
from struct import Struct

from devices.codecs import text
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame
from devices.errors import AuthRefused, WireError

_SIZES = Struct("<20i")
_UINT = Struct("<I")
_MAX_COUNT = 10_000_000
"""More records or users than any terminal stores: a broken value, not a big terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What GET_FREE_SIZES reports, in records."""

    users: int
    fingers: int = 0
    records: int
    fingers_cap: int = 0
    users_cap: int
    record_cap: int
    records_free: int


def check(frame: Frame, session: int | None, reply: int | None, *, greeting: bool = False) -> Frame:
    """Return the frame when checksum, session and reply id fit (None: any), else raise.

    Raises WireError, or AuthRefused when the terminal wants a key and this is no `greeting`.
    """
    if not frame.intact:
        raise WireError(f"reply {frame.command} has a wrong checksum")
    if session is not None and frame.session != session:
        raise WireError(f"reply of session {frame.session} in session {session}")
    if reply is not None and frame.reply != reply:
        raise WireError(f"reply to request {frame.reply} instead of {reply}")
    if frame.command == Code.ACK_UNAUTH and not greeting:
        raise AuthRefused("the terminal asks for its communication key")
    return frame


def free_sizes(data: bytes) -> Sizes:
    """Read GET_FREE_SIZES (80 bytes and more); raises WireError for short or impossible values."""
    if len(data) < _SIZES.size:
        raise WireError(f"the size block has {len(data)} bytes instead of {_SIZES.size}")
    fields = _SIZES.unpack_from(data)
    sizes = Sizes(
        users=fields[4],
        fingers=fields[6],
        records=fields[8],
        fingers_cap=fields[14],
        users_cap=fields[15],
        record_cap=fields[16],
        records_free=fields[19],
    )
    if not all(0 <= count <= _MAX_COUNT for count in (sizes.users, sizes.records)):
        raise WireError(f"impossible counts: {sizes.users} users, {sizes.records} records")
    return sizes


def encode_sizes(sizes: Sizes) -> bytes:
    """Lay GET_FREE_SIZES out, as a terminal does (80 bytes)."""
    fields = [0] * 20
    fields[4], fields[6], fields[8] = sizes.users, sizes.fingers, sizes.records
    fields[14] = sizes.fingers_cap
    fields[15], fields[16], fields[19] = sizes.users_cap, sizes.record_cap, sizes.records_free
    return _SIZES.pack(*fields)


def announced(frame: Frame, limit: int) -> int:
    """Return the bytes a PREPARE reply announces; raises WireError above `limit`."""
    at = 1 if frame.command == Code.ACK_OK else 0
    if len(frame.data) < at + _UINT.size:
        raise WireError(f"reply {frame.command} announces no size")
    size: int = _UINT.unpack_from(frame.data, at)[0]
    if size > limit:
        raise WireError(f"a transfer of {size} bytes is announced, more than {limit} can be")
    return size


def whole(data: bytes, asked: int) -> bytes:
    """Return a chunk of exactly the size asked for; raises WireError otherwise."""
    if len(data) != asked:
        raise WireError(f"a chunk has {len(data)} bytes instead of {asked}")
    return data


def option(data: bytes) -> str:
    """Return the value of a `name=value` reply."""
    return text.decode(text.until_nul(data).partition(b"=")[2]).text
