"""ZK live events: the payload of a REG_EVENT frame for EF_ATTLOG (devices.md 1.9)."""

from struct import Struct

from devices.codecs import text, zk_time
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame
from devices.driver import (
    Batch,
    PunchEvent,
    Unreadable,
    identity_of,
    status_flags,
    verify_of,
)

SOURCE = "zk.live"
_NUMBER = {10: Struct("<HBB6s"), 12: Struct("<IBB6s"), 14: Struct("<HBB6s")}
_TEXT = Struct("<24sBB6s")
_TEXT_SIZES = (32, 36, 37)
_REPEATED = 52


def batch_of(frame: Frame) -> Batch | None:
    """Read one frame; None when it is no event or carries nothing.

    An event nobody can read, also one with a wrong checksum, is in `unreadable`: listening goes on.
    """
    if frame.command != Code.REG_EVENT or not frame.data:
        return None
    payloads = _split(frame.data)
    if not frame.intact or not payloads:
        reason = "bad_event" if frame.intact else "bad_checksum"
        bad = Unreadable(payload=frame.data, reason=reason, detail=f"{len(frame.data)} bytes")
        return Batch(source=SOURCE, payload=frame.data, unreadable=(bad,))
    found = [decode(payload) for payload in payloads]
    return Batch(
        source=SOURCE,
        payload=frame.data,
        events=tuple(item for item in found if isinstance(item, PunchEvent)),
        unreadable=tuple(item for item in found if isinstance(item, Unreadable)),
    )


def decode(payload: bytes) -> PunchEvent | Unreadable:
    """Read one event of 10, 12, 14, 32, 36, 37 or 52 bytes."""
    code, verify, state, time = _fields(payload)
    local = zk_time.decode_event(time)
    if local is None:
        return Unreadable(payload=payload, reason="bad_time", detail=f"event time {time.hex()}")
    decoded = text.decode(code)
    return PunchEvent(
        person_code=decoded.text,
        local=local,
        state=state,
        verify=verify_of(verify),
        verify_code=verify,
        identity=identity_of(decoded.text, local),
        payload=payload,
        flags=("undecoded_code",) * decoded.escaped + status_flags(state, verify),
    )


def encode(code: str, local: str, verify: int, state: int, size: int = 32) -> bytes:
    """Lay one event out, as a terminal does; 10, 12 and 14 bytes need a numeric code."""
    time = zk_time.encode_event(local)
    if size in _NUMBER:
        return _NUMBER[size].pack(int(code), verify, state, time).ljust(size, b"\0")
    return _TEXT.pack(code.encode(), verify, state, time).ljust(size, b"\0")


def _split(data: bytes) -> list[bytes]:
    if len(data) in _NUMBER or len(data) in _TEXT_SIZES:
        return [data]
    if len(data) % _REPEATED == 0:
        return [data[at : at + _REPEATED] for at in range(0, len(data), _REPEATED)]
    return []


def _fields(payload: bytes) -> tuple[bytes, int, int, bytes]:
    if layout := _NUMBER.get(len(payload)):
        number, verify, state, time = layout.unpack_from(payload)
        return b"%d" % number, verify, state, time
    code, verify, state, time = _TEXT.unpack_from(payload)
    return text.until_nul(code), verify, state, time
