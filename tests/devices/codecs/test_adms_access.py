from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import adms_access, adms_line
from devices.driver import PunchEvent, Signal, Unreadable

ZONE = ZoneInfo("Asia/Shanghai")
ROW = (
    b"transaction cardno=0\tpin=1001\tverified=1\tdoorid=1\teventtype=%b\tinoutstate=0"
    b"\ttime_second=%b\tindex=21"
)
TIME = b"583080894"  # 2018-02-22 14:54:54


def test_a_queried_row_is_the_punch_that_was_sent_when_it_happened() -> None:
    queried = adms_access.transaction(ROW % (b"0", TIME), ZONE)
    live = adms_line.rtlog(
        b"time=2018-02-22 14:54:54\tpin=1001\tevent=0\tinoutstatus=0\tverifytype=1\tindex=21", ZONE
    )
    assert isinstance(queried, PunchEvent)
    assert isinstance(live, PunchEvent)
    assert queried.identity == live.identity
    assert queried._replace(payload=b"") == live._replace(payload=b"")
    assert queried.payload == ROW % (b"0", TIME)


def test_a_row_with_text_time_is_read_as_it_stands() -> None:
    row = b"time=2018-02-22 14:54:54\tpin=1001\tevent=0\tindex=21"
    assert adms_access.transaction(row, ZONE) == adms_line.rtlog(row, ZONE)


@pytest.mark.parametrize("event", [b"27", b"5003"])
def test_a_refusal_is_no_punch(event: bytes) -> None:
    assert adms_access.transaction(ROW % (event, TIME), ZONE) is None


@pytest.mark.parametrize("event", [b"102", b"6001"])
def test_an_alarm_is_a_signal(event: bytes) -> None:
    assert isinstance(adms_access.transaction(ROW % (event, TIME), ZONE), Signal)


@pytest.mark.parametrize("event", [b"0", b"4002"])
def test_a_normal_event_of_either_numbering_is_a_punch(event: bytes) -> None:
    assert isinstance(adms_access.transaction(ROW % (event, TIME), ZONE), PunchEvent)


@pytest.mark.parametrize("count", [b"4294967295", b"9999999999", b"x"])
def test_a_time_that_is_none_is_kept_with_its_row(count: bytes) -> None:
    row = ROW % (b"0", count)
    found = adms_access.transaction(row, ZONE)
    assert isinstance(found, Unreadable)
    assert (found.reason, found.payload) == ("bad_time", row)


@given(st.binary(max_size=200))
def test_any_row_is_read(row: bytes) -> None:
    adms_access.transaction(row, ZONE)
    adms_access.transaction(b"transaction time_second=583080894\t" + row, ZONE)
