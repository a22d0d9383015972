from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import zk_record, zk_time
from devices.codecs.zk_record import Row, ShortLog
from devices.driver import PunchEvent, Unreadable, identity_of
from devices.errors import DeviceError, Unsupported, WireError

NOW = "2026-11-20 12:00:00"
LAYOUTS = ("8A", "8B", "16", "40", "49")


def _rows(count: int) -> list[Row]:
    start = zk_time.encode("2026-11-19 08:00:00")
    return [
        Row(uid=n + 1, code=b"%d" % (1001 + n), time=start + 61 * n, verify=1, state=n % 2)
        for n in range(count)
    ]


def _log(rows: Sequence[Row], layout: str) -> bytes:
    body = b"".join(zk_record.encode(row, layout) for row in rows)
    return len(body).to_bytes(4, "little") + body


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_every_layout_is_proven_and_read_back(layout: str, count: int) -> None:
    rows = _rows(count)
    log = zk_record.prove(_log(rows, layout), count, count, now=NOW)
    assert log.layout == layout
    assert log.count == count
    users = {row.uid: (row.code or b"").decode() for row in rows if row.uid}
    found = [zk_record.decode(raw, layout, users) for raw in log.payloads()]
    assert [event.identity for event in found if isinstance(event, PunchEvent)] == [
        identity_of((row.code or b"").decode(), zk_time.decode(row.time) or "") for row in rows
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_punch_between_count_and_read_is_told_by_the_count_after(layout: str) -> None:
    log = zk_record.prove(_log(_rows(101), layout), 100, 101, now=NOW)
    assert (log.layout, log.count) == (layout, 101)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("reported", [99, 102, 200])
def test_a_count_that_does_not_fit_takes_nothing(layout: str, reported: int) -> None:
    with pytest.raises(DeviceError):
        zk_record.prove(_log(_rows(101), layout), reported, reported, now=NOW)


@given(cut=st.integers(1, 400))
def test_a_log_cut_anywhere_takes_nothing(cut: int) -> None:
    buffer = _log(_rows(10), "40")
    with pytest.raises(WireError):
        zk_record.prove(buffer[:-cut], 10, 10, now=NOW)


def test_three_records_of_40_are_not_two_of_60() -> None:
    with pytest.raises(WireError):
        zk_record.prove(_log(_rows(3), "40"), 2, 2, now=NOW)


def test_a_size_nobody_knows_is_unsupported_not_guessed() -> None:
    body = bytes(28 * 4)
    with pytest.raises(Unsupported, match="28 bytes"):
        zk_record.prove(len(body).to_bytes(4, "little") + body, 4, 4, now=NOW)


def test_a_pinned_layout_holds_against_another_size() -> None:
    with pytest.raises(WireError):
        zk_record.prove(_log(_rows(4), "16"), 4, 4, pinned="40", now=NOW)


def test_two_8_byte_layouts_that_read_equally_well_are_not_decided() -> None:
    body = bytes(8)
    with pytest.raises(Unsupported, match="equally well"):
        zk_record.prove(len(body).to_bytes(4, "little") + body, 1, 1, now=NOW)


def test_a_terminal_that_always_reports_0_is_read_by_content() -> None:
    log = zk_record.prove(_log(_rows(5), "40"), 0, 0, now=NOW)
    assert (log.layout, log.count) == ("40", 5)


def test_an_empty_log_is_a_fault_while_records_are_reported() -> None:
    assert zk_record.prove(bytes(4), 0, 0).count == 0
    with pytest.raises(WireError, match="empty"):
        zk_record.prove(bytes(4), 605, 605)


@given(st.binary(max_size=200), st.integers(0, 20), st.integers(0, 20))
def test_any_garbage_is_a_log_or_our_error(buffer: bytes, before: int, after: int) -> None:
    try:
        log = zk_record.prove(buffer, before, after, now=NOW)
    except DeviceError:
        return
    for payload in log.payloads():
        assert isinstance(zk_record.decode(payload, log.layout), PunchEvent | Unreadable)


def test_one_impossible_date_does_not_stop_its_neighbours() -> None:
    rows = _rows(3)
    rows[1] = Row(uid=2, code=b"1002", time=zk_time.pack(2026, 2, 30, 0), verify=1, state=0)
    log = zk_record.prove(_log(rows, "40"), 3, 3, now=NOW)
    found = [zk_record.decode(raw, "40") for raw in log.payloads()]
    assert [type(item) for item in found] == [PunchEvent, Unreadable, PunchEvent]


def test_a_slot_without_a_person_never_looks_like_a_person_code() -> None:
    found = zk_record.decode(zk_record.encode(_rows(1)[0], "8A"), "8A", {})
    assert isinstance(found, PunchEvent)
    assert found.person_code == "uid:1"
    assert "unmapped_slot" in found.flags


def test_old_terminals_pack_state_and_verify_into_one_byte() -> None:
    found = zk_record.decode(bytes.fromhex("07002800a8eba71e"), "8B", {7: "7"})
    assert isinstance(found, PunchEvent)
    assert (found.state, found.verify_code, found.verify) == (2, 8, "other")


@pytest.mark.parametrize(("counted", "layout", "pinned"), [(20, "40", ""), (5, "16", "16")])
def test_fewer_records_than_counted_are_named_as_missing(
    counted: int, layout: str, pinned: str
) -> None:
    with pytest.raises(ShortLog) as short:
        zk_record.prove(_log(_rows(3), layout), counted, counted, pinned=pinned, now=NOW)
    assert short.value.missing == counted - 3


def test_no_bytes_at_all_are_an_empty_log_unless_records_are_counted() -> None:
    assert zk_record.prove(b"", 0, 0).count == 0
    with pytest.raises(ShortLog):
        zk_record.prove(b"", 3, 3)


@pytest.mark.parametrize("count", [2, 3, 4, 6, 30])
def test_an_uncounted_log_is_read_by_the_smallest_size_that_fits(count: int) -> None:
    log = zk_record.prove(_log(_rows(count), "40"), 0, 0, now=NOW)
    assert (log.layout, log.count) == ("40", count)


def test_a_log_is_decoded_whole_as_it_is_row_by_row() -> None:
    rows = _rows(50)
    rows[7] = Row(uid=2, code=b"1002", time=zk_time.pack(2026, 2, 30, 0), verify=1, state=0)
    log = zk_record.prove(_log(rows, "40"), 50, 50, now=NOW)
    events, unreadable = zk_record.decode_all(log)
    single = [zk_record.decode(raw, "40") for raw in log.payloads()]
    assert [*events[:7], *unreadable, *events[7:]] == single
