"""HuaAn captures: who counts, what is kept, and the reply that ends the resending."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import huaan_json
from devices.driver import PunchEvent, Unreadable

FIELDS: dict[str, object] = {
    "cmd": "face",
    "sequence_no": 12,
    "cap_time": "2026/11/20 08:30:00.003",
    "device_sn": "H1",
    "is_realtime": 1,
    "match": {"person_id": "0017", "person_role": 1},
    "match_result": 94,
}


def _load(**changes: object) -> huaan_json.Capture:
    found = huaan_json.load(json.dumps(FIELDS | changes).encode())
    assert isinstance(found, huaan_json.Capture)
    return found


def _record(**changes: object) -> PunchEvent | Unreadable | None:
    return huaan_json.record(_load(**changes))


@pytest.mark.parametrize("changes", [{}, {"sequence_no": "12"}, {"match_result": "94.5"}])
def test_numbers_are_read_as_numbers_or_as_text(changes: dict[str, object]) -> None:
    event = _record(**changes)
    assert isinstance(event, PunchEvent)
    assert (event.person_code, event.local) == ("0017", "2026-11-20 08:30:00")
    assert (event.record_no, event.verify) == ("12", "face")


@pytest.mark.parametrize(
    "changes",
    [
        {"match_result": 0, "match": None},
        {"match_result": -12},
        {"match": {"person_id": "0017", "person_role": 2}},
    ],
)
def test_a_stranger_and_somebody_kept_out_are_no_punch(changes: dict[str, object]) -> None:
    assert _record(**changes) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cap_time": "2026/02/30 08:30:00.000"}, "bad_time"),
        ({"cap_time": "2026-11-20 08:30:00"}, "bad_time"),
        ({"cap_time": 5}, "bad_time"),
        ({"match": {"person_id": ""}}, "bad_code"),
        ({"match": {"person_id": "a\x00"}}, "bad_code"),
        ({"match": None}, "bad_match"),
        ({"match_result": "high"}, "no_verdict"),
        ({"match_result": None}, "no_verdict"),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(
    changes: dict[str, object], reason: str
) -> None:
    bad = _record(**changes)
    assert isinstance(bad, Unreadable)
    assert bad.reason == reason


def test_pictures_are_gone_from_what_is_kept() -> None:
    match = {"person_id": "1", "image": "x" * 99}
    event = _record(match=match, closeup_pic={"data": "y" * 99}, overall_pic={"data": "z" * 99})
    assert isinstance(event, PunchEvent)
    assert not any(mark * 9 in event.payload for mark in (b"x", b"y", b"z"))


def test_the_reply_gives_back_what_was_sent() -> None:
    reply = huaan_json.acknowledgement(_load())
    assert reply is not None
    assert json.loads(reply) == {
        "reply": "ACK",
        "cmd": "face",
        "code": 0,
        "sequence_no": 12,
        "cap_time": "2026/11/20 08:30:00.003",
    }


def test_the_reply_is_found_for_broken_json() -> None:
    broken = json.dumps(FIELDS).encode()[:-1]
    assert isinstance(huaan_json.load(broken), Unreadable)
    reply = huaan_json.salvaged(broken)
    assert reply is not None
    assert json.loads(reply)["sequence_no"] == 12
    assert json.loads(reply)["cap_time"] == "2026/11/20 08:30:00.003"
    assert huaan_json.salvaged(b"junk") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=5,
)


@given(
    st.binary(max_size=300)
    | st.dictionaries(st.sampled_from([*FIELDS]), JSON).map(
        lambda found: json.dumps(FIELDS | found).encode()
    )
)
def test_any_message_is_a_punch_or_unreadable_or_nothing(payload: bytes) -> None:
    found = huaan_json.load(payload)
    huaan_json.salvaged(payload)
    if isinstance(found, huaan_json.Capture):
        assert isinstance(huaan_json.record(found), PunchEvent | Unreadable | None)
        huaan_json.acknowledgement(found)
