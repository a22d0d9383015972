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
        ("mqtt/face/1026700/Card", "1026700"),
        ("mqtt/face/1026700/rec/AttendanceRecord", "1026700"),
        ("mqtt/face/1026700/Rec/a/b", ""),
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


def _on(kind: str, operator: str, **changes: object) -> MqttExchange:
    body = {"operator": operator, "messageId": "17", "info": INFO | changes}
    payload = json.dumps(body).encode()
    return mqtt_face.parse(f"mqtt/face/1026700/{kind}", payload, TERMINAL, SETTINGS)


@pytest.mark.parametrize(
    ("kind", "operator", "verify"),
    [
        ("rec/AttendanceRecord", "VerifyPush", "face"),
        ("Rec", "RECPUSH", "face"),
        ("Card", "CardPush", "card"),
        ("QRCode", "QRCodePush", "other"),
    ],
)
def test_older_terminals_spell_their_records_otherwise(
    kind: str, operator: str, verify: str
) -> None:
    found = _on(kind, operator)
    assert found.batch
    assert [event.verify for event in found.batch.events] == [verify]
    assert found.number == "2"
    assert found.after_commit


@pytest.mark.parametrize(
    ("kind", "operator"),
    [("Alarm", "AlarmPush"), ("Snap", "StrSnapPush"), ("Rec", "LeaveSnapPush")],
)
def test_alarms_and_strangers_pass_and_nothing_of_them_is_kept(kind: str, operator: str) -> None:
    found = _on(kind, operator, SnapID=9)
    assert found.batch is None
    (ack,) = found.after_commit
    assert json.loads(ack.payload)["info"] == {"PushAckType": 1, "SnapOrRecordID": 9}


def test_a_record_without_a_verdict_is_kept_and_acknowledged() -> None:
    info = {key: value for key, value in INFO.items() if key != "VerifyStatus"}
    payload = json.dumps({"operator": "RecPush", "info": info}).encode()
    found = mqtt_face.parse("mqtt/face/1026700/Rec", payload, TERMINAL, SETTINGS)
    assert found.batch
    assert [bad.reason for bad in found.batch.unreadable] == ["no_verdict"]
    assert found.after_commit


def test_at_first_contact_resuming_is_ordered_and_asked_after() -> None:
    assert mqtt_face.PROTOCOL.greet
    said = [json.loads(m.payload) for m in mqtt_face.PROTOCOL.greet("m", TERMINAL, SETTINGS)]
    assert [one["operator"] for one in said] == ["UpMQTTconfig", "GetMQTTconfig"]
    assert said[0]["info"]["ResumefromBreakpoint"] == 1


@pytest.mark.parametrize(("value", "signals"), [(1, []), ("1", []), (0, ["no_resume"])])
def test_a_terminal_that_does_not_resume_is_told_to_people(
    value: object, signals: list[str]
) -> None:
    found = _on("Ack", "GetMQTTconfig-Ack", ResumefromBreakpoint=value)
    assert [one.code for one in found.signals] == signals


def test_a_full_page_of_people_asks_for_the_next_and_the_last_is_the_result() -> None:
    rows = [{"customId": str(n), "name": f"N{n}"} for n in range(100)]
    page = _on("Ack", "SearchPersonList-Ack", SearchInfo=rows, result="ok", customId="")
    assert len(page.users) == 100
    assert not page.results
    (ask,) = page.after_commit
    assert json.loads(ask.payload)["messageId"] == "17.100"
    last = _on(
        "Ack", "SearchPersonList-Ack", Personinfo_0={"CustomizeID": 7}, customId="", result="ok"
    )
    assert [one.code for one in last.users] == ["7"]
    assert [(one.command_id, one.code) for one in last.results] == [("17", 200)]


def test_the_terminals_time_comes_with_its_answer() -> None:
    found = _on("Ack", "GetSysTime-Ack", SysTime="2026-11-20T08:30:00", time="")
    assert found.facts
    assert found.facts.device_time == "2026-11-20 08:30:00"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": "200", "info": {"result": "ok"}}, 200),
        ({"code": 461, "info": {"result": "fail"}}, 461),
        ({"info": {"errcode": "464"}}, 464),
        ({"info": {"Result": "Ok"}}, 200),
        ({"info": {}}, 1),
    ],
)
def test_a_result_is_found_wherever_it_stands(body: dict[str, object], code: int) -> None:
    payload = json.dumps({"operator": "EditPerson-Ack", "messageId": "7", **body}).encode()
    found = mqtt_face.parse("mqtt/face/1026700/Ack", payload, TERMINAL, SETTINGS)
    assert [(one.command_id, one.code) for one in found.results] == [("7", code)]
