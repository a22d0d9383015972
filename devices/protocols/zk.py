"""ZK terminals (port 4370): pull is the truth, live events are a hint.

pyzk keeps the session (connect, key, clock) behind our framed socket; bulk reads, events and all
decoding are ours. Blocking: give each session a thread or process of its own.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

import zk.base
from zk.exception import ZKErrorConnection, ZKErrorResponse, ZKNetworkError

from devices.codecs import text, zk_event, zk_record, zk_reply, zk_time, zk_user
from devices.codecs.zk_code import EF_ATTLOG, FCT_USER, Code
from devices.codecs.zk_frame import comm_key
from devices.driver import Batch, Facts, Protocol, PunchEvent, Unreadable, User, keep
from devices.errors import AuthRefused, DeviceError, Unreachable, Unsupported, WireError
from devices.zk_bulk import UDP_CHUNK, read_buffer
from devices.zk_socket import FramedSocket

SOURCE = "zk.pull"
TRIES = 3
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")
_ROOM = 64 * 1024 * 1024
"""The largest log when a terminal does not tell its capacity."""

_BROKEN = (ZKErrorConnection, ZKNetworkError, OSError, struct.error, ValueError, TypeError)

zk.base.socket = FramedSocket
zk.base.make_commkey = lambda key, session, _ticks=50: comm_key(int(key), int(session))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZkSettings:
    """What an operator sets for one terminal."""

    host: str = field(
        metadata={"zh": "地址", "en": "Address", "pattern": _HOST.pattern},
    )
    port: int = field(
        default=4370,
        metadata={"zh": "端口", "en": "Port", "min": 1, "max": 65535},
    )
    comm_key: int = field(
        default=0,
        metadata={
            "zh": "通信密码",
            "en": "Communication key",
            "min": 0,
            "max": 999_999,
            "secret": True,
        },
    )
    udp: bool = field(
        default=False,
        metadata={"zh": "使用 UDP（仅老机型）", "en": "Use UDP (old models only)"},
    )
    timeout_seconds: float = field(
        default=10.0,
        metadata={"zh": "单步超时（秒）", "en": "Timeout per step (s)", "min": 1, "max": 60},
    )
    pull_minutes: int = field(
        default=30,
        metadata={"zh": "全量读取间隔（分钟）", "en": "Full pull (minutes)", "min": 1, "max": 1440},
    )


class _Pyzk(zk.base.ZK):  # type: ignore[misc]  # pyzk has no types
    """pyzk without its second connection and its shell ping, and with its socket in reach."""

    def __init__(self, settings: ZkSettings) -> None:
        super().__init__(
            settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            password=settings.comm_key,
            force_udp=settings.udp,
            ommit_ping=True,
        )
        self.helper.test_tcp = lambda: 0

    @property
    def link(self) -> FramedSocket:
        """The framed socket in use."""
        link: FramedSocket = self._ZK__sock
        return link


class ZkSession:
    """One connection to one terminal; use it as a context manager, never from two threads.

    `layout` is the record layout proven earlier on this terminal (empty at first); after `pull`
    it holds the proven one: keep it with the terminal.
    """

    def __init__(self, settings: ZkSettings, *, layout: str = "") -> None:
        if not _HOST.fullmatch(settings.host):
            raise Unreachable(f"{settings.host!r} is no address or host name")
        self.settings = settings
        self.layout = layout
        self._zk = _Pyzk(settings)

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _link(self) -> FramedSocket:
        return self._zk.link

    def connect(self) -> None:
        """Connect, give the key, and enable the terminal in case a client died while reading.

        Raises Unreachable, AuthRefused or WireError, and leaves no connection then.
        """
        try:
            with self._speaking():
                self._zk.connect()
                self._zk.enable_device()
        except DeviceError:
            self._link.close()
            raise

    def facts(self) -> Facts:
        """Ask serial, name, firmware, clock, counts and capacity."""
        with self._speaking():
            sizes = self._sizes()
            return Facts(
                serial=self._option("~SerialNumber"),
                name=self._option("~DeviceName"),
                firmware=text.decode(text.until_nul(self._ask(Code.GET_VERSION))).text,
                address=self._option("IPAddress"),
                device_time=self._time(),
                users=sizes.users,
                records=sizes.records,
                record_cap=sizes.record_cap,
                records_free=sizes.records_free,
                online=True,
            )

    def pull(self, rows: int = 1000) -> Iterator[Batch]:
        """Read the whole log, proven before the first batch; batches of `rows` in log order.

        The log stays on the terminal. Raises Unreachable, WireError (again later), or Unsupported
        after one batch that holds the raw log as unreadable.
        """
        try:
            with self._speaking():
                log = self._proven_log()
                people = self.users() if log.size == 8 else ()
        except Unsupported as unknown:
            bad = keep(unknown.payload, unknown.code, str(unknown), _ROOM)
            yield Batch(source=SOURCE, payload=bad.payload, unreadable=(bad,))
            raise
        self.layout = log.layout
        slots = {user.slot: user.code for user in people if user.slot is not None}
        yield from (_decoded(part, slots) for part in log.parts(rows))

    def live(self, silence: float = 5.0) -> Iterator[Batch]:
        """Listen for punches for ever; an empty batch after each `silence` seconds without one.

        The event is acknowledged when the caller asks for the next batch: store it before.
        """
        with self._speaking():
            self._link.request(Code.CANCELCAPTURE)
            self._link.request(Code.STARTVERIFY)
            self._ask(Code.REG_EVENT, struct.pack("<I", EF_ATTLOG))
            while True:
                event = self._link.event(silence)
                batch = zk_event.batch_of(event) if event else None
                yield batch or Batch(source=zk_event.SOURCE, payload=b"")
                if event:
                    self._link.acknowledge(event)

    def users(self) -> tuple[User, ...]:
        """Read the people enrolled on the terminal; their templates and passwords stay there."""
        with self._speaking():
            count = self._sizes().users
            buffer = self._buffer(Code.USERTEMP_RRQ, FCT_USER, _ROOM)
            return zk_user.decode_list(buffer, count) if buffer or count else ()

    def set_time(self, local: str) -> None:
        """Set the terminal's clock to a local time; write it to the audit trail."""
        with self._speaking():
            self._zk.set_time(datetime.fromisoformat(local))
            self._ask(Code.REFRESHDATA)

    def close(self) -> None:
        """Enable the terminal and disconnect if it still listens; the socket closes always."""
        try:
            if self._link.alive:
                with self._speaking():
                    self._link.request(Code.ENABLEDEVICE)
                    self._link.request(Code.EXIT)
        except DeviceError:
            return  # the connection is gone, which is what was asked
        finally:
            self._link.close()

    def _proven_log(self) -> zk_record.Log:
        """Read log and counts while nobody can punch; a count that moved means read again."""
        self._link.request(Code.DISABLEDEVICE)
        try:
            for left in reversed(range(TRIES)):
                try:
                    return self._read_log()
                except WireError:
                    if not left or not self._link.alive:
                        raise
        finally:
            if self._link.alive:
                self._link.request(Code.ENABLEDEVICE)
        raise AssertionError("unreachable")

    def _read_log(self) -> zk_record.Log:
        before = self._sizes()
        limit = before.record_cap * zk_record.MAX_RECORD + 4 if before.record_cap > 0 else _ROOM
        buffer = self._buffer(Code.ATTLOG_RRQ, 0, limit)
        after = self._sizes()
        return zk_record.prove(
            buffer,
            before.records,
            after.records,
            pinned=self.layout,
            now=self._time() or "",
        )

    def _buffer(self, command: int, fct: int, limit: int) -> bytes:
        """Read a buffer; over UDP twice, because one datagram lost and one doubled look whole."""
        if not self.settings.udp:
            return read_buffer(self._link, command, fct, limit)
        first = read_buffer(self._link, command, fct, limit, UDP_CHUNK)
        if read_buffer(self._link, command, fct, limit, UDP_CHUNK) != first:
            raise WireError("two readings of the same buffer differ")
        return first

    def _sizes(self) -> zk_reply.Sizes:
        return zk_reply.free_sizes(self._ask(Code.GET_FREE_SIZES))

    def _time(self) -> str | None:
        return zk_time.decode_packed(self._ask(Code.GET_TIME))

    def _option(self, name: str) -> str:
        """Return an option, or nothing when the model does not have it."""
        reply = self._link.request(Code.OPTIONS_RRQ, name.encode() + b"\0")
        return zk_reply.option(reply.data) if reply.command == Code.ACK_OK else ""

    def _ask(self, command: int, data: bytes = b"") -> bytes:
        reply = self._link.request(command, data)
        if reply.command != Code.ACK_OK:
            raise WireError(f"command {command} is answered with {reply.command}")
        return reply.data

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn whatever pyzk raises into our errors."""
        try:
            yield
        except ZKErrorResponse as refused:
            denied = "Unauthenticated" in str(refused)
            raise (AuthRefused if denied else WireError)(str(refused)) from refused
        except _BROKEN as broken:
            raise (self._link.failure or WireError(str(broken))) from broken


def _decoded(part: zk_record.Log, slots: Mapping[int, str]) -> Batch:
    found = [zk_record.decode(row, part.layout, slots) for row in part.payloads()]
    return Batch(
        source=SOURCE,
        payload=part.body,
        events=tuple(item for item in found if isinstance(item, PunchEvent)),
        unreadable=tuple(item for item in found if isinstance(item, Unreadable)),
    )


PROTOCOL = Protocol(
    code="zk",
    label={"zh": "ZKTeco 拉取（TCP 4370）", "en": "ZKTeco pull (TCP 4370)"},
    transport="pull",
    settings=ZkSettings,
)
