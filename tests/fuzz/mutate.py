"""Seeded mutations: flips, splices, cuts, length fields, repeats, words of the wire."""

from collections.abc import Callable, Sequence
from random import Random

MAX_INPUT = 8192
"""Longer inputs only slow the search; the limits above it have tests of their own."""

_ODD = (0, 1, 7, 8, 15, 16, 39, 40, 41, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF)
_WIDE = (*_ODD, 1 << 16, 1 << 20, (1 << 31) - 1, 1 << 31, (1 << 32) - 1)
_MOST_STEPS = 4


class Mutator:
    """An endless stream of inputs from a corpus; the same seed gives the same stream."""

    def __init__(self, corpus: Sequence[bytes], words: Sequence[bytes], seed: int) -> None:
        self._corpus = [one[:MAX_INPUT] for one in corpus] or [b""]
        self._words = list(words) or [b"\0"]
        self._random = Random(seed)

    def next(self) -> bytes:
        """Return one mutated input of at most MAX_INPUT bytes."""
        draw = self._random
        data = bytearray(draw.choice(self._corpus))
        for _ in range(1 + int(draw.random() * _MOST_STEPS)):
            _STEPS[int(draw.random() * len(_STEPS))](self, data)
        return bytes(data[:MAX_INPUT])

    def _at(self, data: bytearray) -> int:
        return int(self._random.random() * (len(data) + 1))

    def _flip(self, data: bytearray) -> None:
        if data:
            data[self._at(data) % len(data)] ^= 1 << int(self._random.random() * 8)

    def _byte(self, data: bytearray) -> None:
        if data:
            data[self._at(data) % len(data)] = int(self._random.random() * 256)

    def _cut(self, data: bytearray) -> None:
        del data[self._at(data) :]

    def _drop(self, data: bytearray) -> None:
        at = self._at(data)
        del data[at : at + 1 + int(self._random.random() * 16)]

    def _insert(self, data: bytearray) -> None:
        at = self._at(data)
        data[at:at] = self._random.randbytes(1 + int(self._random.random() * 8))

    def _word(self, data: bytearray) -> None:
        at, word = self._at(data), self._random.choice(self._words)
        over = len(word) if self._random.random() < 0.5 else 0
        data[at : at + over] = word

    def _repeat(self, data: bytearray) -> None:
        at = self._at(data)
        part = data[at : at + 1 + int(self._random.random() * 64)]
        data[at:at] = part * (1 + int(self._random.random() * 8))

    def _splice(self, data: bytearray) -> None:
        other = self._random.choice(self._corpus)
        data[self._at(data) :] = other[int(self._random.random() * (len(other) + 1)) :]

    def _length(self, data: bytearray) -> None:
        """Put an odd number, or nearly the true length, where a length field may stand."""
        size = self._random.choice((1, 2, 4))
        near = len(data) + self._random.choice((-9, -8, -5, -4, -1, 0, 1, 4, 8))
        value = self._random.choice((near, self._random.choice(_WIDE))) % (1 << (8 * size))
        at = self._random.choice((0, 4, self._at(data)))
        data[at : at + size] = value.to_bytes(size, self._random.choice(("little", "big")))

    def _number(self, data: bytearray) -> None:
        at = self._at(data)
        digits = b"%d" % self._random.choice((-1, *_WIDE, 10**18, 10**40))
        data[at : at + int(self._random.random() * 3)] = digits


_STEPS: tuple[Callable[[Mutator, bytearray], None], ...] = (
    Mutator._flip,
    Mutator._byte,
    Mutator._cut,
    Mutator._drop,
    Mutator._insert,
    Mutator._word,
    Mutator._word,
    Mutator._repeat,
    Mutator._splice,
    Mutator._length,
    Mutator._number,
)
