import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.codecs import xtext


@pytest.mark.parametrize(
    ("text", "wire"), [("a@x.cn", "a@x.cn"), ("a+b=c", "a+2Bb+3Dc"), ("a b", "a+20b")]
)
def test_plus_equals_and_spaces_are_escaped(text: str, wire: str) -> None:
    assert xtext.encode(text) == wire


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back_and_the_wire_is_printable_ascii(text: str) -> None:
    wire = xtext.encode(text)
    assert xtext.decode(wire) == text
    assert all(33 <= ord(c) <= 126 for c in wire)
