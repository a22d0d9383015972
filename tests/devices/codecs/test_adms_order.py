from datetime import datetime

import pytest

from devices.codecs import adms_order
from devices.codecs.adms_order import Dialect
from devices.driver import Order, OrderKind, User

NOW = datetime.fromisoformat("2018-02-22T14:54:54+08:00")
ANNA = User(code="0017", name="张三", card="15", admin=True)
ACCESS_USER = (
    "DATA UPDATE user CardNo=15\tPin=0017\tPassword=\tGroup=1"
    "\tStartTime=0\tEndTime=0\tName=张三\tPrivilege=14"
)


def _said(kind: OrderKind, dialect: Dialect = "attendance", **more: str | User) -> str | None:
    order = Order(number=3, kind=kind, **more)  # type: ignore[arg-type] # each test knows its own
    command = adms_order.say(order, NOW, dialect)
    assert command is None or command.number == 3
    return command.text if command else None


@pytest.mark.parametrize(
    ("kind", "attendance", "access"),
    [
        ("set_time", "SET OPTION DateTime=583080894", "SET OPTIONS DateTime=583080894"),
        (
            "put_user",
            "DATA UPDATE USERINFO PIN=0017\tName=张三\tPri=14\tPasswd=\tCard=15\tGrp=1\tTZ=",
            ACCESS_USER,
        ),
        ("delete_user", "DATA DELETE USERINFO PIN=0017", "DATA DELETE user Pin=0017"),
        ("read_users", "DATA QUERY USERINFO", "DATA QUERY tablename=user,fielddesc=*,filter=*"),
        (
            "read_log",
            "DATA QUERY ATTLOG StartTime=a\tEndTime=b",
            "DATA QUERY tablename=transaction,fielddesc=*,filter=*",
        ),
        ("reboot", "REBOOT", "CONTROL DEVICE 03000000"),
        ("clear_log", "CLEAR LOG", None),
        ("delete_templates", None, None),
    ],
)
def test_an_order_is_said_as_firmware_reads_it(
    kind: OrderKind, attendance: str | None, access: str | None
) -> None:
    assert _said(kind, user=ANNA, low="a", high="b") == attendance
    assert _said(kind, "access", user=ANNA, low="a", high="b") == access


def test_some_firmware_reads_the_time_as_text() -> None:
    order = Order(number=1, kind="set_time")
    said = adms_order.say(order, NOW, clock_text=True)
    assert said is not None
    assert said.text == "SET OPTION DateTime=2018-02-22 14:54:54"


@pytest.mark.parametrize("name", ["a\tPri=14", "a\nC:1:REBOOT", "a\0", "a\x85b", "\ud800"])
@pytest.mark.parametrize("dialect", ["attendance", "access"])
def test_a_name_cannot_smuggle_a_field_or_a_command(name: str, dialect: Dialect) -> None:
    assert _said("put_user", dialect, user=User(code="1", name=name)) is None
    assert _said("delete_user", dialect, user=User(code=name)) is None


def test_an_order_about_nobody_is_not_said() -> None:
    assert _said("delete_user") is None
    assert _said("delete_user", user=User(code="")) is None
