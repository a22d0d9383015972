"""What pyzk takes for a socket: it hands out whole, checked frames and refuses everything else.

pyzk reads by guessed sizes, never checks a checksum, session or reply id, and loops for ever on a
closed connection. Behind this it cannot: frames are reassembled, late replies are dropped, a
closed or silent peer raises, and after any failure the connection is gone. Old terminals speak
UDP: one frame per datagram, without the prefix.
"""

import socket
from collections import deque
from collections.abc import Callable
from time import monotonic

from devices.codecs import zk_reply
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import HEADER, MAGIC, PREFIX, Frame, FrameError, Reader
from devices.errors import DeviceError, NotOurs, Unreachable, WireError

_PIECE = 65_536
_MAX_EVENTS = 10_000
"""Live events are a hint; if nobody takes them, the next pull has them anyway."""

_KEEP_ALIVE = (
    (socket.TCP_KEEPIDLE, 20),
    (socket.TCP_KEEPINTVL, 10),
    (socket.TCP_KEEPCNT, 3),
    (socket.TCP_USER_TIMEOUT, 30_000),
)
"""A terminal without power or cable is found within 50 s, what we sent and it never took in 30."""


class FramedSocket:
    """One terminal's connection; also the few socket methods that pyzk calls."""

    def __init__(self, *_: object) -> None:
        self.failure: DeviceError | None = None
        self.late = 0
        self.may_speak: Callable[[], bool] = lambda: True
        self._raw: socket.socket | None = None
        self._datagrams = False
        self._timeout = 10.0
        self._reader = Reader()
        self._frames: deque[Frame] = deque()
        self._events: deque[Frame] = deque(maxlen=_MAX_EVENTS)
        self._unacknowledged: Frame | None = None
        self._session: int | None = None
        self._reply = 0xFFFE
        self._command = 0

    @property
    def alive(self) -> bool:
        """Say whether the connection still stands."""
        return self._raw is not None

    def settimeout(self, seconds: float) -> None:
        """Set how long one reply may take."""
        self._timeout = seconds

    def connect_ex(self, address: tuple[str, int]) -> int:
        """Connect; raises Unreachable instead of returning an error number nobody reads."""
        try:
            self._raw = socket.create_connection(address, self._timeout)
        except OSError as refused:
            raise self._failed(Unreachable(f"{address[0]}:{address[1]}: {refused}")) from refused
        self._raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE:
            self._raw.setsockopt(socket.IPPROTO_TCP, name, value)
        return 0

    def send(self, packet: bytes) -> int:
        """Send one frame of pyzk and remember which reply belongs to it."""
        self._command, _, _, self._reply = HEADER.unpack_from(packet, PREFIX.size)
        self._write(packet)
        return len(packet)

    def sendto(self, frame: bytes, address: tuple[str, int]) -> int:
        """Send one frame of pyzk over UDP."""
        if self._raw is None and self.failure is None:
            self._datagrams = True
            self._raw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._raw.connect(address)
        return self.send(PREFIX.pack(*MAGIC, len(frame)) + frame)

    def recv(self, size: int) -> bytes:
        """Return the reply to the last frame, cut to `size`: stray bytes never stay behind."""
        return self._on_wire(self.reply().encode())[:size]

    def close(self) -> None:
        """Close; again and again does no harm."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def request(self, command: int, data: bytes = b"") -> Frame:
        """Send a command and return its first reply, checked."""
        self._reply = (self._reply + 1) % 0xFFFF
        self._command = command
        frame = Frame(command=command, session=self._session or 0, reply=self._reply, data=data)
        self._write(frame.encode())
        return self.reply()

    def reply(self) -> Frame:
        """Return the next frame that answers the last command; events wait, late ones go."""
        until = monotonic() + self._timeout
        while True:
            frame = self._next(until)
            if frame is None:
                raise self._failed(Unreachable(f"no answer within {self._timeout:g} s"))
            if frame.command == Code.REG_EVENT:
                self._events.append(frame)
            elif frame.reply == self._reply or not frame.intact:
                return self._checked(frame)
            else:
                self.late += 1

    def event(self, seconds: float) -> Frame | None:
        """Return the next event frame, or None after `seconds` of silence."""
        until = monotonic() + seconds
        while not self._events:
            frame = self._next(until)
            if frame is None:
                return None
            if frame.command == Code.REG_EVENT:
                self._events.append(frame)
        self._unacknowledged = self._events.popleft()
        return self._unacknowledged

    def acknowledge_last(self) -> None:
        """Tell the terminal that the event handed out last is safe."""
        if self._unacknowledged is not None:
            event, self._unacknowledged = self._unacknowledged, None
            ack = Frame(command=Code.ACK_OK, session=self._session or 0, reply=event.reply)
            self._write(ack.encode())

    def _checked(self, frame: Frame) -> Frame:
        greeting = self._command == Code.CONNECT
        if greeting:
            self._session = frame.session
        try:
            return zk_reply.check(frame, self._session, self._reply, greeting=greeting)
        except DeviceError as wrong:
            raise self._failed(wrong) from wrong

    def _next(self, until: float) -> Frame | None:
        while not self._frames:
            data = self._read(until)
            if data is None:
                return None
            try:
                self._frames.extend(self._reader.feed(data))
            except FrameError as foreign:
                raise self._failed(WireError(str(foreign))) from foreign
        return self._frames.popleft()

    def _read(self, until: float) -> bytes | None:
        raw, left = self._open(), until - monotonic()
        if left <= 0:
            return None
        raw.settimeout(left)
        try:
            data = raw.recv(_PIECE)
        except TimeoutError:
            return None
        except OSError as broken:
            raise self._failed(Unreachable(str(broken))) from broken
        if self._datagrams:
            return PREFIX.pack(*MAGIC, len(data)) + data
        if not data:
            cut = f" in the middle of a frame ({self._reader.pending} bytes)"
            raise self._failed(Unreachable("closed" + cut * bool(self._reader.pending)))
        return data

    def _write(self, packet: bytes) -> None:
        raw = self._open()
        if not self.may_speak():
            raise self._failed(NotOurs("the lease of this terminal has ended"))
        raw.settimeout(self._timeout)
        try:
            raw.sendall(self._on_wire(packet))
        except OSError as broken:
            raise self._failed(Unreachable(str(broken))) from broken

    def _on_wire(self, packet: bytes) -> bytes:
        return packet[PREFIX.size :] if self._datagrams else packet

    def _open(self) -> socket.socket:
        if self._raw is None:
            raise self.failure or Unreachable("not connected")
        return self._raw

    def _failed(self, failure: DeviceError) -> DeviceError:
        self.failure = failure
        self.close()
        return failure
