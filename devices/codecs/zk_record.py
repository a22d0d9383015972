"""ZK attendance log: proven record size, five layouts, row by row (devices.md 1.8).

The log buffer is a uint32 byte count and that many bytes of records. Its record size is not
on the wire: bytes and the record counts before and after the read must agree, or nothing is taken.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from struct import Struct, error
from typing import NamedTuple

from devices.clock import FIRST_PLAUSIBLE, parse_local, show_local
from devices.codecs import text, zk_time
from devices.codecs.zk_slots import SlotBook, of_codes
from devices.driver import (
    PunchEvent,
    Unreadable,
    Verify,
    identity_of,
    status_flags,
    verify_of,
)
from devices.errors import Unsupported, WireError

PREFIX = Struct("<I")
SIZES = (8, 16, 40, 49)
MAX_RECORD = 128
"""Newer firmware appends to the 40-byte form; more than this was never seen."""

_ROW_8A = Struct("<HBIB")
_ROW_8B = Struct("<HBBI")
_ROW_16 = Struct("<IIBB6x")
_ROW_40 = Struct("<H24sBIB")
_NIBBLE = 16
_AHEAD = timedelta(days=1)
_LAST_PLAUSIBLE = "2100-01-01 00:00:00"


class ShortLog(WireError):  # noqa: N818 - the word says it
    """The terminal counts `missing` records more than it hands out: reported, not believed."""

    code = "short_log"
    zh = "设备报告的记录数多于它交出的记录：没有采用，已列入缺口报告，会再读。"
    en = "The terminal counts more records than it hands out: reported as a gap, read again."

    def __init__(self, detail: str, missing: int) -> None:
        super().__init__(detail)
        self.missing = missing


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
        raise ShortLog(f"the log is empty while the terminal reports {low} records", low)
    if not body:
        return Log(layout=pinned, size=0, body=b"")
    try:
        size = _size(body, low, high, int(pinned.rstrip("AB") or 0))
        return Log(layout=pinned or _layout(body, size, now), size=size, body=body)
    except Unsupported as unknown:
        unknown.payload = buffer
        raise


def decode(
    payload: bytes, layout: str, users: Mapping[int, str] | SlotBook | None = None
) -> PunchEvent | Unreadable:
    """Decode one record; a bad one becomes Unreadable. `users` knows the slots (8-byte)."""
    if not payload:
        raise WireError("a record of 0 bytes")
    events, unreadable = decode_all(Log(layout=layout, size=len(payload), body=payload), users)
    return (events or unreadable)[0]


def decode_all(
    log: Log, users: Mapping[int, str] | SlotBook | None = None
) -> tuple[list[PunchEvent], list[Unreadable]]:
    """Decode a log in its order; bad records are Unreadable and stop nothing."""
    book = users if isinstance(users, SlotBook) else of_codes(users or {})
    codes, statuses = _Codes(), _Statuses(log.layout)
    events, unreadable = [], []
    for payload, (slot, raw, time, verify, state) in zip(
        log.payloads(), _fields(log.body, log.layout), strict=True
    ):
        local = zk_time.decode(time)
        if local is None:
            detail = f"time word {time:#010x} names no time"
            unreadable.append(Unreadable(payload=payload, reason="bad_time", detail=detail))
            continue
        code, flags = codes[raw] if raw is not None else _of_slot(book, slot, local)
        status = statuses[verify, state]
        events.append(
            PunchEvent(
                person_code=code,
                local=local,
                identity=identity_of(code, local),
                payload=payload,
                state=status.state,
                verify=status.word,
                verify_code=status.verify,
                flags=flags + status.flags,
            )
        )
    return events, unreadable


def parse(payload: bytes, layout: str) -> Row:
    """Split one record by its layout: `8A`, `8B`, `16`, or a size from 40 up."""
    ((slot, raw, time, verify, state),) = _fields(payload, layout)
    code = b"%d" % raw if isinstance(raw, int) else None if raw is None else text.until_nul(raw)
    return Row(uid=slot, code=code, time=time, verify=verify, state=state)


def encode(row: Row, layout: str) -> bytes:
    """Lay one record out, as a terminal does."""
    if layout == "8A":
        return _ROW_8A.pack(row.uid or 0, row.verify, row.time, row.state)
    if layout == "8B":
        return _ROW_8B.pack(row.uid or 0, row.verify, row.state, row.time)
    if layout == "16":
        return _ROW_16.pack(int(row.code or 0), row.time, row.verify, row.state)
    head = _ROW_40.pack(row.uid or 0, row.code or b"", row.verify, row.time, row.state)
    return head.ljust(int(layout), b"\0")


def _body(buffer: bytes) -> bytes:
    if not buffer:
        return b""
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
    if sizes and all(size % sizes[0] == 0 for size in sizes):
        return sizes[0]  # two records of 40 also read well as one of 80
    if missing := _missing(body, low, pinned):
        raise ShortLog(
            f"{missing} of {low} records that the terminal counts are not there", missing
        )
    if low == high and fits and fits[0] < 40 and fits[0] not in SIZES:
        raise Unsupported(f"attendance records of {fits[0]} bytes are not known")
    raise WireError(f"{len(body)} bytes are no {low} to {high} records of one known size")


def _missing(body: bytes, low: int, pinned: int) -> int:
    """How many records fewer than counted there are, by the first size that reads well; else 0."""
    for size in [pinned] if pinned else SIZES[::-1]:
        count, rest = divmod(len(body), size)
        if not rest and count < low and _sure(body, size, counted=False):
            return low - count
    return 0


def _fits(total: int, size: int, low: int, high: int) -> bool:
    """Some face terminals always report 0 records: then the content alone must decide."""
    return total % size == 0 and (not high or low <= total // size <= high)


def _sure(body: bytes, size: int, *, counted: bool) -> bool:
    """Say whether a size is certain: well known and counted, or most rows read well by it."""
    if counted and size in SIZES[:3]:
        return True
    layouts = ("8A", "8B") if size == 8 else (str(size),) if size in SIZES or size > 40 else ()
    rows = len(body) // size
    return any(2 * _readable(body, layout) > rows for layout in layouts)


def _readable(body: bytes, layout: str) -> int:
    codes, last = _Codes(), _LAST_PLAUSIBLE
    return sum(
        FIRST_PLAUSIBLE <= (zk_time.decode(time) or "") < last
        and (raw is None or (bool(codes[raw][0]) and not codes[raw][1]))
        for _, raw, time, _, _ in _fields(body, layout)
    )


def _layout(body: bytes, size: int, now: str) -> str:
    if size != 8:
        return str(size)
    scores = {layout: _score(body, layout, now) for layout in ("8A", "8B")}
    if scores["8A"] == scores["8B"]:
        raise Unsupported("both 8-byte layouts read equally well: more punches will decide")
    return max(scores, key=lambda layout: scores[layout])


def _score(body: bytes, layout: str, now: str) -> int:
    times = [zk_time.decode(row[2]) or _LAST_PLAUSIBLE for row in _fields(body, layout)]
    moment = parse_local(now)
    limit = show_local(moment + _AHEAD) if moment else _LAST_PLAUSIBLE
    order = sum(earlier <= later for earlier, later in pairwise(times))
    return 2 * sum(_plausible(time, limit) for time in times) + order


def _plausible(local: str, limit: str) -> int:
    """Score a time: 2 in a terminal's life, 1 with a dead clock battery, -2 in the future."""
    if local >= limit:
        return -2
    return 2 if local >= FIRST_PLAUSIBLE else 1


class _Codes(dict[bytes | int, tuple[str, tuple[str, ...]]]):
    """Raw code -> text and flags; each different one is decoded once."""

    def __missing__(self, raw: bytes | int) -> tuple[str, tuple[str, ...]]:
        if isinstance(raw, int):
            self[raw] = (str(raw), ())
        else:
            decoded = text.decode(text.until_nul(raw))
            self[raw] = (decoded.text, ("undecoded_code",) if decoded.escaped else ())
        return self[raw]


class _Status(NamedTuple):
    state: int
    verify: int
    word: Verify
    flags: tuple[str, ...]


class _Statuses(dict[tuple[int, int], _Status]):
    """Verify and state byte -> what they mean; old 8-byte terminals pack both into nibbles."""

    def __init__(self, layout: str) -> None:
        super().__init__()
        self._nibbles = layout == "8B"

    def __missing__(self, both: tuple[int, int]) -> _Status:
        verify, state = both
        if self._nibbles and verify >= _NIBBLE:
            state, verify = divmod(verify, _NIBBLE)
        self[both] = _Status(state, verify, verify_of(verify), status_flags(state, verify))
        return self[both]


def _of_slot(book: SlotBook, slot: int | None, local: str) -> tuple[str, tuple[str, ...]]:
    known = book.code_of(slot or 0, local)
    return (known, ()) if known else (f"uid:{slot}", ("unmapped_slot",))


Fields = tuple[int | None, bytes | int | None, int, int, int]
"""Slot, raw code (text, number or none), time word, verify, state."""


def _fields(body: bytes, layout: str) -> Iterator[Fields]:
    """Split equal records; raises WireError when they are not of this layout."""
    try:
        yield from _SPLITS.get(layout, _split_40)(body, layout)
    except error as short:
        raise WireError(f"{len(body)} bytes are no records of layout {layout}") from short


def _split_8a(body: bytes, _: str) -> Iterator[Fields]:
    return ((slot, None, t, verify, state) for slot, verify, t, state in _ROW_8A.iter_unpack(body))


def _split_8b(body: bytes, _: str) -> Iterator[Fields]:
    return ((slot, None, t, verify, state) for slot, verify, state, t in _ROW_8B.iter_unpack(body))


def _split_16(body: bytes, _: str) -> Iterator[Fields]:
    rows = _ROW_16.iter_unpack(body)
    return ((None, number, t, verify, state) for number, t, verify, state in rows)


def _split_40(body: bytes, layout: str) -> Iterator[Fields]:
    size = int(layout) if layout.isdecimal() else 0
    row = Struct(f"<H24sBIB{max(0, size - _ROW_40.size)}x")
    return (
        (slot, code, t, verify, state) for slot, code, verify, t, state in row.iter_unpack(body)
    )


_SPLITS = {"8A": _split_8a, "8B": _split_8b, "16": _split_16}
