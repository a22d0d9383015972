"""Whatever people write, it is text when it reaches the page."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.widgets.markup import Node, div, el, icon, render, rich, span, strong
from portal.widgets.say import speaking
from rules.text import Text

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</div></section><svg onload=alert(1)>",
    "{{7*7}} ${7*7} <%= 7 %>",
    "&lt;b&gt; &amp; &#60;",
    "\u202eevil\x00\ud7ff",
)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def read(node: Node) -> Reader:
    reader = Reader()
    reader.feed(render(node))
    reader.close()
    return reader


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_makes_no_element(words: str) -> None:
    seen = read(div(span(words), title=words, data_key=words))
    assert seen.tags == ["div", "span"]
    assert set(seen.attributes) == {"title", "data-key"}


@given(st.text())
def test_any_text_comes_back_as_it_was(words: str) -> None:
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    seen = read(div(plain, aria_label=plain))
    assert seen.tags == ["div"]
    assert seen.words == plain
    assert seen.attributes == {"aria-label": plain}


@given(st.text())
def test_marked_words_are_escaped_too(words: str) -> None:
    assert set(read(div(rich(words))).tags) <= {"div", "strong"}


def test_stars_make_words_strong() -> None:
    assert render(rich(Text("排班是*标准班*。", "*x*"))) == "排班是<strong>标准班</strong>。"


@pytest.mark.parametrize("tag", ["script", "iframe", "style", "img", "object", "x onload=1", ""])
def test_a_tag_off_the_list_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="not on the list"):
        el(tag)


@pytest.mark.parametrize("name", ["onclick", "srcdoc", "src", "formaction", "x y"])
def test_an_attribute_off_the_list_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not on the list"):
        el("div", **{name: "alert(1)"})


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "//evil.example",
        "/\\evil.example",
        "data:text/html,x",
        " /x",
        "http://x",
    ],
)
def test_a_link_out_of_the_product_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="leaves the product"):
        render(el("a", "x", href=href))


def test_words_follow_the_reader() -> None:
    node = el("p", Text("你好", "Hello"), title=Text("早", "Morning"))
    assert render(node) == '<p title="早">你好</p>'
    with speaking("en"):
        assert render(node) == '<p title="Morning">Hello</p>'


def test_nothing_prints_nothing_and_zero_prints_zero() -> None:
    assert render(None, "", [None, [0]], strong(5), div(hidden=False, open=True)) == (
        "0<strong>5</strong><div open></div>"
    )


def test_an_icon_is_silent_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in render(icon("check"))
    assert 'role="img" aria-label="ok"' in render(icon("check", label="ok"))
    with pytest.raises(ValueError, match="not in portal/icons"):
        icon("nope")
