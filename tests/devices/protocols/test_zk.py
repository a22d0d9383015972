import socket
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from devices.driver import Batch, PunchEvent
from devices.errors import AuthRefused, DeviceError, Unreachable, Unsupported, WireError
from devices.protocols.zk import ZkSession, ZkSettings
from tests.devices.simulated import Simulator, simulator

COUNT = 3000


def _settings(terminal: Simulator, timeout: float = 3) -> ZkSettings:
    return ZkSettings(host="127.0.0.1", port=terminal.port, timeout_seconds=timeout)


def _pull(terminal: Simulator, layout: str = "") -> list[Batch]:
    with ZkSession(_settings(terminal), layout=layout) as session:
        return list(session.pull())


def _identities(batches: list[Batch]) -> list[str]:
    return [event.identity for batch in batches for event in batch.events]


@pytest.mark.parametrize("layout", ["8A", "8B", "16", "40", "49"])
def test_a_long_log_is_read_whole_in_every_layout(layout: str, tmp_path: Path) -> None:
    arguments = ("--prefill", str(COUNT), "--layout", layout, "--ledger", str(tmp_path))
    with simulator("zk", *arguments) as terminal:
        with ZkSession(_settings(terminal)) as session:
            batches = list(session.pull())
            assert session.layout == layout
        assert len(set(_identities(batches))) == COUNT
        assert all(len(batch.events) <= 1000 for batch in batches)
        assert {event.person_code for event in batches[0].events} <= {
            str(code) for code in range(1001, 1021)
        }


@pytest.mark.parametrize(
    "fault",
    [
        "split:3",
        "split_data",
        "extra_byte",
        "late_reply",
        "late_reply@3",
        "blank_users",
        "gbk_names",
        "grow@1",
        "wrong_count:5@1",
        "short:3@1",
    ],
)
def test_a_bad_network_or_a_moving_count_loses_and_invents_nothing(fault: str) -> None:
    with simulator("zk", "--prefill", "500", "--fault", fault) as terminal:
        found = _identities(_pull(terminal))
        stored = terminal.order(do="status")["terminals"][0]["stored"]
        assert len(set(found)) == len(found) == stored


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("close_chunk:0", Unreachable),
        ("close_chunk:5000", Unreachable),
        ("rst:100", Unreachable),
        ("refuse", Unreachable),
        ("bad_checksum", WireError),
        ("wrong_count:7", WireError),
        ("wrong_count:-7", WireError),
        ("short:1", WireError),
        ("short:40", WireError),
        ("cleared", None),
    ],
)
def test_a_broken_transfer_takes_nothing_and_says_so(
    fault: str, error: type[DeviceError] | None
) -> None:
    with simulator("zk", "--prefill", "500", "--fault", fault) as terminal:
        if error is None:
            assert _identities(_pull(terminal)) == []
            return
        with pytest.raises(error) as raised:
            _pull(terminal)
        assert raised.value.retryable
        terminal.order(do="behave")
        assert len(_identities(_pull(terminal))) == 500


def _udp(terminal: Simulator, timeout: float = 1) -> ZkSession:
    settings = ZkSettings(host="127.0.0.1", port=terminal.port, udp=True, timeout_seconds=timeout)
    return ZkSession(settings)


@pytest.mark.parametrize("fault", ["twice@1", "twice@40", "bad_date"])
def test_over_udp_doubled_datagrams_invent_nothing(fault: str) -> None:
    with simulator("zk", "--prefill", "1500", "--fault", fault) as terminal:
        with _udp(terminal) as session:
            found = _identities(list(session.pull()))
        assert len(set(found)) == len(found) == (1499 if fault == "bad_date" else 1500)


def test_over_udp_a_lost_datagram_is_asked_for_again() -> None:
    arguments = ("--prefill", "1500", "--fault", "lose@1")
    with simulator("zk", *arguments) as terminal, _udp(terminal) as session:
        assert len(_identities(list(session.pull()))) == 1500


def test_over_udp_a_chunk_that_never_comes_whole_takes_nothing() -> None:
    arguments = ("--prefill", "1500", "--fault", "lose")
    broken = pytest.raises(WireError, match="chunk")
    with simulator("zk", *arguments) as terminal, _udp(terminal, 0.3) as session, broken:
        list(session.pull())


def test_over_udp_one_lost_and_one_doubled_take_nothing() -> None:
    faults = ("--fault", "lose@1", "--fault", "twice@2")
    with simulator("zk", "--prefill", "1500", *faults) as terminal, _udp(terminal) as session:
        found = _identities(list(session.pull()))
        assert len(set(found)) == 1500


def test_a_silent_terminal_is_left_after_the_timeout() -> None:
    with simulator("zk", "--fault", "silent") as terminal:
        session = ZkSession(_settings(terminal, timeout=0.3))
        with pytest.raises(Unreachable, match="no answer"):
            session.connect()


def test_an_answer_after_the_timeout_ends_the_connection() -> None:
    with simulator("zk") as terminal, ZkSession(_settings(terminal, timeout=0.3)) as session:
        terminal.order(do="fault", name="late:0.6@1")
        with pytest.raises(Unreachable):
            session.facts()
        with pytest.raises(Unreachable):
            session.facts()


def test_one_impossible_date_is_kept_beside_the_good_ones() -> None:
    with simulator("zk", "--prefill", "500", "--fault", "bad_date") as terminal:
        batches = _pull(terminal)
        assert len(_identities(batches)) == 499
        (bad,) = [bad for batch in batches for bad in batch.unreadable]
        assert (bad.reason, len(bad.payload)) == ("bad_time", 40)


def test_a_record_twice_in_the_log_is_one_identity() -> None:
    with simulator("zk", "--prefill", "50", "--fault", "duplicate", "--fault", "wrong_count") as it:
        found = _identities(_pull(it))
        assert (len(found), len(set(found))) == (51, 50)


def test_a_wrong_key_is_refused_with_what_to_do() -> None:
    with simulator("zk", "--comm-key", "45") as terminal:
        with pytest.raises(AuthRefused) as raised:
            ZkSession(_settings(terminal)).connect()
        assert not raised.value.retryable
        settings = ZkSettings(host="127.0.0.1", port=terminal.port, comm_key=45)
        with ZkSession(settings) as session:
            assert session.facts().serial == "SIMZK0001"


def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings = ZkSettings(host="127.0.0.1", port=closed.getsockname()[1])
        with pytest.raises(Unreachable):
            ZkSession(settings).connect()


@pytest.mark.parametrize("host", ["", "a b", "x;reboot", "$(id)", "-c1"])
def test_what_is_no_address_never_reaches_a_socket(host: str) -> None:
    with pytest.raises(Unreachable, match="no address"):
        ZkSession(ZkSettings(host=host))


def test_facts_and_users_are_the_terminals_own(tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.write_text("1001,张三\nA17,Ann\n", "utf-8")
    arguments = ("--people", str(people), "--prefill", "9", "--fault", "gbk_names")
    with simulator("zk", *arguments) as terminal, ZkSession(_settings(terminal)) as session:
        facts = session.facts()
        assert (facts.serial, facts.name, facts.records, facts.users) == (
            "SIMZK0001",
            "SIM-F19",
            9,
            2,
        )
        assert [(user.code, user.name) for user in session.users()] == [
            ("1001", "张三"),
            ("A17", "Ann"),
        ]


def test_the_clock_is_read_and_set() -> None:
    ahead = ("--clock-skew", "7200")
    with simulator("zk", *ahead) as terminal, ZkSession(_settings(terminal)) as session:
        session.set_time("2026-11-20 08:30:00")
        assert (session.facts().device_time or "").startswith("2026-11-20 08:30:0")


def _live(session: ZkSession) -> Iterator[PunchEvent]:
    for batch in session.live(0.1):
        yield from batch.events


@pytest.mark.parametrize(
    "fault", ["split:2", "two_events", *[f"event_size:{n}" for n in (10, 12, 14, 32, 36, 37, 52)]]
)
def test_every_live_punch_comes_through(fault: str) -> None:
    with simulator("zk", "--fault", fault) as terminal, ZkSession(_settings(terminal)) as session:
        heard = session.live(0.1)
        next(heard)
        for code in ("1001", "1002", "1003", "1004"):
            assert terminal.order(do="punch", person=code)["ok"]
        found = [event for batch in islice(heard, 4) for event in batch.events]
        found += [event for batch in islice(heard, 2) for event in batch.events]
        assert [event.person_code for event in found] == ["1001", "1002", "1003", "1004"]


def test_an_unreadable_event_is_kept_and_listening_goes_on() -> None:
    with simulator("zk") as terminal, ZkSession(_settings(terminal)) as session:
        heard = session.live(0.1)
        next(heard)
        terminal.order(do="fault", name="bad_event@1")
        terminal.order(do="punch", person="1001")
        terminal.order(do="punch", person="1002")
        batches = [batch for batch in islice(heard, 4) if batch.payload]
        assert [bad.reason for bad in batches[0].unreadable] == ["bad_time"]
        assert [event.person_code for event in batches[1].events] == ["1002"]


def test_a_live_punch_is_acknowledged_only_when_the_next_is_asked_for() -> None:
    with simulator("zk") as terminal, ZkSession(_settings(terminal)) as session:
        heard = session.live(0.1)
        next(heard)
        terminal.order(do="punch", person="1001")
        batch = next(batch for batch in heard if batch.events)
        assert batch.events[0].person_code == "1001"
        assert terminal.order(do="status")["terminals"][0]["acked"] == 0
        next(heard)
        assert terminal.order(do="status")["terminals"][0]["acked"] == 1


def test_a_terminal_that_dies_while_live_is_noticed() -> None:
    with simulator("zk") as terminal, ZkSession(_settings(terminal)) as session:
        heard = session.live(0.1)
        next(heard)
        terminal.kill()
        with pytest.raises(Unreachable):
            next(islice(heard, 20, None))


def test_a_pinned_layout_that_no_longer_fits_takes_nothing() -> None:
    arguments = ("--prefill", "60", "--layout", "16")
    with simulator("zk", *arguments) as terminal, pytest.raises((WireError, Unsupported)):
        _pull(terminal, layout="40")


def test_a_log_nobody_can_read_is_handed_out_raw_before_the_error() -> None:
    arguments = ("--prefill", "60", "--fault", "odd_size:28")
    with simulator("zk", *arguments) as terminal, ZkSession(_settings(terminal)) as session:
        batches = session.pull()
        (bad,) = next(batches).unreadable
        assert (bad.reason, len(bad.payload)) == ("unsupported", 4 + 60 * 28)
        with pytest.raises(Unsupported, match="28 bytes"):
            next(batches)
