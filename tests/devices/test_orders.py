"""Which orders a protocol takes, and what its answers mean."""

from datetime import datetime

import pytest

from devices import orders
from devices.codecs import adms_order
from devices.driver import Order, OrderKind, User
from devices.protocols import PROTOCOLS

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")


def test_only_protocols_that_exist_take_orders_and_the_others_none() -> None:
    assert set(orders.ANSWERS) <= {one.code for one in PROTOCOLS}
    assert orders.answers("mqtt_attend").kinds == frozenset()


@pytest.mark.parametrize("kind", sorted(orders.ALL))
def test_what_adms_terminals_are_offered_can_be_said_to_them(kind: OrderKind) -> None:
    order = Order(number=1, kind=kind, user=User(code="1"), low="a", high="b")
    offered = kind in orders.answers("adms").kinds
    assert bool(adms_order.say(order, NOW)) is offered
    assert bool(adms_order.say(order, NOW, "access")) is offered


@pytest.mark.parametrize("protocol", sorted(orders.ANSWERS))
def test_every_answer_is_in_both_languages(protocol: str) -> None:
    told = orders.answers(protocol)
    for label in (*told.words.values(), *told.batch_words.values()):
        assert label["zh"]
        assert label["en"].isascii()
        assert not label["zh"].isascii()


@pytest.mark.parametrize(
    ("protocol", "kind", "code", "done"),
    [
        ("adms", "put_user", 0, True),
        ("mqtt_face", "put_user", 200, True),
        ("adms", "delete_user", -4, True),
        ("adms", "put_user", -4, False),
        ("adms", "read_log", -1, True),
        ("adms", "set_time", -1, False),
        ("adms", "read_log", 17, True),
        ("mqtt_face", "put_user", 461, False),
        ("zk", "reboot", 2001, False),
        ("nobody", "reboot", -1, False),
    ],
)
def test_a_code_is_as_good_as_done_or_it_is_not(
    protocol: str, kind: OrderKind, code: int, *, done: bool
) -> None:
    assert orders.done(protocol, kind, code) is done


def test_the_same_code_means_something_else_of_a_call_about_many() -> None:
    one, many = (orders.meaning("mqtt_face", 464, of) for of in ("EditPerson", "AddPersons-Ack"))
    assert one is not None
    assert many is not None
    assert one["en"] != many["en"]
    assert orders.meaning("adms", -9999) is None


def test_what_is_not_over_yet_is_no_answer() -> None:
    assert orders.answers("adms").later == {-1005, -5000}
