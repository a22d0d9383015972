"""ZK attendance log: proven record size, five layouts, row by row (devices.md 1.8).

The log buffer is a uint32 byte count and that many bytes of records. Its record size is not
on the wire: bytes and the record counts before and after the read must agree, or nothing is taken.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from struct import Struct, error

from devices.clock import FIRST_PLAUSIBLE, parse_local, show_local
from devices.codecs import text, zk_time
from devices.driver import PunchEvent, Unreadable, identity_of, status_flags, verify_of
from devices.errors import Unsupported, WireError

PREFIX = Struct("<I")
SIZES = (8, 16, 40, 49)
MAX_RECORD = 128
"""Newer firmware appends to the 40-byte form; more than this was never seen."""

_ROW_8A = Struct("<HBIB")
_ROW_8B = Struct("<HBBI")
_ROW_16 = Struct("<IIBB")
_ROW_40 = Struct("<H24sBIB")
_NIBBLE = 16
_AHEAD = timedelta(days=1)
_LAST_PLAUSIBLE = "2100-01-01 00:00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record as laid out: `code` is raw bytes, None where only the slot `uid` is stored."""

    uid: int | None
    code: bytes | None
    time: int
    verify: int
    state: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A proven log: equal records of `layout`, not decoded yet."""

    layout: str
    size: int
    body: bytes

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.body) // self.size if self.size else 0

    def parts(self, rows: int) -> Iterator["Log"]:
        """Return the log in parts of `rows` records, in order; an empty log has none."""
        step = rows * self.size
        for start in range(0, len(self.body), step or 1):
            yield replace(self, body=self.body[start : start + step])

    def payloads(self) -> Iterator[bytes]:
        """Return the raw records in log order."""
        for start in range(0, len(self.body), self.size or 1):
            yield self.body[start : start + self.size]


def prove(buffer: bytes, before: int, after: int, *, pinned: str = "", now: str = "") -> Log:
    """Find the only record layout that bytes and both counts allow.

    `pinned` is the layout proven earlier on this terminal, `now` its clock (local text).
    Raises WireError (read again) or Unsupported (a size or layout nobody can prove).
    """
    body = _body(buffer)
    low, high = sorted((before, after))
    if not body and low:
        raise WireError(f"the log is empty while the terminal reports {low} records")
    if not body:
        return Log(layout=pinned, size=0, body=b"")
    try:
        size = _size(body, low, high, int(pinned.rstrip("AB") or 0))
        return Log(layout=pinned or _layout(body, size, now), size=size, body=body)
    except Unsupported as unknown:
        unknown.payload = buffer
        raise


def decode(
    payload: bytes, layout: str, users: Mapping[int, str] | None = None
) -> PunchEvent | Unreadable:
    """Decode one record; a bad one becomes Unreadable. `users` maps slots to codes (8-byte)."""
    row = parse(payload, layout)
    local = zk_time.decode(row.time)
    if local is None:
        return Unreadable(
            payload=payload, reason="bad_time", detail=f"time word {row.time:#010x} names no time"
        )
    code, flags = _code(row, users or {})
    state, verify = _status(row, layout)
    return PunchEvent(
        person_code=code,
        local=local,
        state=state,
        verify=verify_of(verify),
        verify_code=verify,
        identity=identity_of(code, local),
        payload=payload,
        flags=flags + status_flags(state, verify),
    )


def parse(payload: bytes, layout: str) -> Row:
    """Split one record by its layout: `8A`, `8B`, `16`, or a size from 40 up."""
    try:
        return _PARSERS.get(layout, _parse_40)(payload)
    except error as short:
        raise WireError(f"record of {len(payload)} bytes is no layout {layout}") from short


def encode(row: Row, layout: str) -> bytes:
    """Lay one record out, as a terminal does."""
    if layout == "8A":
        return _ROW_8A.pack(row.uid or 0, row.verify, row.time, row.state)
    if layout == "8B":
        return _ROW_8B.pack(row.uid or 0, row.verify, row.state, row.time)
    if layout == "16":
        return _ROW_16.pack(int(row.code or 0), row.time, row.verify, row.state).ljust(16, b"\0")
    head = _ROW_40.pack(row.uid or 0, row.code or b"", row.verify, row.time, row.state)
    return head.ljust(int(layout), b"\0")


def _body(buffer: bytes) -> bytes:
    if len(buffer) < PREFIX.size:
        raise WireError(f"the log has {len(buffer)} bytes, not even its size field")
    total = PREFIX.unpack_from(buffer)[0]
    body = buffer[PREFIX.size :]
    if total != len(body):
        raise WireError(f"the log announces {total} bytes and has {len(body)}")
    return body


def _size(body: bytes, low: int, high: int, pinned: int) -> int:
    fits = [size for size in range(8, MAX_RECORD + 1) if _fits(len(body), size, low, high)]
    sizes = [size for size in fits if pinned in {0, size} and _sure(body, size, counted=high > 0)]
    if len(sizes) == 1:
        return sizes[0]
    if low == high and fits and fits[0] < 40 and fits[0] not in SIZES:
        raise Unsupported(f"attendance records of {fits[0]} bytes are not known")
    raise WireError(f"{len(body)} bytes are no {low} to {high} records of one known size")


def _fits(total: int, size: int, low: int, high: int) -> bool:
    """Some face terminals always report 0 records: then the content alone must decide."""
    return total % size == 0 and (not high or low <= total // size <= high)


def _sure(body: bytes, size: int, *, counted: bool) -> bool:
    """Say whether a size is certain: well known and counted, or most rows read well by it."""
    if counted and size in SIZES[:3]:
        return True
    layouts = ("8A", "8B") if size == 8 else (str(size),) if size in SIZES or size > 40 else ()
    rows = len(body) // size
    return any(2 * _readable(body, size, layout) > rows for layout in layouts)


def _readable(body: bytes, size: int, layout: str) -> int:
    rows = (parse(body[at : at + size], layout) for at in range(0, len(body), size))
    return sum(_reads_well(row) for row in rows)


def _reads_well(row: Row) -> bool:
    local = zk_time.decode(row.time) or ""
    named = row.code is None or (bool(row.code) and not text.decode(row.code).escaped)
    return named and FIRST_PLAUSIBLE <= local < _LAST_PLAUSIBLE


def _layout(body: bytes, size: int, now: str) -> str:
    if size != 8:
        return str(size)
    scores = {layout: _score(body, layout, now) for layout in ("8A", "8B")}
    if scores["8A"] == scores["8B"]:
        raise Unsupported("both 8-byte layouts read equally well: more punches will decide")
    return max(scores, key=lambda layout: scores[layout])


def _score(body: bytes, layout: str, now: str) -> int:
    rows = [parse(body[at : at + 8], layout).time for at in range(0, len(body), 8)]
    times = [zk_time.decode(time) or _LAST_PLAUSIBLE for time in rows]
    moment = parse_local(now)
    limit = show_local(moment + _AHEAD) if moment else _LAST_PLAUSIBLE
    order = sum(earlier <= later for earlier, later in pairwise(times))
    return 2 * sum(_plausible(time, limit) for time in times) + order


def _plausible(local: str, limit: str) -> int:
    """Score a time: 2 in a terminal's life, 1 with a dead clock battery, -2 in the future."""
    if local >= limit:
        return -2
    return 2 if local >= FIRST_PLAUSIBLE else 1


def _code(row: Row, users: Mapping[int, str]) -> tuple[str, tuple[str, ...]]:
    if row.code is None:
        known = users.get(row.uid or 0)
        return (known, ()) if known else (f"uid:{row.uid}", ("unmapped_slot",))
    decoded = text.decode(row.code)
    return decoded.text, ("undecoded_code",) if decoded.escaped else ()


def _status(row: Row, layout: str) -> tuple[int, int]:
    """Return (state, verify); old 8-byte terminals pack both into the status byte's nibbles."""
    packed = layout == "8B" and row.verify >= _NIBBLE
    return divmod(row.verify, _NIBBLE) if packed else (row.state, row.verify)


def _parse_8a(payload: bytes) -> Row:
    uid, verify, time, state = _ROW_8A.unpack(payload)
    return Row(uid=uid, code=None, time=time, verify=verify, state=state)


def _parse_8b(payload: bytes) -> Row:
    uid, verify, state, time = _ROW_8B.unpack(payload)
    return Row(uid=uid, code=None, time=time, verify=verify, state=state)


def _parse_16(payload: bytes) -> Row:
    number, time, verify, state = _ROW_16.unpack_from(payload)
    return Row(uid=None, code=b"%d" % number, time=time, verify=verify, state=state)


def _parse_40(payload: bytes) -> Row:
    uid, code, verify, time, state = _ROW_40.unpack_from(payload)
    return Row(uid=uid, code=text.until_nul(code), time=time, verify=verify, state=state)


_PARSERS = {"8A": _parse_8a, "8B": _parse_8b, "16": _parse_16}
