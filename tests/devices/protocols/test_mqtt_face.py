import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.driver import Terminal
from devices.exchange import MqttExchange
from devices.protocols import mqtt_face
from devices.protocols.mqtt_face import MqttFaceSettings

SETTINGS = MqttFaceSettings()
TERMINAL = Terminal(serial="1026700")
INFO: dict[str, object] = {
    "customId": "1001",
    "RecordID": 2,
    "VerifyStatus": 1,
    "PersonType": 0,
    "facesluiceId": "1026700",
    "time": "2026-04-10 10:00:07",
}


def _payload(operator: str = "RecPush", **changes: object) -> bytes:
    return json.dumps({"operator": operator, "info": INFO | changes}).encode()


def _parse(payload: bytes, settings: MqttFaceSettings = SETTINGS) -> MqttExchange:
    return mqtt_face.parse("mqtt/face/1026700/Rec", payload, TERMINAL, settings)


@pytest.mark.parametrize(("as_text", "name"), [(False, 2), (True, "2")])
def test_the_acknowledgement_names_the_record(name: object, *, as_text: bool) -> None:
    answer = _parse(_payload(), MqttFaceSettings(ack_as_text=as_text))
    (ack,) = answer.after_commit
    assert ack.topic == "mqtt/face/1026700"
    assert json.loads(ack.payload)["info"] == {"PushAckType": 2, "SnapOrRecordID": name}


def test_a_face_that_was_refused_is_acknowledged_and_no_punch() -> None:
    answer = _parse(_payload(VerifyStatus=2))
    assert answer.batch is not None
    assert not answer.batch.events
    assert not answer.batch.unreadable
    assert answer.after_commit


def test_a_stranger_is_acknowledged_as_a_snap() -> None:
    (ack,) = _parse(_payload("StrSnapPush", SnapID="9")).after_commit
    assert json.loads(ack.payload)["info"] == {"PushAckType": 1, "SnapOrRecordID": 9}


def test_broken_json_is_kept_and_still_acknowledged() -> None:
    answer = _parse(_payload()[:-1])
    assert answer.batch is not None
    assert [bad.reason for bad in answer.batch.unreadable] == ["bad_json"]
    assert answer.after_commit


def test_another_terminals_name_is_refused_without_a_word() -> None:
    answer = _parse(_payload(facesluiceId="1026701"))
    assert (answer.kind, answer.batch, answer.after_commit) == ("refused", None, ())
    assert [signal.code for signal in answer.signals] == ["identity_mismatch"]


def test_an_operator_nobody_knows_is_quarantined() -> None:
    answer = _parse(_payload("NewThing"))
    assert answer.batch is not None
    assert [bad.reason for bad in answer.batch.unreadable] == ["unknown_operator"]


@pytest.mark.parametrize(
    ("topic", "serial"),
    [
        ("mqtt/face/1026700/Rec", "1026700"),
        ("mqtt/face/1026700/Ack", "1026700"),
        ("mqtt/face/basic", "1026700"),
        ("mqtt/face/heartbeat", "1026700"),
        ("mqtt/face/1026700", ""),
        ("mqtt/face/1026700/Rec/../x", ""),
        ("mqtt/face/+/Rec", ""),
        ("other/1026700/Rec", ""),
    ],
)
def test_a_topic_belongs_to_one_terminal_or_to_nobody(topic: str, serial: str) -> None:
    assert mqtt_face.serial_of(topic, _payload("HeartBeat"), SETTINGS) == serial


def test_a_site_may_have_its_own_prefix() -> None:
    settings = MqttFaceSettings(prefix="site.1/face")
    assert mqtt_face.serial_of("site.1/face/7/Rec", b"", settings) == "7"
    assert mqtt_face.serial_of("siteX1/face/7/Rec", b"", settings) == ""
    assert "site.1/face/+/Rec" in mqtt_face.subscriptions(settings)


@given(
    st.binary(max_size=200)
    | st.dictionaries(st.sampled_from([*INFO]), st.text()).map(
        lambda info: json.dumps({"operator": "RecPush", "info": info}).encode()
    )
)
def test_any_message_is_an_exchange(payload: bytes) -> None:
    assert _parse(payload).serial == "1026700"
