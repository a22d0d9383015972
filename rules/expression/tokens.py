"""Cut a formula into tokens. Names are ASCII: look-alike letters of other scripts are refused."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rules.expression.tree import wrong

MAX_LENGTH = 2000
MAX_DIGITS = 30

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<text>"[^"\n]*"|'[^'\n]*')
      | (?P<sign><=|>=|==|!=|[-+*/(),<>=])""",
    re.VERBOSE | re.ASCII,
)
END = "end"


class Token(NamedTuple):
    """A piece of the text and its offsets; the last token is `END` with an empty text."""

    type: str
    text: str
    start: int
    end: int


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens and END, or refuse at the first character that belongs to none."""
    if len(source) > MAX_LENGTH:
        raise wrong(
            "too_long",
            MAX_LENGTH,
            f"超过 {MAX_LENGTH} 个字符",
            f"longer than {MAX_LENGTH} characters",
        )
    at = 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise wrong(
                "character", at, f"不认识 {source[at]!a}", f"{source[at]!a} is not understood"
            )
        kind, text, start, at = str(found.lastgroup), found[0], at, found.end()
        if kind == "number" and len(text) > MAX_DIGITS:
            raise wrong("number", start, "数字太长", "the number has too many digits")
        if kind != "space":
            yield Token(kind, text, start, at)
    yield Token(END, "", at, at)
