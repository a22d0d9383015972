"""One connection to a ZK terminal: pyzk keeps the session, our framed socket the bytes (ZK 1.11).

Everything is checked and bounded; whatever pyzk raises becomes one of our errors.
"""

import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import zk.base
from zk.exception import ZKErrorConnection, ZKErrorResponse, ZKNetworkError

from devices.codecs import text, zk_reply, zk_time
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame, comm_key
from devices.errors import AuthRefused, DeviceError, NotOurs, Refused, Unreachable, WireError
from devices.zk_bulk import UDP_CHUNK, read_buffer
from devices.zk_socket import FramedSocket

HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")
ROOM = 64 * 1024 * 1024
"""The largest buffer when a terminal does not tell its capacity."""

QUICK = 20.0
"""Seconds the small questions may take at most: whoever is silent for longer is gone."""

_BROKEN = (ZKErrorConnection, ZKNetworkError, OSError, struct.error, ValueError, TypeError)

zk.base.socket = FramedSocket
zk.base.make_commkey = lambda key, session, _ticks=50: comm_key(int(key), int(session))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZkSettings:
    """What an operator sets for one terminal."""

    host: str = field(
        metadata={"zh": "地址", "en": "Address", "pattern": HOST.pattern},
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
    gbk_names: bool = field(
        default=False,
        metadata={
            "zh": "姓名按 GBK 写入（不选：按设备已有姓名判断）",
            "en": "Write names in GBK (off: as the names on the terminal are)",
        },
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


class ZkLink:
    """Ask and be answered; use it as a context manager, never from two threads.

    `may_speak` is asked before every frame: once it says no, the connection is closed.
    """

    def __init__(self, settings: ZkSettings, may_speak: Callable[[], bool] = lambda: True) -> None:
        if not HOST.fullmatch(settings.host):
            raise Unreachable(f"{settings.host!r} is no address or host name")
        self.settings = settings
        self._may_speak = may_speak
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
    def socket(self) -> FramedSocket:
        """The framed socket in use."""
        return self._zk.link

    def connect(self) -> None:
        """Connect, give the key, and enable the terminal in case a client died while reading.

        Raises Unreachable, AuthRefused or WireError, and leaves no connection then.
        """
        if not self._may_speak():
            raise NotOurs("the lease of this terminal has ended")
        try:
            with self.speaking():
                self._zk.connect()
                self._zk.enable_device()
                self.socket.may_speak = self._may_speak
        except DeviceError:
            self.socket.close()
            raise

    def close(self) -> None:
        """Enable the terminal and disconnect if it still listens; the socket closes always."""
        try:
            if self.socket.alive:
                with self.speaking():
                    self.socket.request(Code.ENABLEDEVICE)
                    self.socket.request(Code.EXIT)
        except DeviceError:
            return  # the connection is gone, which is what was asked
        finally:
            self.socket.close()

    def request(self, command: int, data: bytes = b"") -> Frame:
        """Send a command and return its checked reply, whatever it says."""
        with self.speaking():
            return self.socket.request(command, data)

    def ask(self, command: int, data: bytes = b"") -> bytes:
        """Ask for something every terminal answers; raises WireError for anything but ACK_OK."""
        reply = self.request(command, data)
        if reply.command != Code.ACK_OK:
            raise WireError(f"command {command} is answered with {reply.command}")
        return reply.data

    def order(self, command: int, data: bytes = b"") -> None:
        """Tell the terminal to do something; raises Refused when it will not."""
        reply = self.request(command, data)
        if reply.command != Code.ACK_OK:
            raise Refused(f"command {command} is answered with {reply.command}")

    def sizes(self) -> zk_reply.Sizes:
        """Ask how much there is and how much fits."""
        return zk_reply.free_sizes(self.ask(Code.GET_FREE_SIZES))

    def time(self) -> str | None:
        """Ask the terminal's local time; None when it names none or will not say."""
        reply = self.request(Code.GET_TIME)
        return zk_time.decode_packed(reply.data) if reply.command == Code.ACK_OK else None

    def option(self, name: str) -> str:
        """Return an option, or nothing when the model does not have it."""
        reply = self.request(Code.OPTIONS_RRQ, name.encode() + b"\0")
        return zk_reply.option(reply.data) if reply.command == Code.ACK_OK else ""

    def firmware(self) -> str:
        """Return the version text, or nothing when the terminal will not say."""
        reply = self.request(Code.GET_VERSION)
        known = reply.data if reply.command == Code.ACK_OK else b""
        return text.decode(text.until_nul(known)).text

    def buffer(self, command: int, fct: int, limit: int) -> bytes:
        """Read a buffer; over UDP twice, because one datagram lost and one doubled look whole."""
        with self.speaking():
            if not self.settings.udp:
                return read_buffer(self.socket, command, fct, limit)
            first = read_buffer(self.socket, command, fct, limit, UDP_CHUNK)
            if read_buffer(self.socket, command, fct, limit, UDP_CHUNK) != first:
                raise WireError("two readings of the same buffer differ")
            return first

    @contextmanager
    def quick(self) -> Iterator[None]:
        """Wait for small answers no longer than QUICK, however long a chunk may take."""
        self.socket.settimeout(min(QUICK, self.settings.timeout_seconds))
        try:
            yield
        finally:
            self.socket.settimeout(self.settings.timeout_seconds)

    @contextmanager
    def disabled(self) -> Iterator[None]:
        """Keep people from punching meanwhile; some terminals ignore it, so count as well."""
        self.request(Code.DISABLEDEVICE)
        try:
            yield
        finally:
            if self.socket.alive:
                self.request(Code.ENABLEDEVICE)

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Turn whatever pyzk raises into our errors."""
        try:
            yield
        except ZKErrorResponse as refused:
            denied = "Unauthenticated" in str(refused)
            raise (AuthRefused if denied else WireError)(str(refused)) from refused
        except _BROKEN as broken:
            raise (self.socket.failure or WireError(str(broken))) from broken
