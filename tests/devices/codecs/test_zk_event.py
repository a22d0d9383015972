import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import zk_event, zk_record, zk_time
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame
from devices.driver import PunchEvent

LOCAL = "2026-11-20 08:30:00"


def _frame(data: bytes, *, intact: bool = True) -> Frame:
    return Frame(command=Code.REG_EVENT, session=1, reply=0, data=data, intact=intact)


@pytest.mark.parametrize("size", [10, 12, 14, 32, 36, 37, 52])
def test_every_known_size_is_read(size: int) -> None:
    batch = zk_event.batch_of(_frame(zk_event.encode("1001", LOCAL, 15, 1, size)))
    assert batch is not None
    (event,) = batch.events
    assert (event.person_code, event.local) == ("1001", LOCAL)
    assert (event.state, event.verify) == (1, "face")


def test_three_events_in_one_frame_are_three() -> None:
    data = b"".join(zk_event.encode(code, LOCAL, 1, 0, 52) for code in ("1", "2", "3"))
    batch = zk_event.batch_of(_frame(data))
    assert batch is not None
    assert [event.person_code for event in batch.events] == ["1", "2", "3"]


@given(data=st.binary(max_size=300), intact=st.booleans())
def test_any_payload_is_a_batch_or_nothing(data: bytes, *, intact: bool) -> None:
    batch = zk_event.batch_of(_frame(data, intact=intact))
    assert (batch is None) == (not data)
    if batch is not None:
        assert batch.events or batch.unreadable


def test_live_and_pull_of_one_punch_have_one_identity() -> None:
    live = zk_event.decode(zk_event.encode("007", LOCAL, 1, 0))
    row = zk_record.Row(uid=1, code=b"007", time=zk_time.encode(LOCAL), verify=1, state=0)
    pull = zk_record.decode(zk_record.encode(row, "40"), "40")
    assert isinstance(live, PunchEvent)
    assert isinstance(pull, PunchEvent)
    assert live.identity == pull.identity == "2026-11-20 08:30:00|007"


def test_other_frames_are_no_events() -> None:
    assert zk_event.batch_of(Frame(command=Code.ACK_OK, session=1, reply=0, data=b"x")) is None
