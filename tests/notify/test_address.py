import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify import address
from notify.errors import ErrorClass, SendError


@pytest.mark.parametrize("text", ["a@x.cn", "zhang.san+hr@mail.corp-1.example", "_o'neil@x.co"])
def test_one_plain_address_is_taken(text: str) -> None:
    assert address.mail_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a@", "@x.cn", "a@x", "a@@x.cn", "a@x..cn", "a@-x.cn", "a b@x.cn", ".a@x.cn"),
        *("a@x.cn ", " a@x.cn", "a@x.cn\r\nRCPT TO:<b@x.cn>", "张@x.cn", "a@公司.cn", "a..b@x.cn"),
        *("A <a@x.cn>", "a@x.cn,b@x.cn", "(c)a@x.cn", f"{'a' * 65}@x.cn", f"a@{'x' * 64}.cn"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SendError) as refused:
        address.mail_address(text)
    assert refused.value.failure.error is ErrorClass.ADDRESS


@given(st.text(max_size=40))
def test_an_accepted_address_holds_nothing_that_a_command_could_use(text: str) -> None:
    try:
        good = address.mail_address(text)
    except SendError:
        return
    assert good.isascii()
    assert good.isprintable()
    assert not set(good) & set(' <>(),;:\\"[]\r\n\0')
    assert good.count("@") == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("008613800138000", "13800138000"),
    ],
)
def test_a_mainland_number_is_eleven_digits(text: str, number: str) -> None:
    assert address.mobile(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "12345678901", "1380013800", "138001380000", "\uff11\uff1338001380", "tel:13800138000"],
)
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(SendError):
        address.mobile(text, abroad=True)


def test_a_foreign_number_needs_permission() -> None:
    with pytest.raises(SendError) as refused:
        address.mobile("+44 20 7946 0000")
    assert refused.value.failure.code == "address.foreign"
    assert address.mobile("+44 20 7946 0000", abroad=True) == "+442079460000"


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\tb", "a\x00b", "a\x85b", "a\u2028b", "a\ud800", "a\u202eb"]
)
def test_a_header_line_holds_no_break(text: str) -> None:
    with pytest.raises(SendError):
        address.one_line(text, where="subject")


def test_a_body_may_have_lines_and_nothing_stranger() -> None:
    assert address.body_text("a\r\nb\rc\td") == "a\nb\nc\td"
    with pytest.raises(SendError):
        address.body_text("a\x1bb")


@pytest.mark.parametrize("text", ["", "a b", "a.b", "N-1\n", "张", "a" * 41])
def test_an_attempt_id_is_short_and_plain(text: str) -> None:
    with pytest.raises(SendError):
        address.attempt_id(text)
