"""HuaAn terminals on their topics: everything of theirs is answered, nothing of others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.driver import Terminal
from devices.exchange import MqttExchange
from devices.protocols import mqtt_huaan
from devices.protocols.mqtt_huaan import MqttHuaanSettings

SETTINGS = MqttHuaanSettings()
TERMINAL = Terminal(serial="H1")
TOPIC = "topic/face/capture/request/H1"
FIELDS: dict[str, object] = {
    "cmd": "face",
    "sequence_no": 12,
    "cap_time": "2026/11/20 08:30:00.003",
    "device_sn": "H1",
    "match": {"person_id": "0017"},
    "match_result": 94,
}


def _parse(payload: bytes) -> MqttExchange:
    return mqtt_huaan.parse(TOPIC, payload, TERMINAL, SETTINGS)


def _with(**changes: object) -> MqttExchange:
    return _parse(json.dumps(FIELDS | changes).encode())


def _replied(answer: MqttExchange) -> object:
    (reply,) = answer.after_commit
    assert reply.topic == "topic/face/capture/response/H1"
    return json.loads(reply.payload)["sequence_no"]


def test_a_capture_is_a_punch_and_answered() -> None:
    answer = _with()
    assert answer.batch
    assert [event.person_code for event in answer.batch.events] == ["0017"]
    assert (answer.number, _replied(answer)) == ("12", 12)


def test_a_stranger_is_answered_and_not_kept() -> None:
    answer = _with(match=None, match_result=0)
    assert answer.batch
    assert not answer.batch.events
    assert not answer.batch.unreadable
    assert _replied(answer) == 12


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"cap_time": "yesterday"}, "bad_time"), ({"cmd": "alarm"}, "unknown_command")],
)
def test_what_cannot_be_read_is_kept_and_answered(changes: dict[str, object], reason: str) -> None:
    answer = _with(**changes)
    assert answer.batch
    assert [bad.reason for bad in answer.batch.unreadable] == [reason]
    assert _replied(answer) == 12


def test_broken_json_is_kept_and_answered() -> None:
    answer = _parse(json.dumps(FIELDS).encode()[:-1])
    assert answer.batch
    assert [bad.reason for bad in answer.batch.unreadable] == ["bad_json"]
    assert _replied(answer) == 12


def test_another_terminals_name_is_refused_without_a_word() -> None:
    answer = _with(device_sn="H2")
    assert (answer.kind, answer.batch, answer.after_commit) == ("refused", None, ())


@pytest.mark.parametrize(
    ("topic", "serial"),
    [
        (TOPIC, "H1"),
        ("topic/face/capture/request/H1/x", ""),
        ("topic/face/capture/request/+", ""),
        ("topic/face/capture/response/H1", ""),
    ],
)
def test_a_topic_belongs_to_one_terminal_or_to_nobody(topic: str, serial: str) -> None:
    assert mqtt_huaan.serial_of(topic, b"", SETTINGS) == serial


@given(st.binary(max_size=200))
def test_any_message_is_an_exchange(payload: bytes) -> None:
    assert _parse(payload).serial == "H1"
