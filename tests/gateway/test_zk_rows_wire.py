"""devices.md 1.10, rows 1 to 19, the wire: what stock pyzk does wrong, and what we do there."""

import socket
import time
from itertools import islice
from pathlib import Path

import pytest

from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame
from devices.codecs.zk_record import ShortLog
from devices.errors import Unreachable, WireError
from devices.protocols.zk import ZkSession, ZkSettings
from devices.zk_socket import FramedSocket
from tests.devices.simulated import simulator
from tests.gateway.zk_rows import hear, ledger, listen, read, row, session


@row(1)
@pytest.mark.parametrize("fault", ["close_chunk:0", "close_chunk:4000", "rst:4000"])
def test_row_1_a_connection_closed_inside_a_chunk_ends_the_reading(fault: str) -> None:
    with simulator("zk", "--prefill", "500", "--fault", fault) as it, session(it) as link:
        began, used = time.monotonic(), time.process_time()
        with pytest.raises(Unreachable):
            read(link)
        assert time.monotonic() - began < 2
        assert time.process_time() - used < 1


@row(2)
def test_row_2_two_events_in_one_segment_are_two_punches() -> None:
    assert hear("two_events", "1001", "1002") == ["1001", "1002"]


@row(3)
@pytest.mark.parametrize("size", [10, 14, 37])
def test_row_3_events_of_10_14_and_37_bytes_are_punches(size: int) -> None:
    assert hear(f"event_size:{size}", "1001", "1002") == ["1001", "1002"]


@row(4)
def test_row_4_a_code_of_letters_is_a_code() -> None:
    assert hear("split:9", "A17", "1002", "张三") == ["A17", "1002", "张三"]


@row(5)
def test_row_5_an_impossible_date_is_one_bad_row() -> None:
    with simulator("zk", "--prefill", "500", "--fault", "bad_date") as it, session(it) as link:
        batches = list(link.pull())
    assert sum(len(batch.events) for batch in batches) == 499
    assert [bad.reason for batch in batches for bad in batch.unreadable] == ["bad_time"]


@row(6)
def test_row_6_silence_is_asked_and_the_socket_keeps_itself_alive() -> None:
    with simulator("zk") as it, session(it, timeout=0.3) as link:
        listen(link, 2)
        raw = link.socket._raw
        assert raw
        assert raw.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        idle, every, times = (
            raw.getsockopt(socket.IPPROTO_TCP, name)
            for name in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        )
        assert idle + every * times < 60
        assert raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) < 60_000
        it.order(do="fault", name="silent")
        with pytest.raises(Unreachable, match="no answer"):
            link.pulse("SIMZK0001")


@row(7)
def test_row_7_a_peer_that_dies_while_live_is_our_error() -> None:
    with simulator("zk") as it, session(it) as link:
        heard = link.live(0.1)
        next(heard)
        it.kill()
        with pytest.raises(Unreachable):
            next(islice(heard, 20, None))


@row(8)
def test_row_8_an_event_cut_into_segments_is_a_punch() -> None:
    assert hear("split:1", "1001", "1002") == ["1001", "1002"]


@row(9)
@pytest.mark.parametrize("fault", ["grow@1", "grow_after@1"])
@pytest.mark.parametrize("layout", ["8A", "8B", "16", "40"])
def test_row_9_a_punch_between_count_and_read_invents_nothing(
    layout: str, fault: str, tmp_path: Path
) -> None:
    flags = ("--prefill", "200", "--layout", layout, "--ledger", str(tmp_path), "--fault", fault)
    with simulator("zk", *flags) as it, session(it) as link:
        first = read(link)
        assert first == ledger(tmp_path)[: len(first)]
        assert len(first) in {200, 201}
        assert read(link) == ledger(tmp_path)
        assert len(ledger(tmp_path)) == 201


@row(10)
def test_row_10_layout_b_is_found_by_its_dates_and_pinned(tmp_path: Path) -> None:
    flags = ("--prefill", "50", "--layout", "8B", "--ledger", str(tmp_path))
    with simulator("zk", *flags) as it, session(it) as link:
        assert read(link) == ledger(tmp_path)
        assert link.layout == "8B"


@row(11)
def test_row_11_records_of_49_bytes_are_read_to_the_last(tmp_path: Path) -> None:
    flags = ("--prefill", "2000", "--layout", "49", "--ledger", str(tmp_path))
    with simulator("zk", *flags) as it, session(it) as link:
        assert read(link) == ledger(tmp_path)


@row(12)
def test_row_12_a_count_of_0_is_not_believed_nor_is_one_that_is_not_there(tmp_path: Path) -> None:
    flags = ("--prefill", "40", "--ledger", str(tmp_path))
    with simulator("zk", *flags, "--fault", "wide_sizes") as it, session(it) as link:
        assert read(link) == ledger(tmp_path)
        it.order(do="behave")
        it.order(do="fault", name="announce:3000")
        with pytest.raises(ShortLog) as short:
            read(link)
        assert short.value.missing == 3000


@row(13)
def test_row_13_a_late_answer_is_never_taken_for_another() -> None:
    with simulator("zk") as it, session(it, timeout=0.3) as link:
        it.order(do="fault", name="late:0.6@1")
        for _ in range(2):
            with pytest.raises(Unreachable):
                link.facts()
        assert not link.socket.alive
    with simulator("zk", "--fault", "late_reply") as it, session(it) as link:
        assert link.facts().serial == "SIMZK0001"


@row(14)
def test_row_14_a_stray_byte_in_an_answer_stays_nowhere() -> None:
    with simulator("zk", "--prefill", "9", "--fault", "extra_byte") as it, session(it) as link:
        assert link.facts().records == len(read(link)) == 9


@row(15)
def test_row_15_a_chunk_in_many_data_frames_is_one_chunk(tmp_path: Path) -> None:
    flags = ("--prefill", "4000", "--ledger", str(tmp_path), "--fault", "split_data")
    with simulator("zk", *flags) as it, session(it) as link:
        assert read(link) == ledger(tmp_path)


@row(16)
def test_row_16_segments_of_one_to_eight_bytes_are_a_stream(tmp_path: Path) -> None:
    flags = ("--prefill", "60", "--ledger", str(tmp_path), "--fault", "split:8")
    with simulator("zk", *flags) as it, session(it) as link:
        assert read(link) == ledger(tmp_path)


@row(17)
@pytest.mark.parametrize("fault", ["lose@1", "lose@3", "swap@1"])
def test_row_17_over_udp_nothing_is_missing_when_datagrams_are(fault: str, tmp_path: Path) -> None:
    flags = ("--prefill", "1500", "--ledger", str(tmp_path), "--fault", fault)
    with simulator("zk", *flags) as it, session(it, 0.5, udp=True) as link:
        assert read(link) == ledger(tmp_path)


@row(18)
@pytest.mark.parametrize("fault", ["twice@1", "twice@40"])
def test_row_18_over_udp_a_doubled_datagram_doubles_nothing(fault: str, tmp_path: Path) -> None:
    flags = ("--prefill", "1500", "--ledger", str(tmp_path), "--fault", fault)
    with simulator("zk", *flags) as it, session(it, 0.5, udp=True) as link:
        assert read(link) == ledger(tmp_path)


@row(19)
def test_row_19_a_refused_connection_is_said_in_words() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings = ZkSettings(host="127.0.0.1", port=closed.getsockname()[1])
        with pytest.raises(Unreachable, match="refused") as raised:
            ZkSession(settings).connect()
    assert set(raised.value.sentence()) == {"zh", "en", "detail"}


def test_a_stranger_on_the_port_is_no_terminal() -> None:
    """Whatever it answers, nothing is taken."""
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        link = FramedSocket()
        link.settimeout(1)
        link.connect_ex(("127.0.0.1", stranger.getsockname()[1]))
        talking, _ = stranger.accept()
        with talking:
            talking.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            link.send(Frame(command=Code.CONNECT, session=0, reply=0).encode())
            with pytest.raises(WireError, match="not a ZK terminal"):
                link.recv(16)
