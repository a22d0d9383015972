"""Orders to face terminals as they go out: typed, bounded, under one messageId."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import face_order
from devices.driver import Order, User

NOW = "2026-11-20 08:30:00"
DEVICE = {"facesluiceId": "1026700"}
ANNA = User(code="1001", name="安娜", card="77")


def _order(order: Order) -> dict[str, object]:
    body = face_order.order(order, NOW, DEVICE)
    assert body is not None
    return body


@pytest.mark.parametrize(
    ("order", "operator", "info"),
    [
        (Order(number=7, kind="set_time"), "SetSysTime", {"SysTime": "2026-11-20T08:30:00"}),
        (
            Order(number=7, kind="put_user", user=ANNA),
            "EditPerson",
            {"customId": "1001", "name": "安娜", "personType": 0, "RFIDCard": "77"},
        ),
        (Order(number=7, kind="delete_user", user=ANNA), "DelPerson", {"customId": "1001"}),
        (
            Order(number=7, kind="read_users"),
            "SearchPersonList",
            {"personType": 2, "BeginNO": 0, "RequestCount": 100, "Picture": 0},
        ),
        (
            Order(number=7, kind="read_log", low="2026-11-01 00:00:00", high=NOW),
            "ManualPushRecords",
            {"TimeS": "2026-11-01T00:00:00", "TimeE": "2026-11-20T08:30:00"},
        ),
        (Order(number=7, kind="reboot"), "RebootDevice", {"IsRebootDevice": 1}),
    ],
)
def test_every_order_names_its_terminal_and_keeps_its_number(
    order: Order, operator: str, info: dict[str, object]
) -> None:
    body = _order(order)
    assert (body["messageId"], body["operator"]) == ("7", operator)
    assert body["info"] == DEVICE | info
    assert _order(order) == body


@pytest.mark.parametrize(
    "order",
    [
        Order(number=1, kind="clear_log"),
        Order(number=1, kind="delete_templates", user=ANNA),
        Order(number=1, kind="put_user"),
        Order(number=1, kind="put_user", user=User(code="")),
        Order(number=1, kind="delete_user", user=User(code="9" * 48)),
    ],
)
def test_what_these_terminals_cannot_do_is_not_sent(order: Order) -> None:
    assert face_order.order(order, NOW, DEVICE) is None


def test_a_long_name_is_cut_between_characters() -> None:
    user = User(code="1", name="欧阳" * 8)
    info = _order(Order(number=1, kind="put_user", user=user))["info"]
    assert isinstance(info, dict)
    assert info["name"] == "欧阳" * 5
    assert len(info["name"].encode()) <= 31


@given(st.text(max_size=40), st.text(max_size=60))
def test_any_person_fits_or_is_not_sent(code: str, name: str) -> None:
    user = User(code=code, name="".join(mark for mark in name if not "\ud800" <= mark < "\ue000"))
    if any("\ud800" <= mark < "\ue000" for mark in code):
        return
    body = face_order.order(Order(number=1, kind="put_user", user=user), NOW, DEVICE)
    if body is not None:
        info = body["info"]
        assert isinstance(info, dict)
        assert len(str(info["customId"]).encode()) <= 47
        assert len(str(info["name"]).encode()) <= 31


def _deletions(*numbers: int) -> tuple[Order, ...]:
    return tuple(
        Order(number=one, kind="delete_user", user=User(code=str(1000 + one))) for one in numbers
    )


def test_several_deletions_are_one_sheet_with_its_count_and_flags() -> None:
    body = face_order.deletion(_deletions(3, 4, 9))
    assert body is not None
    assert body["messageId"] == "d-3-9"
    assert (body["DataBegin"], body["PersonNum"], body["DataEnd"]) == ("BeginFlag", 3, "EndFlag")
    assert body["info"] == {"customId": ["1003", "1004", "1009"]}


@pytest.mark.parametrize(
    "orders",
    [
        _deletions(1),
        (*_deletions(1, 2), Order(number=3, kind="put_user", user=ANNA)),
        (*_deletions(1), Order(number=2, kind="delete_user", user=User(code="9" * 48))),
        _deletions(*range(201)),
    ],
)
def test_anything_else_is_no_sheet(orders: tuple[Order, ...]) -> None:
    assert face_order.deletion(orders) is None


def test_pages_go_on_while_they_are_full_and_carry_the_orders_number() -> None:
    assert face_order.page_after("17", 100) == ("17.100", 100)
    assert face_order.page_after("17.100", 100) == ("17.200", 200)
    assert face_order.page_after("17.200", 99) is None
    assert face_order.page_after("not ours", 100) is None
