from pathlib import Path
from random import Random

from devices.sims.ledger import Ledger, Record
from devices.sims.terminal import Terminal, read_backlog, read_people


def _terminal(people: int = 3) -> Terminal:
    names = [(str(1001 + n), "") for n in range(people)]
    return Terminal(serial="S", people=names, ledger=Ledger(), random=Random(1))


def test_nobody_punches_twice_in_one_second() -> None:
    terminal = _terminal()
    local = "2026-11-20 08:30:00"
    punched = [terminal.punch(local=local) for _ in range(4)]
    assert punched[3] is None
    assert len({record.code for record in punched if record}) == 3


def test_a_punch_is_stored_before_it_is_told() -> None:
    terminal, told = _terminal(), list[tuple[int, int]]()
    terminal.on_punch = lambda record: told.append((record.n, len(terminal.ledger.records)))
    terminal.punch("1001")
    assert told == [(1, 1)]


def test_a_set_clock_stays_set() -> None:
    terminal = _terminal()
    terminal.set_time("2020-01-01 00:00:00")
    assert terminal.now().startswith("2020-01-01 00:00:0")


def test_only_an_empty_log_is_prefilled() -> None:
    terminal = _terminal()
    terminal.prefill(terminal.history(5))
    terminal.prefill(terminal.history(9))
    assert len(terminal.ledger.records) == 5
    assert len({(record.code, record.local) for record in terminal.ledger.records}) == 5


def test_people_and_backlog_are_read_from_files(tmp_path: Path) -> None:
    people, backlog = tmp_path / "people", tmp_path / "backlog"
    people.write_text("0017,张三\n\nA9\n", "utf-8")
    backlog.write_text('{"code":"0017","local":"2026-11-20 08:30:00","state":1}\n\n', "utf-8")
    assert read_people(people) == [("0017", "张三"), ("A9", "")]
    terminal = _terminal()
    terminal.prefill(read_backlog(backlog))
    assert terminal.ledger.records == [Record(1, "0017", "2026-11-20 08:30:00", 1, 1)]
