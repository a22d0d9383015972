from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.clock import show_local
from devices.codecs import zk_time

MOMENTS = st.datetimes(
    datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2099-12-31 23:59:59")
).map(show_local)


@given(MOMENTS)
def test_both_packed_times_give_back_what_they_took(local: str) -> None:
    assert zk_time.decode(zk_time.encode(local)) == local
    assert zk_time.decode_event(zk_time.encode_event(local)) == local


@given(st.integers(0, 0xFFFFFFFF))
def test_any_counter_is_a_time_or_none(value: int) -> None:
    local = zk_time.decode(value)
    assert local is None or zk_time.encode(local) == value


@given(st.binary(max_size=8))
def test_any_event_time_is_a_time_or_none(raw: bytes) -> None:
    local = zk_time.decode_event(raw)
    assert local is None or len(local) == 19


def test_30_february_is_a_legal_number_and_no_time() -> None:
    assert zk_time.decode(zk_time.pack(2026, 2, 30, 0)) is None


def test_the_published_vector_is_read() -> None:
    assert zk_time.decode(786378615) == "2024-06-19 14:30:15"


@pytest.mark.parametrize("local", ["", "2026-02-30 08:00:00", "2026-11-20T08:00:00"])
def test_what_is_no_time_is_not_packed(local: str) -> None:
    with pytest.raises(ValueError, match="not a device time"):
        zk_time.encode(local)


def test_a_short_answer_to_get_time_is_no_time() -> None:
    assert zk_time.decode_packed(b"\x01") is None
