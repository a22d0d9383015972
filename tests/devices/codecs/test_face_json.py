import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import face_json
from devices.driver import PunchEvent, Unreadable

INFO: dict[str, object] = {
    "customId": "1001",
    "personId": "22",
    "RecordID": "389",
    "VerifyStatus": "1",
    "PersonType": "0",
    "facesluiceId": "1026700",
    "time": "2026-11-20 08:30:00",
}


def _load(info: dict[str, object], operator: str = "RecPush") -> face_json.Message:
    message = face_json.load(json.dumps({"operator": operator, "info": info}).encode())
    assert isinstance(message, face_json.Message)
    return message


def _record(**changes: object) -> PunchEvent | Unreadable | None:
    return face_json.record(_load(INFO | changes))


@pytest.mark.parametrize("spelt", [{"VerifyStatus": 1, "PersonType": 0, "RecordID": 389}, {}])
def test_numbers_are_read_as_numbers_or_as_text(spelt: dict[str, object]) -> None:
    event = _record(**spelt)
    assert isinstance(event, PunchEvent)
    assert (event.identity, event.person_code) == ("2026-11-20 08:30:00#389", "1001")
    assert event.verify == "face"


@pytest.mark.parametrize("changes", [{"VerifyStatus": 2}, {"VerifyStatus": ""}, {"PersonType": 1}])
def test_a_face_that_was_not_let_in_is_no_punch(changes: dict[str, object]) -> None:
    assert _record(**changes) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "1001"),
        ({"customId": ""}, "personId:22"),
        ({"customId": " ", "personId": ""}, ""),
        ({"customId": "", "personId": "", "idCard": "12345"}, "idCard:12345"),
    ],
)
def test_the_devices_own_keys_never_look_like_ours(changes: dict[str, object], code: str) -> None:
    event = _record(**changes)
    assert isinstance(event, PunchEvent)
    assert event.person_code == code


def test_pictures_are_gone_from_what_is_kept() -> None:
    event = _record(pic="data:image/jpeg;base64,/9j/2Q==", scene="x" * 1000)
    assert isinstance(event, PunchEvent)
    assert b"jpeg" not in event.payload
    assert b"xxxx" not in event.payload


def test_an_impossible_time_is_kept_as_unreadable() -> None:
    assert isinstance(_record(time="2026-02-30 08:30:00"), Unreadable)


def test_a_result_carries_a_code_per_person() -> None:
    info: dict[str, object] = {
        "result": "ok",
        "AddSucInfo": [{"customId": "p1"}],
        "AddErrInfo": [{"customId": "p2", "errcode": "478"}],
    }
    result = face_json.result(_load(info, "AddPersons-Ack"))
    assert (result.command, result.code) == ("AddPersons", 200)
    assert result.persons == {"p1": 200, "p2": 478}


def test_the_record_number_is_found_in_broken_json() -> None:
    assert face_json.salvaged_record_number(b'{"info":{"RecordID": "77", "ti') == "77"
    assert face_json.salvaged_record_number(b"junk") == ""


@given(st.binary(max_size=300))
def test_any_garbage_is_unreadable(payload: bytes) -> None:
    assert isinstance(face_json.load(payload), Unreadable)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*INFO, "direction", "AddErrInfo", "result"]), JSON))
def test_any_info_is_a_punch_or_unreadable_or_nothing(info: dict[str, object]) -> None:
    message = face_json.load(json.dumps({"operator": "RecPush", "info": info}).encode())
    if isinstance(message, face_json.Message):
        assert isinstance(face_json.record(message), PunchEvent | Unreadable | None)
        assert face_json.facts(message).serial == message.device
        face_json.result(message)
