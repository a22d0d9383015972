from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import text


@given(st.binary(max_size=40))
def test_any_bytes_become_printable_text(raw: bytes) -> None:
    assert text.printable(text.decode(raw).text)


def test_two_gbk_names_stay_two() -> None:
    assert text.decode(b"\xd5\xc51").text == "张1"
    assert text.decode(b"\xc0\xee1").text == "李1"


def test_bytes_of_no_code_page_are_escaped_not_dropped() -> None:
    assert text.decode(b"1\xff\xff") == ("1\\xff\\xff", True)


@given(st.text(max_size=20), st.integers(1, 24))
def test_a_field_is_filled_exactly(name: str, size: int) -> None:
    assert len(text.fit(name, size, "utf-8")) == size
