"""A simulated face terminal carries out orders, and says what it cannot."""

from random import Random
from typing import Any

import pytest

from devices.codecs import face_order
from devices.driver import Order, User
from devices.sims.face_messages import FAULTS
from devices.sims.face_obey import Obedience
from devices.sims.faults import Faults
from devices.sims.ledger import Ledger, Record
from devices.sims.terminal import Terminal

NOW = "2026-11-20 08:30:00"


@pytest.fixture
def faults() -> Faults:
    return Faults(FAULTS)


class Twin:
    """One terminal with two people, and what it was made to send again."""

    def __init__(self, faults: Faults) -> None:
        self.again: list[Record] = []
        self.terminal = Terminal(
            serial="F1",
            people=[("1001", "A"), ("1002", "B")],
            ledger=Ledger(),
            random=Random(1),
        )
        self.obedience = Obedience(self.terminal, faults, self.again.extend)

    def do(self, order: Order) -> dict[str, Any]:
        body = face_order.order(order, NOW, {"facesluiceId": "F1"})
        assert body
        answer = self.obedience.obey(body)
        assert answer
        return answer


@pytest.fixture
def twin(faults: Faults) -> Twin:
    return Twin(faults)


def test_people_are_put_listed_and_deleted(twin: Twin) -> None:
    anna = User(code="1003", name="安娜")
    assert twin.do(Order(number=1, kind="put_user", user=anna))["code"] == "200"
    listed = twin.do(Order(number=2, kind="read_users"))
    assert [row["customId"] for row in listed["info"]["SearchInfo"]] == ["1001", "1002", "1003"]
    assert twin.do(Order(number=3, kind="delete_user", user=anna))["code"] == "200"
    again = twin.do(Order(number=4, kind="delete_user", user=anna))
    assert (again["messageId"], again["code"]) == ("4", "465")


def test_a_sheet_says_who_was_deleted_and_who_was_not(twin: Twin) -> None:
    orders = [
        Order(number=n, kind="delete_user", user=User(code=code))
        for n, code in ((1, "1001"), (2, "9999"))
    ]
    body = face_order.deletion(orders)
    assert body
    answer = twin.obedience.obey(body)
    assert answer
    assert answer["info"]["DelSucInfo"] == [{"customId": "1001"}]
    assert answer["info"]["DelErrInfo"] == [{"customId": "9999", "errcode": "465"}]
    broken = twin.obedience.obey({**body, "DataEnd": ""})
    assert broken
    assert broken["code"] == "413"


def test_a_span_of_the_log_is_sent_again(twin: Twin) -> None:
    for minute in range(3):
        twin.terminal.punch("1001", f"2026-11-20 08:3{minute}:00")
    order = Order(number=1, kind="read_log", low="2026-11-20 08:30:30", high=NOW[:14] + "31:00")
    assert twin.do(order)["info"]["RecordNum"] == "1"
    assert [one.n for one in twin.again] == [2]


def test_its_clock_is_set_and_its_mind_is_told(twin: Twin) -> None:
    assert twin.do(Order(number=1, kind="set_time"))["code"] == "200"
    assert twin.terminal.now()[:16] == NOW[:16]


def test_a_busy_one_says_so_and_a_deaf_one_nothing(twin: Twin, faults: Faults) -> None:
    faults.add("busy@1")
    assert twin.do(Order(number=1, kind="reboot"))["code"] == "410"
    faults.add("deaf@1")
    assert twin.obedience.obey({"operator": "RebootDevice", "messageId": "1"}) is None
