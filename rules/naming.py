"""What one line of typed text may hold, and how names are compared.

Source: Unicode TR 36 (visual spoofing) and TR 39 (mixed scripts), cut down to what names need.
"""

import unicodedata
from itertools import groupby

from rules.text import Text

_NO_LINE = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_JOINER = "\u200d"  # holds emoji and Indic letters together
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")
_MOST_MARKS = 4
_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･"), "·")
CONTROL = Text("含有看不见的控制字符", "It contains control characters")
MARKS = Text("叠加的符号太多", "Too many marks are stacked on one letter")
MIXED = Text(
    "混用了长得一样的不同文字的字母", "It mixes letters of different alphabets that look alike"
)


def line(text: str) -> str:
    """The text as it is kept: composed (NFC), without surrounding blanks."""
    return unicodedata.normalize("NFC", text).strip()


def wrong(text: str) -> Text | None:
    """Why a line cannot be kept: something in it cannot be seen or overflows; None when it can."""
    kinds = [(unicodedata.category(char), char) for char in text]
    if any(kind in _NO_LINE or (kind == "Cf" and char != _JOINER) for kind, char in kinds):
        return CONTROL
    runs = (len(list(run)) for mark, run in groupby(kinds, lambda one: one[0] == "Mn") if mark)
    return MARKS if max(runs, default=0) > _MOST_MARKS else None


def spoofed(text: str) -> Text | None:
    """Why a name may pretend to be another: Latin, Greek and Cyrillic letters in one name."""
    names = (unicodedata.name(char, "") for char in text if char.isalpha())
    found = {name.partition(" ")[0] for name in names} & set(_ALPHABETS)
    return MIXED if len(found) > 1 else None


def key(text: str) -> str:
    """What names are searched by: NFKC, case folded, every middle dot the same."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_DOTS)
