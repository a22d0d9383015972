"""paho, with reading and acknowledging done in bulk: one system call for many messages, not four.

Uses paho's inner parts where it has no others; the version is pinned and tests hold each of them.
"""

import struct
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from paho.mqtt import client as paho
from paho.mqtt.enums import MQTTErrorCode

_PUBLISH, _PUBACK = 0x30, 0x40
_CHUNK = 1 << 18
_PAUSE = 0.05


class Arrival(NamedTuple):
    """One message and which connection brought it: an ack is good for that connection only."""

    topic: str
    payload: bytes
    mid: int
    qos: int
    connection: int


class Client(paho.Client):
    """Hands `take` every message of a read at once; reads nothing while `crowded` says so."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - paho's own
        take: Callable[[list[Arrival]], None],
        crowded: Callable[[], bool],
        **more: Any,  # noqa: ANN401 - paho's own
    ) -> None:
        super().__init__(*args, **more)
        self.connection = 0
        self._take = take
        self._crowded = crowded
        self._unread = bytearray()
        self._changing = threading.Lock()

    @property
    def works(self) -> bool:
        """Whether the network thread lives; `is_connected` stays true when it died."""
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """Give every socket back, once the network thread has ended."""
        self._reset_sockets()

    def reconnect(self) -> MQTTErrorCode:
        """Connect anew; acknowledgements of before are worth nothing from here on."""
        with self._changing:
            self.connection += 1
            self._unread = bytearray()
            return super().reconnect()

    def acknowledge(self, arrivals: Iterable[Arrival]) -> None:
        """Send the PUBACKs of this connection's messages as one piece; of an older one, nothing."""
        if not self._changing.acquire(blocking=False):
            return
        try:
            mids = [one.mid for one in arrivals if one.qos and one.connection == self.connection]
            packets = b"".join(struct.pack("!BBH", _PUBACK, 2, mid) for mid in mids)
            if packets:
                self._packet_queue(_PUBACK, packets, 0, 1)
        finally:
            self._changing.release()

    def send(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Publish messages, QoS 0, as one piece."""
        packets = b"".join(_publication(topic.encode(), payload) for topic, payload in messages)
        if packets and self.is_connected():
            self._packet_queue(_PUBACK, packets, 0, 1)  # nothing waits for what is so named

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:
        """Read what is there and hand it over; paho's own way for all that is no message."""
        if self._crowded():
            time.sleep(_PAUSE)
            return MQTTErrorCode.MQTT_ERR_SUCCESS
        try:
            read = self._sock_recv(_CHUNK)
        except BlockingIOError:
            return MQTTErrorCode.MQTT_ERR_SUCCESS
        except OSError:
            read = b""
        if not read:
            return self._loop_rc_handle(MQTTErrorCode.MQTT_ERR_CONN_LOST)
        with self._msgtime_mutex:
            self._last_bytes_received = time.monotonic()
        self._unread += read
        return self._consume()

    def _consume(self) -> MQTTErrorCode:
        """Take every whole packet off what was read; a broken one ends the connection."""
        unread, at, found = self._unread, 0, []
        rc = MQTTErrorCode.MQTT_ERR_SUCCESS
        try:
            while rc == MQTTErrorCode.MQTT_ERR_SUCCESS and (cut := _packet(unread, at)):
                start, end = cut
                if unread[at] & 0xF0 == _PUBLISH and unread[at] & 0x04 == 0:
                    found.append(_message(unread[at], unread[start:end], self.connection))
                else:
                    rc = self._other(unread[at], unread[start:end])
                at = end
        except (ValueError, LookupError, struct.error):
            rc = MQTTErrorCode.MQTT_ERR_PROTOCOL
        if self._unread is unread:
            del unread[:at]
        if found:
            self._take(found)
        return self._loop_rc_handle(rc) if rc > 0 else rc

    def _other(self, command: int, body: bytearray) -> MQTTErrorCode:
        self._in_packet = {
            "command": command,
            "have_remaining": 1,
            "remaining_count": [],
            "remaining_mult": 1,
            "remaining_length": len(body),
            "packet": body,
            "to_process": 0,
            "pos": 0,
        }
        try:
            return self._packet_handle()
        finally:
            self._in_packet["command"] = 0


def _packet(unread: bytearray, at: int) -> tuple[int, int] | None:
    """Where the body of the packet at `at` begins and ends, once all of it is there."""
    found = _varint(unread, at + 1)
    if found is None:
        return None
    length, start = found
    return (start, start + length) if start + length <= len(unread) else None


def _varint(raw: bytearray, at: int) -> tuple[int, int] | None:
    """A length of one to four bytes and where it ends; None while it is not whole."""
    value = 0
    for place in range(4):
        if at + place >= len(raw):
            return None
        byte = raw[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError("a length of more than four bytes")


def _message(command: int, body: bytearray, connection: int) -> Arrival:
    """Read a PUBLISH of MQTT 5, QoS 0 or 1; a topic that is no UTF-8 belongs to nobody."""
    qos = command >> 1 & 3
    at = 2 + (body[0] << 8 | body[1])
    topic = body[2:at]
    mid = 0
    if qos:
        mid = body[at] << 8 | body[at + 1]
        at += 2
    properties = body[at]
    at += 1
    if properties >= 0x80:
        properties, at = _varint(body, at - 1) or (len(body), at)
    if at + properties > len(body):
        raise ValueError("a message shorter than its head")
    payload = bytes(body[at + properties :])
    return Arrival(_text(topic), payload, mid, qos, connection)


def _text(raw: bytearray) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""


def _publication(topic: bytes, payload: bytes) -> bytes:
    body = struct.pack("!H", len(topic)) + topic + b"\0" + payload
    head, left = bytearray([_PUBLISH]), len(body)
    while True:
        left, byte = left >> 7, left & 0x7F
        head.append(byte | (0x80 if left else 0))
        if not left:
            return bytes(head) + body
