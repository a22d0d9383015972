import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import zk_reply
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame
from devices.errors import AuthRefused, WireError

OK = Frame(command=Code.ACK_OK, session=7, reply=3)


def test_a_reply_must_belong_to_the_session_and_the_request() -> None:
    assert zk_reply.check(OK, 7, 3) is OK
    with pytest.raises(WireError, match="session"):
        zk_reply.check(OK, 8, 3)
    with pytest.raises(WireError, match="request"):
        zk_reply.check(OK, 7, 4)


def test_a_wanted_key_is_an_auth_error_except_at_the_greeting() -> None:
    wanted = Frame(command=Code.ACK_UNAUTH, session=7, reply=3)
    assert zk_reply.check(wanted, 7, 3, greeting=True) is wanted
    with pytest.raises(AuthRefused):
        zk_reply.check(wanted, 7, 3)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_sizes_give_back_what_they_took(users: int, records: int) -> None:
    sizes = zk_reply.Sizes(
        users=users, records=records, users_cap=1, record_cap=100_000, records_free=5
    )
    assert zk_reply.free_sizes(zk_reply.encode_sizes(sizes)) == sizes


@given(st.binary(max_size=120))
def test_any_size_block_is_sizes_or_a_wire_error(data: bytes) -> None:
    try:
        sizes = zk_reply.free_sizes(data)
    except WireError:
        return
    assert sizes.records >= 0


def test_a_transfer_beyond_the_terminal_is_refused() -> None:
    frame = Frame(command=Code.ACK_OK, session=7, reply=3, data=b"\0\xf0\xff\xff\xff")
    with pytest.raises(WireError, match="more than"):
        zk_reply.announced(frame, 4_000_000)


def test_an_option_is_what_stands_behind_the_sign() -> None:
    assert zk_reply.option(b"~SerialNumber=ABC1\0junk") == "ABC1"
    assert zk_reply.option(b"") == ""
