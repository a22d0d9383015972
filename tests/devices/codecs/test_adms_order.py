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


def _said(
    kind: OrderKind, dialect: Dialect = "attendance", **more: str | User
) -> list[tuple[int, str]]:
    order = Order(number=3, kind=kind, **more)  # type: ignore[arg-type] # each test knows its own
    return [(one.number, one.text) for one in adms_order.say(order, NOW, dialect)]


@pytest.mark.parametrize(
    ("kind", "attendance", "access"),
    [
        ("set_time", "SET OPTION DateTime=583080894", "SET OPTIONS DateTime=583080894"),
        (
            "put_user",
            "DATA UPDATE USERINFO PIN=0017\tName=张三\tPri=14\tPasswd=\tCard=15\tGrp=1\tTZ=",
            "DATA UPDATE userauthorize Pin=0017\tAuthorizeTimezoneId=1\tAuthorizeDoorId=1",
        ),
        ("delete_user", "DATA DELETE USERINFO PIN=0017", "DATA DELETE user Pin=0017"),
        ("read_users", "DATA QUERY USERINFO", "DATA QUERY tablename=user,fielddesc=*,filter=*"),
        (
            "read_log",
            "DATA QUERY ATTLOG StartTime=a\tEndTime=b",
            "DATA QUERY tablename=transaction,fielddesc=*,filter=*",
        ),
        ("reboot", "REBOOT", "CONTROL DEVICE 03000000"),
        ("clear_log", "CLEAR LOG", "DATA DELETE transaction *"),
        ("delete_templates", None, None),
    ],
)
def test_an_order_is_said_as_firmware_reads_it(
    kind: OrderKind, attendance: str | None, access: str | None
) -> None:
    for dialect, text in (("attendance", attendance), ("access", access)):
        said = _said(kind, dialect, user=ANNA, low="a", high="b")  # type: ignore[arg-type] # both are
        assert said[-1:] == ([(3, text)] if text else [])


def test_access_firmware_cascades_nothing_so_templates_go_first_under_numbers_of_their_own() -> (
    None
):
    said = _said("delete_user", "access", user=ANNA)
    tables = ["userauthorize", "templatev10", "biodata", "biophoto", "user"]
    assert [text for _, text in said] == [f"DATA DELETE {one} Pin=0017" for one in tables]
    assert [adms_order.part_of(number) for number, _ in said] == [(3, True)] * 4 + [(3, False)]
    assert len({number for number, _ in said}) == len(said) == adms_order.MOST_PARTS


def test_a_person_of_an_access_terminal_may_pass_its_door() -> None:
    first, last = _said("put_user", "access", user=ANNA)
    assert first == (3 + adms_order.PART, ACCESS_USER)
    assert last[0] == 3


def test_some_firmware_reads_the_time_as_text() -> None:
    order = Order(number=1, kind="set_time")
    (said,) = adms_order.say(order, NOW, clock_text=True)
    assert said.text == "SET OPTION DateTime=2018-02-22 14:54:54"


@pytest.mark.parametrize("name", ["a\tPri=14", "a\nC:1:REBOOT", "a\0", "a\x85b", "\ud800"])
@pytest.mark.parametrize("dialect", ["attendance", "access"])
def test_a_name_cannot_smuggle_a_field_or_a_command(name: str, dialect: Dialect) -> None:
    assert _said("put_user", dialect, user=User(code="1", name=name)) == []
    assert _said("delete_user", dialect, user=User(code=name)) == []


def test_an_order_about_nobody_is_not_said() -> None:
    assert _said("delete_user") == []
    assert _said("delete_user", user=User(code="")) == []
