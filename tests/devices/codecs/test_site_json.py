"""Construction-site records: people by whatever number they have, times by text or by instant."""

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import face_json, site_json
from devices.driver import PunchEvent, Unreadable

ZONE = ZoneInfo("Asia/Shanghai")
INFO: dict[str, object] = {
    "deviceCode": "S1",
    "customId": "1001",
    "RecordID": 5,
    "VerifyStatus": 1,
    "direction": "02",
    "time": "2026-11-20 08:30:00",
}


def _message(info: dict[str, object], operator: str = "RecPush") -> face_json.Message:
    body = {"operator": operator, "messageId": "m-1", "info": info}
    found = face_json.load(json.dumps(body).encode())
    assert isinstance(found, face_json.Message)
    return found


def _record(**changes: object) -> PunchEvent | Unreadable | None:
    return site_json.record(_message(INFO | changes), ZONE)


def test_a_record_is_read() -> None:
    event = _record()
    assert isinstance(event, PunchEvent)
    assert (event.person_code, event.local, event.state) == ("1001", "2026-11-20 08:30:00", 1)
    assert event.record_no == "5"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"customId": "", "userId": "u7"}, "userId:u7"),
        ({"customId": "", "personId": "3"}, "personId:3"),
        ({"customId": "", "idCardNumber": "44"}, "idCardNumber:44"),
    ],
)
def test_numbers_that_are_not_ours_never_look_like_ours(
    changes: dict[str, object], code: str
) -> None:
    event = _record(**changes)
    assert isinstance(event, PunchEvent)
    assert event.person_code == code


def test_an_instant_is_the_terminals_own_time() -> None:
    event = _record(time="", swipeTimestamp="1795134600")
    assert isinstance(event, PunchEvent)
    assert event.local == "2026-11-20 08:30:00"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"time": "2026-02-30 08:30:00"}, "bad_time"),
        ({"time": "", "swipeTimestamp": 1 << 60}, "bad_time"),
        ({"customId": ""}, "bad_code"),
        ({"customId": "1" * 65}, "bad_code"),
    ],
)
def test_what_cannot_be_read_is_kept(changes: dict[str, object], reason: str) -> None:
    bad = _record(**changes)
    assert isinstance(bad, Unreadable)
    assert bad.reason == reason


@pytest.mark.parametrize("changes", [{"VerifyStatus": 2}, {"PersonType": 1}])
def test_who_was_not_let_in_is_no_punch(changes: dict[str, object]) -> None:
    assert _record(**changes) is None


def test_the_answer_gives_back_the_messages_own_numbers() -> None:
    assert json.loads(site_json.answer(_message(INFO))) == {
        "messageId": "m-1",
        "operator": "RecPush-Ack",
        "code": "200",
        "info": {"deviceCode": "S1", "result": "ok", "PushAckType": 2, "SnapOrRecordID": 5},
    }


def test_broken_json_is_answered_if_its_number_is_found() -> None:
    broken = b'{"operator":"RecPush","messageId":"m-9","info":{"RecordID":"5","ti'
    answer = site_json.salvaged(broken, "S1")
    assert answer is not None
    found = json.loads(answer)
    assert (found["messageId"], found["info"]["SnapOrRecordID"]) == ("m-9", 5)
    assert site_json.salvaged(b"junk", "S1") is None


VALUES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=70)


@given(st.dictionaries(st.sampled_from([*INFO, "swipeTimestamp", "userId"]), VALUES))
def test_any_record_is_a_punch_or_unreadable_or_nothing(info: dict[str, object]) -> None:
    body = {"operator": "RecPush", "messageId": "x", "info": info}
    found = face_json.load(json.dumps(body).encode())
    if isinstance(found, face_json.Message):
        assert isinstance(site_json.record(found, ZONE), PunchEvent | Unreadable | None)
        site_json.answer(found)
