import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import attend_json
from devices.driver import PunchEvent, Unreadable

ZONE = ZoneInfo("Asia/Shanghai")
GOOD: dict[str, object] = {
    "v": 1,
    "sn": "T1",
    "seq": 17,
    "uid": "0017",
    "ts": "2026-11-20T08:30:00+08:00",
    "state": 0,
    "verify": 1,
}


def _decode(**changes: object) -> PunchEvent | Unreadable:
    return attend_json.decode(json.dumps(GOOD | changes).encode(), "T1", ZONE)


@pytest.mark.parametrize(
    "ts", ["2026-11-20T08:30:00+08:00", "2026-11-20T00:30:00Z", "2026-11-19T19:30:00-05:00"]
)
def test_one_instant_is_one_identity_however_it_is_written(ts: str) -> None:
    event = _decode(ts=ts)
    assert isinstance(event, PunchEvent)
    assert (event.identity, event.zone_offset_minutes) == ("2026-11-20 08:30:00#17", 480)


def test_without_an_offset_the_time_is_the_terminals_own() -> None:
    event = _decode(ts="2026-11-20T08:30:00")
    assert isinstance(event, PunchEvent)
    assert (event.local, event.zone_offset_minutes) == ("2026-11-20 08:30:00", None)


def test_the_person_code_keeps_its_leading_zeros() -> None:
    event = _decode()
    assert isinstance(event, PunchEvent)
    assert event.person_code == "0017"


@pytest.mark.parametrize(
    "changes",
    [
        {"sn": "T2"},
        {"uid": ""},
        {"uid": 17},
        {"uid": "a\u0000"},
        {"uid": "x" * 65},
        {"seq": True},
        {"seq": None},
        {"ts": "2026-02-30T08:30:00"},
        {"ts": "9999-12-31T23:59:59-14:00"},
        {"ts": 1},
        {"state": "0"},
    ],
)
def test_what_is_not_exactly_right_is_kept_as_unreadable(changes: dict[str, object]) -> None:
    found = _decode(**changes)
    assert isinstance(found, Unreadable)
    assert found.payload


@given(st.binary(max_size=200))
def test_any_garbage_is_unreadable(payload: bytes) -> None:
    assert isinstance(attend_json.decode(payload, "T1", ZONE), Unreadable)
