"""The twin carries orders out as firmware does, and remembers what it did through a kill."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from devices.sims.adms_obey import Obedience
from devices.sims.adms_rows import FAULTS, user_rows
from devices.sims.faults import Faults
from devices.sims.ledger import Ledger
from devices.sims.terminal import Terminal

_open: list[Ledger] = []


@pytest.fixture(autouse=True)
def closed_ledgers() -> Iterator[None]:
    yield
    while _open:
        _open.pop().close()


def _ledger(path: Path | None = None) -> Ledger:
    _open.append(Ledger(path))
    return _open[-1]


def _terminal(path: Path | None = None) -> Terminal:
    return Terminal(serial="S", people=[("1001", "安娜")], ledger=_ledger(path), random=Random(1))


def _obey(terminal: Terminal, *texts: str, fault: str = "", first: int = 1) -> list[str]:
    """The results of orders that are numbered from `first`."""
    faults = Faults(FAULTS, [fault] if fault else [])
    return _results(Obedience(terminal, faults), *texts, first=first)


def _results(obedience: Obedience, *texts: str, first: int = 1) -> list[str]:
    body = "".join(f"C:{n}:{text}\n" for n, text in enumerate(texts, first))
    return obedience.obey(body.encode()).results.decode().splitlines()


@pytest.mark.parametrize(
    ("text", "code", "people"),
    [
        ("DATA UPDATE USERINFO PIN=1002\tName=陈\tPri=0", 0, [("1001", "安娜"), ("1002", "陈")]),
        ("DATA UPDATE USERINFO PIN=1001\tName=陈\tPri=0", 0, [("1001", "陈")]),
        ("DATA UPDATE user CardNo=\tPin=1002\tName=B", 0, [("1001", "安娜"), ("1002", "B")]),
        ("DATA DELETE USERINFO PIN=1001", 0, []),
        ("DATA DELETE user Pin=1001", 0, []),
        ("DATA DELETE USERINFO PIN=9", -4, [("1001", "安娜")]),
        ("DATA UPDATE USERINFO Name=x", -1, [("1001", "安娜")]),
        ("DATA QUERY ATTLOG StartTime=2026\tEndTime=2027", -1, [("1001", "安娜")]),
        ("SET OPTION DateTime=never", -1, [("1001", "安娜")]),
        ("SHELL ls", -1002, [("1001", "安娜")]),
        ("CHECK", 0, [("1001", "安娜")]),
    ],
)
def test_an_order_is_carried_out_or_answered_with_its_code(
    text: str, code: int, people: list[tuple[str, str]]
) -> None:
    terminal = _terminal()
    assert _obey(terminal, text) == [f"ID=1&Return={code}&CMD={text.split(maxsplit=1)[0]}"]
    assert terminal.people == people


@pytest.mark.parametrize("told", ["583080894", "2018-02-22 14:54:54"])
def test_the_clock_is_set_by_counter_and_by_text(told: str) -> None:
    terminal = _terminal()
    _obey(terminal, f"SET OPTION DateTime={told}")
    assert terminal.now()[:16] == "2018-02-22 14:54"


def test_a_number_that_comes_again_is_told_again_and_carried_out_once(tmp_path: Path) -> None:
    terminal = _terminal(tmp_path / "l")
    first = _obey(terminal, "DATA DELETE USERINFO PIN=1001")
    again = _terminal(tmp_path / "l")
    assert _obey(again, "DATA DELETE USERINFO PIN=1001") == first
    assert again.people == []
    assert [note["order"] for note in again.ledger.notes] == [1]


def test_forgetful_it_carries_out_again(tmp_path: Path) -> None:
    terminal = _terminal(tmp_path / "l")
    _obey(terminal, "DATA DELETE USERINFO PIN=1001")
    again = _obey(terminal, "DATA DELETE USERINFO PIN=1001", fault="forget_orders")
    assert again == ["ID=1&Return=-4&CMD=DATA"]
    assert len(terminal.ledger.notes) == 2


def test_refusing_it_does_nothing() -> None:
    terminal = _terminal()
    told = _obey(terminal, "DATA DELETE USERINFO PIN=1001", fault="refuse_orders:-1005")
    assert told == ["ID=1&Return=-1005&CMD=DATA"]
    assert (terminal.people, terminal.ledger.notes) == ([("1001", "安娜")], [])


def test_what_it_does_next_follows_the_orders() -> None:
    obedience = Obedience(_terminal(), Faults(FAULTS))
    found = obedience.obey(b"C:1:DATA QUERY USERINFO\nC:2:REBOOT\nOK\n")
    assert (found.sends_users, found.restarts) == (True, True)
    assert obedience.obey(b"OK").results == b""


def test_names_come_and_go_in_its_code_page() -> None:
    terminal = _terminal()
    body = "C:1:DATA UPDATE USERINFO PIN=7\tName=陈思远\n".encode("gb18030")
    Obedience(terminal, Faults(FAULTS), "gb18030").obey(body)
    assert terminal.people[-1] == ("7", "陈思远")
    assert "PIN=7\tName=陈思远\t".encode("gb18030") in user_rows(terminal, "gb18030")


def test_a_cleared_log_is_empty_and_stands_in_the_ledger(tmp_path: Path) -> None:
    terminal = _terminal(tmp_path / "l")
    terminal.punch("1001")
    assert _obey(terminal, "CLEAR LOG") == ["ID=1&Return=0&CMD=CLEAR"]
    assert _ledger(tmp_path / "l").cleared == 1
