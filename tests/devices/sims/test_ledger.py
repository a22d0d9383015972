import json
from pathlib import Path

import pytest

from devices.sims.ledger import Ledger, Record


def _records(count: int) -> list[Record]:
    return [Record(n, str(1000 + n), "2026-11-20 08:30:00") for n in range(1, count + 1)]


def test_what_was_stored_and_acknowledged_is_there_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "S.jsonl"
    first = Ledger(path)
    first.store(_records(5))
    first.sent([1, 2, 3])
    first.ack([1, 2])
    first.close()
    again = Ledger(path)
    assert again.records == _records(5)
    assert [record.n for record in again.unacked(10)] == [3, 4, 5]
    again.close()


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_half_written_line_is_dropped_and_writing_goes_on(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "S.jsonl"
    first = Ledger(path)
    first.store(_records(3))
    first.close()
    path.write_bytes(path.read_bytes()[:-cut])
    again = Ledger(path)
    assert again.records == _records(2)
    again.store([Record(3, "x", "2026-11-20 08:31:00")])
    again.close()
    assert [json.loads(line)["n"] for line in path.read_bytes().splitlines()] == [1, 2, 3]


def test_unacked_is_limited_and_skips_holes() -> None:
    ledger = Ledger()
    ledger.store(_records(10))
    ledger.ack([1, 2, 4])
    assert [record.n for record in ledger.unacked(3)] == [3, 5, 6]
    ledger.forget([1])
    assert [record.n for record in ledger.unacked(2)] == [1, 3]
