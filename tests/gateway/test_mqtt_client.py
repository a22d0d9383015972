"""Reading in bulk: whatever the cuts, the same messages, and nothing else is believed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from gateway import mqtt_client
from gateway.mqtt_client import Arrival, Client


class _Socket:
    """A socket that hands out what it is given, piece by piece; empty means closed."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = list(pieces)

    def recv(self, _: int) -> bytes:
        if not self.pieces:
            raise BlockingIOError
        return self.pieces.pop(0)

    def close(self) -> None:
        self.pieces = []

    def fileno(self) -> int:
        return -1


def _client(pieces: Sequence[bytes]) -> tuple[Client, list[Arrival]]:
    found: list[Arrival] = []
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id="t",
        protocol=paho.MQTTv5,
        manual_ack=True,
        take=found.extend,
        crowded=lambda: False,
    )
    client._sock = _Socket(pieces)  # type: ignore[assignment] # what paho reads from
    return client, found


def _length(count: int) -> bytes:
    out = bytearray()
    while True:
        count, byte = count >> 7, count & 0x7F
        out.append(byte | (0x80 if count else 0))
        if not count:
            return bytes(out)


def _packet(topic: bytes, payload: bytes, mid: int, qos: int, properties: bytes = b"") -> bytes:
    body = len(topic).to_bytes(2, "big") + topic + (mid.to_bytes(2, "big") if qos else b"")
    body += _length(len(properties)) + properties + payload
    return bytes([0x30 | qos << 1]) + _length(len(body)) + body


MESSAGES = st.lists(
    st.tuples(
        st.text(max_size=20).map(str.encode),
        st.binary(max_size=400),
        st.integers(1, 65535),
        st.sampled_from([0, 1]),
        st.sampled_from([b"", b"\x01\x01", b"\x26\0\1a\0\xfe" + b"b" * 254]),
    ),
    max_size=8,
)


@given(MESSAGES, st.lists(st.integers(1, 300), max_size=30))
def test_the_same_messages_however_they_are_cut(
    messages: list[tuple[bytes, bytes, int, int, bytes]], cuts: list[int]
) -> None:
    stream = b"".join(_packet(*one) for one in messages)
    pieces: list[bytes] = []
    for cut in cuts:
        pieces += [stream[:cut]] if stream[:cut] else []
        stream = stream[cut:]
    pieces += [stream] if stream else []
    client, found = _client(pieces)
    for _ in pieces:
        assert client.loop_read() == MQTTErrorCode.MQTT_ERR_SUCCESS
    assert [(one.topic.encode(), one.payload, one.qos) for one in found] == [
        (topic, payload, qos) for topic, payload, _, qos, _ in messages
    ]
    assert [one.mid for one in found] == [mid if qos else 0 for _, _, mid, qos, _ in messages]


@given(st.sampled_from([0x30, 0x31, 0x32, 0x3B]), st.binary(max_size=200))
def test_a_broken_message_ends_the_connection_or_waits_for_more(head: int, rest: bytes) -> None:
    again = bytes([head]) + rest
    client, _ = _client([again, again])
    assert client._consume() == MQTTErrorCode.MQTT_ERR_SUCCESS
    client._unread += bytes([head, 1, 0])  # no room for the topic's length
    assert client._consume() == MQTTErrorCode.MQTT_ERR_PROTOCOL
    client._unread = bytearray(again)
    assert client._consume() in {
        MQTTErrorCode.MQTT_ERR_SUCCESS,
        MQTTErrorCode.MQTT_ERR_PROTOCOL,
    }


def test_a_topic_that_is_no_text_belongs_to_nobody() -> None:
    client, found = _client([_packet(b"\xff", b"x", 1, 1)])
    client.loop_read()
    assert [(one.topic, one.payload) for one in found] == [("", b"x")]


def test_an_end_of_the_stream_is_a_lost_connection() -> None:
    client, _ = _client([b""])
    assert client.loop_read() == MQTTErrorCode.MQTT_ERR_CONN_LOST


def test_nothing_is_read_while_too_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt_client, "_PAUSE", 0.0)
    client, found = _client([_packet(b"a", b"x", 1, 1)])
    client._crowded = lambda: True
    client.loop_read()
    assert found == []
    client._crowded = lambda: False
    client.loop_read()
    assert len(found) == 1


def test_acknowledgements_of_an_older_connection_are_not_sent() -> None:
    client, _ = _client([])
    client.connection = 2
    arrivals = [Arrival("a", b"", 7, 1, 1), Arrival("a", b"", 8, 1, 2), Arrival("a", b"", 0, 0, 2)]
    client._thread = object()  # type: ignore[assignment] # as in a running loop: queued, not sent
    client.acknowledge(arrivals)
    assert [bytes(one["packet"]) for one in client._out_packet] == [b"\x40\x02\x00\x08"]
