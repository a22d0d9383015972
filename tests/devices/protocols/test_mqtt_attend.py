import pytest

from devices.driver import Terminal
from devices.protocols import mqtt_attend

TERMINAL = Terminal(serial="T1")
GOOD = b'{"v":1,"sn":"T1","seq":1,"uid":"1","ts":"2026-11-20T08:30:00Z","state":0,"verify":1}'


@pytest.mark.parametrize(
    ("topic", "serial"),
    [
        ("attend/v1/T1/punch", "T1"),
        ("attend/v1/T1/punch/../../cmd", ""),
        ("attend/v1/+/punch", ""),
        ("attend/v2/T1/punch", ""),
    ],
)
def test_a_topic_belongs_to_one_terminal_or_to_nobody(topic: str, serial: str) -> None:
    assert mqtt_attend.serial_of(topic) == serial


def test_a_good_message_is_a_punch_and_the_brokers_ack_is_enough() -> None:
    answer = mqtt_attend.parse("attend/v1/T1/punch", GOOD, TERMINAL)
    assert answer.batch is not None
    assert [event.identity for event in answer.batch.events] == ["2026-11-20 08:30:00#1"]
    assert answer.after_commit == ()


def test_an_oversized_message_is_kept_by_its_beginning_and_digest() -> None:
    answer = mqtt_attend.parse("attend/v1/T1/punch", b"A" * 5_000_000, TERMINAL)
    assert answer.batch is not None
    (bad,) = answer.batch.unreadable
    assert len(bad.payload) == len(answer.batch.payload) == 65_536
    assert "sha256" in bad.detail


def test_another_terminals_topic_changes_nothing() -> None:
    assert mqtt_attend.parse("attend/v1/T2/punch", GOOD, TERMINAL).batch is None
