"""Names, codes, serials and secrets replaced by others of the same shape, always by the same one.

First everything that must go is collected, then every value gets a stand-in: digits for digits,
letters for letters, as many bytes in UTF-8 and in GBK, so that whatever held it still decodes.
"""

import string
from collections import defaultdict
from collections.abc import Collection, Iterable
from math import prod
from typing import Protocol

_HAN = "安博晨达恩方国海佳康林明宁平清瑞思天文祥宇泽志卓嘉乐诚盛启元"
_LATIN = "àáâãäåæçèéêëìíîïñòóôõöùúûüý"
_TRIES = 10_000
_ROOM = 4
_SMALL, _WORD = 0xFFFF, 0xFFFFFFFF


class Draw(Protocol):
    """Randomness that nobody can guess, brought by the caller."""

    def choice(self, seq: str, /) -> str:
        """One of some letters."""

    def shuffle(self, x: list[str], /) -> None:
        """Put a list into any order."""


class UnredactableError(ValueError):
    """Something cannot be replaced, or would remain; nothing may be handed out."""


class Collector:
    """The first pass: takes everything that must go, and changes nothing."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def replace(self, value: str) -> str:
        """Note one value."""
        if not trivial(value):
            self.found.add(value)
        return value

    def known(self, value: str) -> str:
        """Leave a value that may be one of them or anything else."""
        return value


class Fakes:
    """The second pass: the same value gives the same stand-in, everywhere."""

    def __init__(self, originals: Collection[str], random: "Draw") -> None:
        self._random = random
        self._fakes = self._assigned(originals)

    @property
    def stand_ins(self) -> frozenset[str]:
        """Every value that was given out."""
        return frozenset(self._fakes.values())

    def replace(self, value: str) -> str:
        """Return the stand-in of a value that was collected."""
        return value if trivial(value) else self._fakes[value]

    def known(self, value: str) -> str:
        """Return the stand-in if the value was collected elsewhere, else the value itself."""
        return self._fakes.get(value, value)

    def _assigned(self, originals: Collection[str]) -> dict[str, str]:
        groups: dict[object, list[str]] = defaultdict(list)
        for value in sorted(originals):
            groups[_shape(value)].append(value)
        fakes: dict[str, str] = {}
        for group in groups.values():
            full = len(group) * _ROOM > prod(len(_alphabet(mark) or " ") for mark in group[0])
            fakes |= self._turned(group) if full and len(group) > 1 else self._free(group)
        return fakes

    def _turned(self, group: list[str]) -> dict[str, str]:
        """Where a shape is nearly used up, everybody gets somebody else's value."""
        self._random.shuffle(group)
        return dict(zip(group, [*group[1:], group[0]], strict=True))

    def _free(self, group: list[str]) -> dict[str, str]:
        """Values of the shape that are nobody's."""
        fakes: dict[str, str] = {}
        taken = set(group)
        for value in group:
            fakes[value] = self._one(value, taken)
            taken.add(fakes[value])
        return fakes

    def _one(self, value: str, taken: set[str]) -> str:
        for _ in range(_TRIES):
            fake = "".join(map(self._mark, value))
            if fake not in taken and _bound(fake) == _bound(value):
                return fake
        raise UnredactableError(f"there is no other value of the shape of {value!r}")

    def _mark(self, mark: str) -> str:
        alphabet = _alphabet(mark)
        return self._random.choice(alphabet) if alphabet else mark


def trivial(value: str) -> bool:
    """Say whether a value tells nothing about anybody: empty, blanks, zeros, punctuation."""
    return not any(mark.isalnum() and mark != "0" for mark in value)


def remains(text: bytes, originals: Iterable[str]) -> list[str]:
    """List the originals that still stand in some bytes, as UTF-8 or GBK text.

    Short numbers are everywhere (times, counts) and prove nothing; they are judged by their place.
    """
    return [one for one in originals if _telling(one) and any(raw in text for raw in _raws(one))]


def _telling(value: str) -> bool:
    return len(value) >= (6 if value.isdecimal() else 4 if value.isascii() else 2)


def _raws(value: str) -> set[bytes]:
    return {value.encode("utf-8", "replace"), value.encode("gb18030", "replace")}


def _shape(value: str) -> object:
    return tuple(_alphabet(mark) or mark for mark in value), _bound(value)


def _bound(value: str) -> int:
    """Numbers stay as short as the fields of the wire: 16 or 32 bits, else 0."""
    if not (value.isascii() and value.isdecimal()):
        return 0
    return next((most for most in (_SMALL, _WORD) if int(value) <= most), 0)


def _alphabet(mark: str) -> str:
    if mark in string.digits:
        return "" if mark == "0" else "123456789"
    for letters in (string.ascii_lowercase, string.ascii_uppercase):
        if mark in letters:
            return letters
    if mark.isascii():
        return ""
    return {2: _LATIN, 3: _HAN}.get(len(mark.encode("utf-8", "replace")), _HAN)
