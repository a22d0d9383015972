"""A terminal that answers from a recorded conversation, over a real socket.

Recordings are stitched from several sessions, and some lost their last bytes: session, reply id and
frame length are put right, as a real terminal sends them. Payloads and the cuts between segments
stay as recorded.
"""

import socket
import threading
import time
from dataclasses import replace
from typing import Any, Self

from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import HEADER, MAGIC, PREFIX, Frame, Reader


class Replay:
    """Use as a context manager; `port` is where it listens."""

    def __init__(self, turns: list[dict[str, Any]], *, udp: bool = False) -> None:
        self._udp = udp
        self._turns = [(self._request(turn), turn["device_chunks"]) for turn in turns]
        kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
        self._listener = socket.socket(socket.AF_INET, kind)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.settimeout(5)
        self._thread = threading.Thread(target=self._serve_udp if udp else self._serve)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        if not self._udp:
            self._listener.listen()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(10)
        self._listener.close()

    def _request(self, turn: dict[str, Any]) -> Frame:
        return Reader().feed(self._prefixed(bytes.fromhex(turn["client"])))[0]

    def _prefixed(self, packet: bytes) -> bytes:
        return PREFIX.pack(*MAGIC, len(packet)) + packet if self._udp else packet

    def _serve_udp(self) -> None:
        """Answer datagrams until EXIT; each recorded chunk is one datagram."""
        session, asked = 0, None
        while asked is None or asked.command != Code.EXIT:
            data, client = self._listener.recvfrom(65_536)
            (asked,) = Reader().feed(self._prefixed(data))
            for segment, opened in self._answer(asked, session):
                session = opened
                self._listener.sendto(segment[PREFIX.size :], client)

    def _serve(self) -> None:
        client, _ = self._listener.accept()
        with client:
            reader, session = Reader(), 0
            while data := client.recv(65_536):
                for asked in reader.feed(data):
                    for segment, opened in self._answer(asked, session):
                        session = opened
                        client.sendall(segment)
                        time.sleep(0.005)

    def _answer(self, asked: Frame, session: int) -> list[tuple[bytes, int]]:
        same = [turn for turn in self._turns if turn[0].command == asked.command]
        if not same:
            plain = Frame(command=Code.ACK_OK, session=session, reply=asked.reply)
            return [(plain.encode(), session)]
        found = same[0]
        if len(same) > 1:
            self._turns.remove(found)
        segments = [self._prefixed(bytes.fromhex(segment)) for segment in found[1]]
        frames = _frames(b"".join(segments))
        opened = session or frames[0].session
        frames = [replace(frame, session=opened, reply=asked.reply) for frame in frames]
        stream = b"".join(frame.encode() for frame in frames)
        return [(part, opened) for part in _cut(stream, [len(part) for part in segments])]


def _frames(stream: bytes) -> list[Frame]:
    frames = []
    while stream:
        size = PREFIX.size + PREFIX.unpack_from(stream)[2]
        packet, stream = stream[:size], stream[size:]
        command, _, session, reply = HEADER.unpack_from(packet, PREFIX.size)
        data = packet[PREFIX.size + HEADER.size :]
        frames.append(Frame(command=command, session=session, reply=reply, data=data))
    return frames


def _cut(stream: bytes, sizes: list[int]) -> list[bytes]:
    parts = []
    for size in sizes:
        parts.append(stream[:size])
        stream = stream[size:]
    return parts
