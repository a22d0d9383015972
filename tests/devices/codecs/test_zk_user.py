import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import zk_user
from devices.codecs.zk_user import Row, Unwritable
from devices.driver import User
from devices.errors import DeviceError, Unsupported, WireError


def _list(users: list[User], size: int, encoding: str = "utf-8") -> bytes:
    body = b"".join(zk_user.encode(user, size, encoding) for user in users)
    return len(body).to_bytes(4, "little") + body


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize(("size", "name"), [(28, "张三"), (72, "欧阳建国")])
def test_names_are_read_in_either_code_page(size: int, name: str, encoding: str) -> None:
    users = [User(code="1001", name=name, slot=1), User(code="1002", slot=2, admin=True)]
    assert zk_user.decode_list(_list(users, size, encoding), 2) == tuple(users)


def test_a_long_name_is_cut_between_characters() -> None:
    (user,) = zk_user.decode_list(_list([User(code="1", name="阿" * 20)], 72), 1)
    assert user.name == "阿" * 8


def test_blank_rows_are_not_people() -> None:
    users = [User(code="", slot=0), User(code="5", slot=5)]
    assert [user.code for user in zk_user.decode_list(_list(users, 72), 2)] == ["5"]


def test_a_short_list_is_refused() -> None:
    with pytest.raises(WireError):
        zk_user.decode_list(_list([User(code="1")], 72)[:-1], 1)


def test_a_list_of_unknown_rows_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        zk_user.decode_list((50).to_bytes(4, "little") + bytes(50), 1)


@given(st.binary(max_size=300), st.integers(0, 10))
def test_any_garbage_is_users_or_our_error(buffer: bytes, count: int) -> None:
    try:
        users = zk_user.decode_list(buffer, count)
    except DeviceError:
        return
    assert all(user.code for user in users)


def _rows(users: list[User], size: int = 72, encoding: str = "utf-8") -> tuple[Row, ...]:
    return zk_user.decode_rows(_list(users, size, encoding), len(users))


@pytest.mark.parametrize("size", [28, 72])
def test_a_row_goes_back_as_it_came(size: int) -> None:
    raw = (
        bytes(range(1, size - 3)) if size == 28 else bytes(range(1, 49)) + b"1001".ljust(24, b"\0")
    )
    raw = raw + (7).to_bytes(4, "little") if size == 28 else raw
    (row,) = zk_user.decode_rows(size.to_bytes(4, "little") + raw, 1)
    name = {28: slice(8, 16), 72: slice(11, 35)}[size]
    assert row.encode() == raw
    assert row.name == raw[name]


def test_the_code_page_is_what_most_names_are_in() -> None:
    chinese = [User(code="1", name="张三"), User(code="2", name="李四")]
    assert zk_user.code_page(_rows(chinese)) == "utf-8"
    assert zk_user.code_page(_rows(chinese, encoding="gbk")) == "gbk"
    assert zk_user.code_page(_rows([User(code="1", name="Ann")])) is None


def test_a_new_person_gets_a_slot_after_all_others() -> None:
    rows = _rows([User(code="1", slot=1), User(code="9", slot=9)])
    row = zk_user.written(User(code="5", name="新"), rows, size=72, page="utf-8")
    assert (row.slot, row.user.name, row.role) == (10, "新", 0)
    full = _rows([User(code="1", slot=1), User(code="9", slot=0xFFFF)])
    assert zk_user.written(User(code="5"), full, size=72, page="utf-8").slot == 2


def test_who_is_there_keeps_what_the_order_does_not_bring() -> None:
    rows = _rows([User(code="5", name="旧", card="77", slot=4, admin=True)])
    row = zk_user.written(User(code="5"), rows, size=72, page="utf-8")
    assert row.user == User(code="5", name="旧", card="77", slot=4, admin=True)


@pytest.mark.parametrize(
    ("user", "size"),
    [
        (User(code="A17"), 28),
        (User(code="0017"), 28),
        (User(code=str(1 << 32)), 28),
        (User(code=""), 72),
        (User(code="9" * 25), 72),
        (User(code="员" * 9), 72),
        (User(code="1", card="x"), 72),
        (User(code="1", card=str(1 << 32)), 72),
    ],
    ids=str,
)
def test_what_no_row_can_hold_is_named_before_anything_is_sent(user: User, size: int) -> None:
    with pytest.raises(Unwritable):
        zk_user.written(user, (), size=size, page="utf-8")


def test_a_letter_no_code_page_has_is_a_question_mark() -> None:
    row = zk_user.written(User(code="1", name="𠮷a"), (), size=72, page="gbk")
    assert row.user.name == "?a"
