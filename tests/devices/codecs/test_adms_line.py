from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import adms_line
from devices.driver import PunchEvent, Signal, Unreadable

ZONE = ZoneInfo("Asia/Shanghai")


def _punch(row: bytes) -> PunchEvent:
    found = adms_line.attlog(row, ZONE)
    assert isinstance(found, PunchEvent), found
    return found


@pytest.mark.parametrize(
    "row",
    [
        b"0017\t2026-11-20 08:30:00\t0\t1\t0\t0\t0",
        b"0017\t2026-11-20 08:30:00\t0\t1\t\t",
        b" 0017 \t2026-11-20 08:30:00\t0\t1\t0\t0\t0\t255\tmask\t36.5",
        b"PIN=0017\tDateTime=2026-11-20 08:30:00\tVerified=1\tStatus=0",
        b"PIN=0017 DateTime=2026-11-20 08:30:00 Verified=1 Status=0",
        b"0017\t1795134600\t0\t1\t0",
    ],
)
def test_every_dialect_is_the_same_punch(row: bytes) -> None:
    event = _punch(row)
    assert event.identity == "2026-11-20 08:30:00|0017"
    assert (event.state, event.verify_code, event.verify, event.flags) == (0, 1, "finger", ())
    assert event.payload == row


def test_only_an_instant_on_the_wire_has_an_offset() -> None:
    assert _punch(b"1\t1795134600\t0\t1").zone_offset_minutes == 480
    assert _punch(b"1\t2026-11-20 08:30:00\t0\t1").zone_offset_minutes is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1001", "bad_time"),
        (b"2026-11-20 08:30:00\t1001\t0\t1", "bad_time"),
        (b"1001\t2026-11-20 24:00:00\t0\t1", "bad_time"),
        (b"1001\t2026-11-20 08:30\t0\t1", "bad_time"),
        (b"10\x0001\t2026-11-20 08:30:00\t0\t1", "not_text"),
        (b"DateTime=2026-11-20 08:30:00\tStatus=0", "no_person"),
        (b"1" * 65 + b"\t2026-11-20 08:30:00\t0\t1", "bad_code"),
        (b"1" * 5000, "row_too_long"),
    ],
)
def test_a_bad_row_says_why_and_keeps_its_bytes(row: bytes, reason: str) -> None:
    found = adms_line.attlog(row, ZONE)
    assert isinstance(found, Unreadable)
    assert found.reason == reason
    assert row.startswith(found.payload)


@pytest.mark.parametrize(
    "tail", [b"99\t99", b"\t", b"", b"0", b"x\t1"], ids=["odd", "empty", "none", "half", "text"]
)
def test_an_unknown_status_is_flagged_not_refused(tail: bytes) -> None:
    assert "unknown_status" in _punch(b"1001\t2026-11-20 08:30:00\t" + tail).flags


def test_rows_are_cut_at_every_line_end() -> None:
    assert adms_line.split(b"\xef\xbb\xbfa\r\nb\nc\rd\n\n \n") == [b"a", b"b", b"c", b"d"]


def test_utf_16_is_one_unreadable_row() -> None:
    body = "1001\t2026-11-20 08:30:00\t0\t1\n".encode("utf-16")
    (row,) = adms_line.split(body)
    assert isinstance(adms_line.attlog(row, ZONE), Unreadable)


RTLOG = (
    b"time=2026-08-20 09:15:32\tpin=1001\tcardno=0\tevent=%s\tinoutstatus=0"
    b"\tverifytype=%s\tindex=21"
)


def test_rtlog_is_read_by_key_and_known_by_its_number() -> None:
    event = adms_line.rtlog(RTLOG % (b"0", b"1"), UTC)
    assert isinstance(event, PunchEvent)
    assert (event.record_no, event.identity) == ("21", "2026-08-20 09:15:32#21")
    masked = adms_line.rtlog(RTLOG % (b"200", b"0000000000000010"), UTC)
    assert isinstance(masked, PunchEvent)
    assert masked.verify == "other"


def test_a_refused_pass_is_no_punch_and_an_alarm_is_a_signal() -> None:
    assert adms_line.rtlog(RTLOG % (b"27", b"1"), UTC) is None
    assert adms_line.rtlog(RTLOG.replace(b"pin=1001", b"pin=0") % (b"0", b"1"), UTC) is None
    assert isinstance(adms_line.rtlog(RTLOG % (b"102", b"1"), UTC), Signal)


ROWS = st.binary(max_size=120) | st.lists(
    st.sampled_from(
        [b"1001", b"2026-11-20 08:30:00", b"1795134600", b"PIN=", b"time=", b"\xff", b""]
    )
).map(b"\t".join)


@given(ROWS)
def test_any_row_is_a_value(row: bytes) -> None:
    for part in adms_line.split(row):
        assert isinstance(adms_line.attlog(part, ZONE), PunchEvent | Unreadable)
        assert isinstance(adms_line.rtlog(part, ZONE), PunchEvent | Unreadable | Signal | None)


_FIELD = st.one_of(
    st.integers(0, 9999).map(lambda n: str(n).encode()),
    st.sampled_from([b"", b"x", b"1=2", b" 7", b"255", b"0" * 9]),
    st.binary(max_size=4),
)
_TIME = st.sampled_from(
    [b"2026-11-20 08:30:00", b"2026-02-30 08:30:00", b"2024-02-29 23:59:59", b"0000-01-01 00:00:00"]
)


_ROW = st.builds(
    lambda code, time, rest: b"\t".join([code, time, *rest]),
    _FIELD,
    _TIME,
    st.lists(_FIELD, max_size=6),
)


@given(rows=st.lists(_ROW, min_size=1, max_size=4))
def test_the_quick_way_reads_usual_rows_to_the_same_punches(rows: list[bytes]) -> None:
    one_by_one = [adms_line.attlog(row, ZONE) for row in rows]
    assert list(adms_line.attlogs(rows, ZONE)) == one_by_one
    assert adms_line.usual(rows) in ([], one_by_one)


def test_the_quick_way_is_taken_for_what_terminals_send_and_for_nothing_else() -> None:
    good = b"0017\t2026-11-20 08:30:00\t0\t1\t0\t0\t0"
    assert len(adms_line.usual([good, good])) == 2
    for bad in (good.replace(b"-11-20", b"-02-30"), b"\t" + good[5:], good + b"\0", b"1\t2", b""):
        assert adms_line.usual([good, bad]) == []
    assert adms_line.usual([]) == []
