"""The long run sees what it is for: an exception, a slow input, a growing process, a bad value."""

import time
from pathlib import Path

import pytest

from tests.fuzz import corpus, run
from tests.fuzz.parsers import BY_NAME
from tests.fuzz.run import Result, fuzz, main, table
from tests.fuzz.zk_parsers import Parser

KEPT: list[bytearray] = []


def seeds() -> list[bytes]:
    return [b"0123456789", b"punch"]


def breaks(data: bytes) -> object:
    return 1 // (len(data) - 3)


def dawdles(data: bytes) -> object:
    if len(data) == 3:
        until = time.thread_time() + 0.15
        while time.thread_time() < until:
            pass
    return data


def hoards(data: bytes) -> object:
    KEPT.append(bytearray(b"x" * 1_000_000))  # big enough to be asked of the system, not the heap
    return data


def lies(data: bytes) -> object:
    return "\ud800" if len(data) == 3 else ""


@pytest.fixture(autouse=True)
def kept_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(corpus, "FOUND", tmp_path)
    return tmp_path


def test_an_exception_is_counted_and_its_input_becomes_a_seed(kept_elsewhere: Path) -> None:
    parser = Parser("planted", breaks, seeds)
    result = fuzz(parser, 2000, 1)
    assert result.broken > 0
    assert not result.good
    assert "ZeroDivisionError" in result.kept[0]
    assert all(len(one) == 3 for one in parser.corpus()[2:])
    assert len(parser.corpus()) > 2


def test_a_refusal_of_its_own_is_no_finding() -> None:
    result = fuzz(Parser("planted", breaks, seeds, refuses=(ZeroDivisionError,)), 2000, 1)
    assert (result.broken, result.inputs) == (0, 2002)
    assert result.refused > 0


def test_a_slow_input_is_measured() -> None:
    result = fuzz(Parser("planted", dawdles, seeds), 200, 1)
    assert result.slowest_ms > run.LIMIT_MS
    assert not result.good


def test_a_growing_process_is_measured() -> None:
    try:
        result = fuzz(Parser("planted", hoards, seeds), 150, 1)
    finally:
        KEPT.clear()
    assert result.growth_mib > run.LIMIT_MIB
    assert not result.good


def test_a_value_that_storage_cannot_hold_is_a_finding() -> None:
    result = fuzz(Parser("planted", lies, seeds), 2000, 1)
    assert result.wrong > 0
    assert "no UTF-8" in result.kept[0]


def test_a_real_parser_runs_in_a_process_of_its_own_and_fills_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.nice", lambda _: 0)
    where = tmp_path / "table.md"
    assert main(["--only", "zk.sizes", "--inputs", "3000", "--table", str(where)]) == 0
    assert capsys.readouterr().out.startswith("ok ")
    seeds_of_it = len(BY_NAME["zk.sizes"].corpus())
    assert f"| `zk.sizes` | {seeds_of_it} | {3000 + seeds_of_it:,} |" in where.read_text("utf-8")
    assert "all bars met" in where.read_text("utf-8")


def test_a_row_is_renewed_and_the_others_stay() -> None:
    first = table([Result("zk.sizes", inputs=10), Result("zk.time", inputs=20)], 1)
    second = table([Result("zk.time", inputs=30, broken=1)], 1, first)
    assert "| `zk.sizes` | 0 | 10 | 0 | 0 |" in second
    assert "| `zk.time` | 0 | 30 | 0 | 1 |" in second
    assert "40 inputs to 2 parsers" in second
    assert "NOT all bars met" in second


def test_the_committed_table_is_of_the_parsers_there_are_and_of_a_million_inputs_each() -> None:
    page = run.TABLE.read_text("utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    assert {row[1].strip(" `") for row in rows} == set(BY_NAME), "run: make fuzz"
    assert all(int(row[3].replace(",", "")) >= run.INPUTS for row in rows)
    assert all(row[5].strip() == row[6].strip() == "0" for row in rows)
    assert ": all bars met" in page
