"""Lines people type: what can be seen stays, what hides or pretends is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import naming


@pytest.mark.parametrize(
    "text",
    [
        "欧阳·娜娜",
        "买买提•吐尔逊",
        "𠮷野家",
        "\ue863",
        "👨\u200d👩\u200d👧",
        "José",
        "Жанна",
        "",
    ],
)
def test_what_can_be_seen_is_kept(text: str) -> None:
    assert naming.wrong(text) is None
    assert naming.spoofed(text) is None


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\u2028b", "a\x00b", "a\u0085b", "\u200b", "张\u200b三", "a\u202eb", "a\ufeffb"],
)
def test_what_cannot_be_seen_is_refused(text: str) -> None:
    assert naming.wrong(text) is naming.CONTROL


def test_marks_do_not_pile_up() -> None:
    assert naming.wrong("e" + "\u0301" * 4) is None
    assert naming.wrong("e" + "\u0301" * 5) is naming.MARKS


@pytest.mark.parametrize("text", ["\u0430dmin", "r\u03bfsa"])
def test_letters_that_look_alike_do_not_mix(text: str) -> None:
    assert naming.spoofed(text) is naming.MIXED


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("买买提·吐尔逊", "买买提•吐尔逊"), ("FIONA", "\ufb01ona"), ("\uff41da", "Ada")],
)
def test_a_name_is_found_however_it_is_typed(typed: str, stored: str) -> None:
    assert naming.key(typed) == naming.key(stored)


@given(st.text())
def test_every_text_has_an_answer(text: str) -> None:
    line = naming.line(text)
    assert naming.line(line) == line
    naming.wrong(line)
    naming.spoofed(line)
    naming.key(line)
