import json
from random import Random

import pytest

from devices.sims.control import obey
from devices.sims.faults import Faults
from devices.sims.ledger import Ledger
from devices.sims.terminal import Terminal


def _terminals() -> list[Terminal]:
    return [
        Terminal(serial=name, people=[("1001", "")], ledger=Ledger(), random=Random(1))
        for name in ("A", "B")
    ]


def test_a_person_punches_now_on_the_named_terminal() -> None:
    terminals = _terminals()
    order = {"do": "punch", "serial": "B", "person": "0042", "verify": 15}
    answer = obey(json.dumps(order).encode(), terminals, Faults({}))
    assert (answer["ok"], answer["code"], answer["n"]) == (True, "0042", 1)
    assert [len(terminal.ledger.records) for terminal in terminals] == [0, 1]
    assert terminals[1].ledger.records[0].verify == 15


@pytest.mark.parametrize("line", [b"junk", b"[]", b"{}", b'{"do":"dance"}', b'{"do":"fault"}'])
def test_a_wrong_order_says_what_is_wrong(line: bytes) -> None:
    answer = obey(line, _terminals(), Faults({}))
    assert answer["ok"] is False
    assert answer["error"]


def test_an_unknown_terminal_says_so() -> None:
    answer = obey(b'{"do":"punch","serial":"Z"}', _terminals(), Faults({}))
    assert answer["ok"] is False
    assert "Z" in str(answer["error"])
