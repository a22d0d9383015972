import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import zk_user
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
