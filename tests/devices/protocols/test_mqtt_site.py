"""Construction-site terminals on their topics: everything is answered under its messageId."""

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.driver import Terminal
from devices.exchange import MqttExchange
from devices.protocols import mqtt_site
from devices.protocols.mqtt_site import MqttSiteSettings

SETTINGS = MqttSiteSettings()
TERMINAL = Terminal(serial="S1", zone=ZoneInfo("Asia/Shanghai"))
INFO: dict[str, object] = {
    "deviceCode": "S1",
    "customId": "1001",
    "RecordID": 5,
    "VerifyStatus": 1,
    "time": "2026-11-20 08:30:00",
}


def _parse(kind: str, payload: bytes) -> MqttExchange:
    return mqtt_site.parse(f"mqtt/device/face/S1/{kind}", payload, TERMINAL, SETTINGS)


def _send(kind: str, operator: str, info: dict[str, object]) -> MqttExchange:
    body = {"operator": operator, "messageId": "m-1", "info": info}
    return _parse(kind, json.dumps(body).encode())


def _answered(found: MqttExchange) -> tuple[str, str]:
    (reply,) = found.after_commit
    assert reply.topic == "mqtt/device/face/S1"
    body = json.loads(reply.payload)
    return body["operator"], body["messageId"]


def test_a_record_is_a_punch_and_answered_on_the_terminals_topic() -> None:
    found = _send("Rec", "RecPush", INFO)
    assert found.batch
    assert [event.person_code for event in found.batch.events] == ["1001"]
    assert (found.number, _answered(found)) == ("5", ("RecPush-Ack", "m-1"))


def test_a_heartbeat_is_a_sign_of_life_with_the_terminals_time() -> None:
    found = _send("heartbeat", "Basic", {"deviceCode": "S1", "time": "2026-11-20 08:30:00"})
    assert found.facts
    assert (found.facts.online, found.facts.device_time) == (True, "2026-11-20 08:30:00")
    assert _answered(found) == ("Basic-Ack", "m-1")


def test_a_will_says_that_it_went() -> None:
    found = _send("basic", "Offline", {"deviceCode": "S1"})
    assert found.facts
    assert found.facts.online is False


def test_an_answer_is_a_result_and_not_answered() -> None:
    found = _send("Ack", "EditPerson-Ack", {"deviceCode": "S1", "result": "ok"})
    assert [(one.command_id, one.code) for one in found.results] == [("m-1", 200)]
    assert not found.after_commit


def test_broken_json_is_kept_and_answered_if_its_number_is_found() -> None:
    found = _parse("Rec", b'{"operator":"RecPush","messageId":"m-2","info":{"RecordID":7')
    assert found.batch
    assert [bad.reason for bad in found.batch.unreadable] == ["bad_json"]
    assert _answered(found) == ("RecPush-Ack", "m-2")


def test_another_terminals_name_is_refused_without_a_word() -> None:
    found = _send("Rec", "RecPush", INFO | {"deviceCode": "S2"})
    assert (found.kind, found.batch, found.after_commit) == ("refused", None, ())


@pytest.mark.parametrize(
    ("topic", "serial"),
    [
        ("mqtt/device/face/S1/Rec", "S1"),
        ("mqtt/device/crane/S1/heartbeat", "S1"),
        ("mqtt/device/face/S1", ""),
        ("mqtt/device/face/S1/Rec/x", ""),
        ("mqtt/device/+/S1/Rec", ""),
    ],
)
def test_a_topic_belongs_to_one_terminal_or_to_nobody(topic: str, serial: str) -> None:
    assert mqtt_site.serial_of(topic, b"", SETTINGS) == serial


@given(st.sampled_from(["Rec", "Ack", "heartbeat", "basic"]), st.binary(max_size=200))
def test_any_message_is_an_exchange(kind: str, payload: bytes) -> None:
    assert _parse(kind, payload).serial == "S1"
