"""The parsers of the ZK wire: frames, replies, logs, events, users."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from struct import Struct
from typing import Any, cast

from devices import zk_bulk
from devices.codecs import zk_event, zk_record, zk_reply, zk_time, zk_user
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame, FrameError, Reader
from devices.driver import User
from devices.errors import DeviceError, Unreachable
from devices.zk_socket import FramedSocket
from tests.fuzz import corpus

NOW = "2026-11-20 12:00:00"
SLOTS = {7: "1007", 13: "1013"}
LAYOUTS = ("8A", "8B", "16", "40", "49")
_COUNTS = Struct("<HHB")
_STEP = Struct("<BH")
_KINDS = (Code.ACK_OK, Code.PREPARE_DATA, Code.DATA, Code.ACK_ERROR)
_WORDS = (
    b"\x50\x50\x82\x7d", b"\x50\x50\x82\x7d\x08\x00\x00\x00", b"\xd0\x07", b"\xdd\x05",
    b"\xdc\x05", b"\xf4\x01", b"\xd5\x07", b"\xff\xff\xff\xff", b"\0" * 8, b"\0" * 40,
    b"~SerialNumber=", b"1001\0", b"\xd5\xc5\xc8\xfd", b"\xe5\xbc\xa0", b"\x6b\xb3\x68\x23",
    b"\x12\x06\x19\x11\x29\x05",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parser:
    """One parser: `read` takes one input; `refuses` are the errors it may answer with."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    words: Sequence[bytes] = _WORDS
    refuses: tuple[type[Exception], ...] = field(default=(DeviceError, FrameError))

    def corpus(self) -> list[bytes]:
        """Its seeds and whatever once broke it."""
        return [*self.seeds(), *corpus.found(self.name)]


def frames(data: bytes) -> list[Frame]:
    """A stream in two segments; the first byte says where it is cut."""
    cut = 1 + (data[0] if data else 0)
    reader = Reader()
    return [*reader.feed(data[1:cut]), *reader.feed(data[cut:])]


def replies(data: bytes) -> list[Frame]:
    """Frames as the answer to request 1; after an odd first byte their checksums are put right."""
    found = Reader().feed(data[1:])
    kind = data[0] if data else 0
    if kind % 2:
        found = [replace(frame, intact=True) for frame in found]
    return [zk_reply.check(frame, None, 1, greeting=kind % 4 == 0) for frame in found]


class _Script:
    """A connection whose replies are `kind, length (uint16), data`, one after the other."""

    alive = True

    def __init__(self, script: bytes) -> None:
        self._left = script

    def request(self, *_: object) -> Frame:
        return self.reply()

    def reply(self) -> Frame:
        if len(self._left) < _STEP.size:
            self.alive = False
            raise Unreachable("the script ends")
        kind, size = _STEP.unpack_from(self._left)
        data = self._left[_STEP.size : _STEP.size + size]
        self._left = self._left[_STEP.size + size :]
        return Frame(command=_KINDS[kind % len(_KINDS)], session=1, reply=1, data=data)


def bulk(data: bytes) -> bytes:
    """A buffered read, answered from a script."""
    return zk_bulk.read_buffer(cast("FramedSocket", _Script(data)), Code.ATTLOG_RRQ, 0, 1 << 20)


def log(data: bytes) -> object:
    """A log buffer behind the two counts and the layout pinned earlier; proven, then decoded."""
    before, after, at = _COUNTS.unpack(data[: _COUNTS.size].ljust(_COUNTS.size, b"\0"))
    pinned = (*LAYOUTS, "")[min(at, len(LAYOUTS))]
    found = zk_record.prove(data[_COUNTS.size :], before, after, pinned=pinned, now=NOW)
    rows = [zk_record.decode(row, found.layout, SLOTS) for row in found.payloads()]
    return found, rows, [part.count for part in found.parts(3)]


def _record(layout: str) -> Callable[[bytes], object]:
    size = int(layout.rstrip("AB"))

    def read(data: bytes) -> object:
        found = zk_record.decode(data[:size], layout, SLOTS)
        return found, zk_record.parse(data[:size], layout)

    return read


def event(data: bytes) -> object:
    """The data of one live event; an odd first byte means a wrong checksum."""
    intact = not data or data[0] % 2 == 0
    frame = Frame(command=Code.REG_EVENT, session=1, reply=0, data=data[1:], intact=intact)
    return zk_event.batch_of(frame)


def users(data: bytes) -> object:
    """A user list behind the count its terminal reported (uint16)."""
    return zk_user.decode_list(data[2:], int.from_bytes(data[:2], "little"))


def announced(data: bytes) -> object:
    """A PREPARE or ACK reply that announces a size, then a chunk of that size."""
    code = Code.ACK_OK if data and data[0] % 2 else Code.PREPARE_DATA
    size = zk_reply.announced(Frame(command=code, session=1, reply=1, data=data[1:]), 1 << 20)
    return zk_reply.whole(data[1:], size)


def times(data: bytes) -> object:
    """The packed times: a reply, an event, a record's word."""
    word = int.from_bytes(data[:4], "little")
    return zk_time.decode_packed(data), zk_time.decode_event(data[:6]), zk_time.decode(word)


def _streams() -> list[bytes]:
    return [b"\x05" + stream for stream in corpus.zk_streams()]


def _replies() -> list[bytes]:
    return [bytes((at,)) + stream for stream in corpus.zk_streams() for at in (1, 4)]


def _scripts() -> list[bytes]:
    ready = _said(0, b"\0\x08\0\0\0\x08\0\0\0")
    chunk = _said(1, b"\x08\0\0\0\0\0\0\0") + _said(2, b"\x04\0\0\0abcd") + _said(0)
    dribbled = _said(1, b"\x08\0\0\0") + _said(2, b"\x04\0\0") + _said(2, b"\0abcd") + _said(0)
    small = [_said(2, data) for data in corpus.zk_data()]
    return [ready + chunk + _said(0), ready + dribbled + _said(0), chunk, dribbled, *small]


def _said(kind: int, data: bytes = b"") -> bytes:
    return _STEP.pack(kind, len(data)) + data


def _announcements() -> list[bytes]:
    """A size as an ACK_OK or a PREPARE reply announces it, and the bytes `whole` asks for."""
    return [
        bytes((skip,)) + bytes(skip) + size.to_bytes(4, "little") + bytes(size - 4 - skip)
        for skip in (0, 1)
        for size in (5, 40, 300)
    ]


def _logs() -> list[bytes]:
    return [
        _COUNTS.pack(count & 0xFFFF, count & 0xFFFF, len(LAYOUTS)) + buffer
        for buffer, count in corpus.zk_logs()
    ]


def _records() -> list[bytes]:
    rows = [buffer[4:] for buffer, _ in corpus.zk_logs() if len(buffer) > 4]
    return [row[at:] for row in rows for at in range(0, min(len(row), 120), 8)]


def _events() -> list[bytes]:
    sizes = (10, 12, 14, 32, 36, 37, 52)
    made = [zk_event.encode("1001", NOW, 1, 0, size) for size in sizes]
    recorded = [bytes.fromhex(c["hex"]) for c in corpus.zk_kinds("realtime_event_payload")]
    return [b"\0" + one for one in (*made, made[-1] * 3, *recorded, *corpus.zk_data())]


def _users() -> list[bytes]:
    people = (User(code="1001", name="张三", card="77", slot=1), User(code="86", admin=True))
    rows = [zk_user.encode(one, size, "gbk") for size in (28, 72) for one in people]
    lists = [data for data in corpus.zk_data() if len(data) > 200]
    made = [_list([row]) for row in rows] + [_list(rows[:2]), _list(rows[2:]), *lists]
    return [count.to_bytes(2, "little") + one for one in made for count in (1, 2, 7)]


def _list(rows: Iterable[bytes]) -> bytes:
    body = b"".join(rows)
    return len(body).to_bytes(4, "little") + body


def _data() -> Any:
    return corpus.zk_data()


PARSERS: tuple[Parser, ...] = (
    Parser("zk.frames", frames, _streams),
    Parser("zk.replies", replies, _replies),
    Parser("zk.bulk", bulk, _scripts),
    Parser("zk.sizes", zk_reply.free_sizes, _data),
    Parser("zk.announced", announced, _announcements),
    Parser("zk.option", zk_reply.option, _data),
    Parser("zk.time", times, _data),
    Parser("zk.log", log, _logs),
    *(Parser(f"zk.record.{one}", _record(one), _records) for one in LAYOUTS),
    Parser("zk.event", event, _events),
    Parser("zk.users", users, _users),
)
