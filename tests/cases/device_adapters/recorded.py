"""Recorded terminals: what each kind of recording must be read as."""

import json
import re
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from devices import clock
from devices.codecs import zk_event, zk_record, zk_time, zk_user
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import PREFIX, Reader, checksum, comm_key
from devices.driver import PunchEvent, Terminal, verify_of
from devices.exchange import HttpExchange, MqttExchange
from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS, adms, mqtt_face
from devices.protocols.zk import ZkSession, ZkSettings
from tests.cases.device_adapters import adms as adms_adapter
from tests.cases.device_adapters.replay import Replay
from tests.cases.device_adapters.sink import Sink

Case = dict[str, Any]
NOW = "2026-11-20 12:00:00"
FACE = mqtt_face.MqttFaceSettings()
ADMIN = 14


def zk_conversation(case: Case) -> None:
    """Hold the conversation with our own session and compare what it understood."""
    udp = case.get("transport", "tcp") == "udp"
    with Replay(case["turns"], udp=udp) as terminal:
        settings = ZkSettings(
            host="127.0.0.1",
            port=terminal.port,
            comm_key=case.get("comm_key", 0),
            udp=udp,
            timeout_seconds=3,
        )
        with ZkSession(settings) as session:
            _understood(session, case, _wanted(case["turns"], udp=udp))


def _wanted(turns: list[Case], *, udp: bool) -> int:
    """Return what the conversation reads: the bulk command if there is one, else the last."""
    packets = [bytes.fromhex(turn["client"])[0 if udp else PREFIX.size :] for turn in turns]
    asked = [(int.from_bytes(packet[:2], "little"), packet[8:]) for packet in packets]
    bulk = [data[1:3] for command, data in asked if command == Code.PREPARE_BUFFER]
    return int.from_bytes(bulk[-1], "little") if bulk else asked[-1][0]


def _understood(session: ZkSession, case: Case, wanted: int) -> None:
    expected = case["decoded_by_pyzk_0_9"]
    if wanted == Code.USERTEMP_RRQ:
        users = [[u.slot, u.code, u.admin] for u in session.users()]
        assert users == [[uid, code, role == ADMIN] for uid, code, role in expected]
    elif wanted == Code.ATTLOG_RRQ:
        _understood_log(session, expected)
    elif wanted == Code.GET_FREE_SIZES:
        sizes = session.sizes()
        got = {"rec_cap": sizes.record_cap} | {
            name: getattr(sizes, name, None) for name in expected if name != "rec_cap"
        }
        assert got == expected
    else:
        assert expected in {"connected", "authenticated"}


def _understood_log(session: ZkSession, expected: Case) -> None:
    events, unreadable = zk_record.decode_all(session.read_log(), session.slots)
    got = [[e.person_code, e.local, e.verify_code, e.state] for e in events]
    assert got == expected["punches"]
    assert len(unreadable) == expected["unreadable"]


def zk_record_case(case: Case) -> None:
    """Read one record, event, frame or vector."""
    _RECORDS[case["kind"]](case)


def _attendance(case: Case) -> None:
    body = bytes.fromhex(case["hex"])
    log = zk_record.prove(len(body).to_bytes(4, "little") + body, 1, 1, now=NOW)
    (payload,) = log.payloads()
    row = zk_record.parse(payload, log.layout)
    got: dict[str, object] = {
        "uid": row.uid,
        "user_id": row.code.decode() if row.code is not None else None,
        "verify": row.verify,
        "state": row.state,
        "time": zk_time.decode(row.time),
        "status_byte": row.verify,
        "punch_byte": row.state,
    }
    event = zk_record.decode(payload, log.layout)
    assert isinstance(event, PunchEvent)
    got["nibbles"] = {"punch": event.state, "verify": event.verify_code}
    assert {name: got[name] for name in case["expect"]} == case["expect"]


def _event_frame(case: Case) -> None:
    (frame,) = Reader().feed(bytes.fromhex(case["hex"]))
    assert frame.intact
    assert case["expect"].get("event", frame.session) == frame.session
    batch = zk_event.batch_of(frame)
    assert batch is not None
    _same_event(batch.events[0], case["expect"])


def _event_payload(case: Case) -> None:
    event = zk_event.decode(bytes.fromhex(case["hex"]))
    assert isinstance(event, PunchEvent)
    _same_event(event, case["expect"])


def _same_event(event: PunchEvent, expect: Case) -> None:
    got = {
        "user_id": event.person_code,
        "verify": event.verify_code,
        "state": event.state,
        "time": event.local,
    }
    assert got == {name: expect[name] for name in got}


def _frame(case: Case) -> None:
    (frame,) = Reader().feed(bytes.fromhex(case["hex"]))
    assert frame.intact
    assert frame.data.rstrip(b"\0").decode() in case["expect"]


def _checksum(case: Case) -> None:
    raw = bytes.fromhex(case["payload_hex"])
    assert checksum(raw[:2] + b"\0\0" + raw[4:]) == case["expect"]


def _comm_key(case: Case) -> None:
    assert comm_key(case["password"], case["session_id"]).hex() == case["expect_hex"]


def _time(case: Case) -> None:
    assert zk_time.decode(case["value"]) == case["expect"]
    assert zk_time.encode(case["expect"]) == case["value"]


def _user(case: Case) -> None:
    row = bytes.fromhex(case["hex"])
    (user,) = zk_user.decode_list(len(row).to_bytes(4, "little") + row, 1)
    got = {"uid": user.slot, "user_id": user.code, "name": user.name, "card": user.card}
    assert {name: str(got[name]) for name in case["expect"] if name in got} == {
        name: str(value) for name, value in case["expect"].items() if name in got
    }


_RECORDS: dict[str, Callable[[Case], None]] = {
    "attendance_record": _attendance,
    "realtime_event_frame": _event_frame,
    "realtime_event_payload": _event_payload,
    "frame": _frame,
    "checksum_vector": _checksum,
    "commkey_vector": _comm_key,
    "time_vector": _time,
    "user_record": _user,
}


def adms_request(case: Case, earlier: list[Case]) -> None:
    """Send one request after those recorded before it, and compare reply and punches."""
    sink = Sink()
    for before in earlier:
        answer = _send(before)
        sink.store(answer.serial, answer.batch)
    answer = _send(case)
    new = sink.store(answer.serial, answer.batch)
    for name, value in case["expect"].items():
        _ADMS[name](answer, value, new)


def _send(case: Case) -> HttpExchange:
    body = b64decode(case["body_b64"]) if "body_b64" in case else case["body"].encode()
    length = {} if case["method"] == "GET" else {"content-length": str(len(body))}
    head = adms.Head(method=case["method"], target=case["path"], headers=length)
    context = adms.Context(now_iso="2026-11-20T12:00:00+08:00")
    return adms_adapter.request(head, body, "", re.compile(r"\w+"), context)


def _events(answer: HttpExchange) -> tuple[PunchEvent, ...]:
    return answer.batch.events if answer.batch else ()


def _punches(answer: HttpExchange, value: list[Any], _: int) -> None:
    got = [[e.person_code, e.local, e.state, e.verify] for e in _events(answer)]
    assert got == [[pin, time, state, verify_of(verify)] for pin, time, state, verify in value]


def _epochs(answer: HttpExchange, value: list[Any], _: int) -> None:
    got = [[e.person_code, _epoch(e), e.state, e.verify_code] for e in _events(answer)]
    assert got == value


def _epoch(event: PunchEvent) -> int:
    assert event.zone_offset_minutes is not None
    utc = datetime.fromisoformat(event.local + "+00:00")
    return int((utc - timedelta(minutes=event.zone_offset_minutes)).timestamp())


def _starts(answer: HttpExchange, value: str | list[str], _: int) -> None:
    starts = (value,) if isinstance(value, str) else tuple(value)
    assert answer.reply_ok.status == 200
    assert answer.reply_ok.body.decode().startswith(starts)


def _matches(answer: HttpExchange, value: str, _: int) -> None:
    assert re.search(value, answer.reply_ok.body.decode())


def _status_not(answer: HttpExchange, value: list[int], _: int) -> None:
    assert answer.reply_ok.status not in value


def _users(answer: HttpExchange, value: list[Any], _: int) -> None:
    assert [[user.code, user.name, user.card] for user in answer.users] == value


def _results(answer: HttpExchange, value: list[Any], _: int) -> None:
    assert [[int(r.command_id), r.code, r.command] for r in answer.results] == value


def _quarantined(answer: HttpExchange, value: int, _: int) -> None:
    assert answer.batch is not None
    assert len(answer.batch.unreadable) == value


def _new(_: HttpExchange, value: int, new: int) -> None:
    assert new == value


def _indexes(answer: HttpExchange, value: list[str], _: int) -> None:
    assert [event.record_no for event in _events(answer)] == value


def _value_length(answer: HttpExchange, value: int, _: int) -> None:
    assert 0 < len(answer.reply_ok.body.partition(b"=")[2]) <= value


_ADMS: dict[str, Callable[[HttpExchange, Any, int], None]] = {
    "punches": _punches,
    "punches_epoch": _epochs,
    "reply_starts": _starts,
    "reply_regex": _matches,
    "reply_max_value_len": _value_length,
    "status_not": _status_not,
    "users": _users,
    "results": _results,
    "quarantined": _quarantined,
    "new_punches": _new,
    "record_index": _indexes,
}


def mqtt_message(case: Case) -> None:
    """Read one message and compare meaning and acknowledgement."""
    payload = json.dumps(case["payload"]).encode()
    answer = _received(case["topic"], payload)
    for name, value in case["expect"].items():
        _MQTT[name](answer, value)


def _received(topic: str, payload: bytes) -> MqttExchange:
    """By the family whose topic it is; a foreign one is the main family's to ignore."""
    for family in (one for one in PROTOCOLS if isinstance(one, MqttProtocol)):
        settings = family.settings()
        if serial := family.serial_of(topic, payload, settings):
            terminal = Terminal(serial=serial, zone=adms_adapter.ZONE)
            return family.parse(topic, payload, terminal, settings)
    return mqtt_face.parse(topic, payload, Terminal(serial="", zone=adms_adapter.ZONE), FACE)


def _event(answer: MqttExchange) -> PunchEvent:
    assert answer.batch is not None
    return answer.batch.events[0]


def _person_key(answer: MqttExchange, value: list[str]) -> None:
    key, code = value
    assert _event(answer).person_code == (code if key == "customId" else f"{key}:{code}")


def _local(answer: MqttExchange, value: str) -> None:
    assert _event(answer).local == value


def _granted(answer: MqttExchange, value: object) -> None:
    assert bool(answer.batch and answer.batch.events) is value


def _ack(answer: MqttExchange, value: dict[str, Any]) -> None:
    (publish,) = answer.after_commit
    body = json.loads(publish.payload)
    got = {"topic": publish.topic, "operator": body.get("operator"), **body.get("info", {})}
    assert {name: str(got[name]) for name in value} == {k: str(v) for k, v in value.items()}


def _online(answer: MqttExchange, value: object) -> None:
    assert answer.facts is not None
    assert answer.facts.online is value


def _skewed(answer: MqttExchange, value: object) -> None:
    assert answer.facts is not None
    skew = clock.skew_seconds(answer.facts.device_time or "", NOW)
    assert (skew is None or abs(skew) > 60) is value


def _per_person(answer: MqttExchange, value: dict[str, Any]) -> None:
    (result,) = answer.results
    assert result.persons == {who: 200 if code == "ok" else code for who, code in value.items()}


_MQTT: dict[str, Callable[[MqttExchange, Any], None]] = {
    "person_key": _person_key,
    "time": _local,
    "granted": _granted,
    "ack": _ack,
    "reply": _ack,
    "device_online": _online,
    "device_seen": _online,
    "clock_skew_alert": _skewed,
    "per_person": _per_person,
}
