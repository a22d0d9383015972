"""The judge itself: it must see each kind of fault, or its verdict is worth nothing."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.check_ledger import FAULTS, Found, Ledger, Row, judge, read_ledgers

LOCAL = "2026-11-02 08:00:00"
TRUE: list[Row] = [
    ("Z", "1001", LOCAL, "anna", 0),
    ("Z", "9", "2026-11-02 08:01:00", "", 0),
]
PUNCHES = [row[:3] for row in TRUE]
PEOPLE: dict[str, str | list[list[str]]] = {"1001": "anna", "1002": "bo"}


def ledger(*acked: tuple[str, str, str]) -> Ledger:
    numbers = {key: n for n, key in enumerate(PUNCHES, 1)}
    return Ledger(punches=Counter(PUNCHES), numbers=numbers, acked=set(acked))


def faults(found: Found, *acked: tuple[str, str, str]) -> dict[str, int]:
    verdict = judge(ledger(*acked), found, PEOPLE)
    return {name: verdict[name] for name in FAULTS if verdict[name]}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (TRUE[:1], "lost"),
        ([*TRUE, TRUE[0]], "doubled"),
        ([*TRUE, ("Z", "1002", LOCAL, "bo", 0)], "invented"),
        ([("Z", "1001", LOCAL, "bo", 0), TRUE[1]], "wrong_person"),
        ([("Z", "1001", LOCAL, "", 0), TRUE[1]], "wrong_person"),
        ([TRUE[0], ("Z", "9", "2026-11-02 08:01:00", "anna", 0)], "wrong_person"),
    ],
)
def test_every_fault_is_seen(rows: list[Row], fault: str) -> None:
    assert faults(Found(rows)) == {fault: 1}


def test_a_true_database_is_clean() -> None:
    assert faults(Found(TRUE), *PUNCHES) == {}


def test_a_lost_punch_that_was_acknowledged_is_a_broken_promise() -> None:
    assert faults(Found(TRUE[1:]), PUNCHES[0]) == {"lost": 1, "promised": 1}


@pytest.mark.parametrize(
    "raw",
    [
        b'{"customId": "1001", "time": "2026-11-02 08:00:00"',
        b"\x01\x001001" + bytes(20) + b"\x01" + bytes.fromhex("009f6933") + bytes(9),
    ],
)
def test_bytes_in_quarantine_keep_one_punch_each(raw: bytes) -> None:
    assert faults(Found(TRUE[1:], quarantine=[("Z", raw)])) == {}
    assert faults(Found(TRUE[1:], quarantine=[("Y", raw)])) == {"lost": 1}
    assert faults(Found(TRUE[1:], quarantine=[("Z", raw[:20])])) == {"lost": 1}


@pytest.mark.parametrize(
    ("gap", "lost"),
    [
        (("Z", "2026-11-02 07:00:00", "2026-11-02 08:00:30"), 0),
        (("Z", "1", "1"), 0),
        (("Z", "2", "3"), 1),
        (("Y", "1", "1"), 1),
        (("Z", "2026-11-02 08:00:01", "2026-11-02 09:00:00"), 1),
    ],
)
def test_a_reported_gap_is_not_silence(gap: tuple[str, str, str], lost: int) -> None:
    assert faults(Found(TRUE[1:], gaps=[gap])) == ({"lost": 1} if lost else {})


def test_a_code_may_have_an_owner_per_terminal_and_per_span() -> None:
    people: dict[str, str | list[list[str]]] = {
        "1001": "bo",
        "Z/1001": [["anna", "2026-01-01", "2026-11-02 08:00:01"], ["bo", "2026-11-03", "9"]],
    }
    assert judge(ledger(), Found(TRUE), people)["wrong_person"] == 0
    people["Z/1001"] = [["anna", "2026-01-01", LOCAL]]
    assert judge(ledger(), Found(TRUE), people)["wrong_person"] == 1


def test_delays_are_measured_from_the_second_of_the_punch() -> None:
    rows = [("Z", "1001", LOCAL, "anna", 1_793_577_600_000 + 1500), TRUE[1]]
    verdict = judge(ledger(), Found(rows), PEOPLE, since=LOCAL)
    assert verdict["slowest_ms"] == 1500


def test_a_half_written_last_line_is_no_punch(tmp_path: Path) -> None:
    line = json.dumps({"do": "stored", "n": 1, "code": "1", "local": LOCAL}) + "\n"
    acked = json.dumps({"do": "acked", "n": [1]}) + "\n"
    (tmp_path / "Z.jsonl").write_text(line + acked + line[:20])
    found = read_ledgers(tmp_path)
    assert found.punches == Counter({("Z", "1", LOCAL): 1})
    assert found.acked == {("Z", "1", LOCAL)}
