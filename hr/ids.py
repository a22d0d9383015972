"""ULID-like ids: 48 bits of milliseconds, 80 random bits, 26 characters, sortable by time."""

import secrets
from collections.abc import Callable

from hr import clock

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_LOW = (1 << 20) - 1
"""The bits of an id's last four characters."""

_random: Callable[[int], bytes] = secrets.token_bytes
_last: tuple[int, int] = (0, 0)


def new_id() -> str:
    """A fresh id, greater than every id this process made before."""
    return encode(_next(1))


def new_ids(count: int) -> list[str]:
    """So many fresh ids, rising: a batch of punches asks clock and chance once."""
    made: list[str] = []
    number = _next(count)
    while len(made) < count:
        head, low = encode(number)[:-4], number & _LOW
        much = min(count - len(made), _LOW + 1 - low)
        made += [head + _PAIRS[n >> 10] + _PAIRS[n & 1023] for n in range(low, low + much)]
        number += much
    return made


def _next(count: int) -> int:
    """The first of so many numbers that are now taken."""
    global _last  # noqa: PLW0603 - monotonic within the process
    ms = max(int(clock.now().timestamp() * 1000), _last[0])
    tail = _last[1] + 1 if ms == _last[0] else int.from_bytes(_random(10)) >> 1
    _last = (ms, tail + count - 1)
    return ms << 80 | tail


def first_id(ms: int) -> str:
    """The smallest id of a millisecond: ids made from then on compare greater."""
    return encode(ms << 80)


def encode(number: int) -> str:
    """128-bit integer to 26 characters of Crockford base 32, two at a time."""
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


_SHIFTS = range(120, -1, -10)


def use(random: Callable[[int], bytes] | None) -> None:
    """Replace the randomness (tests, demo); None puts the system's back."""
    global _random, _last  # noqa: PLW0603 - one source per process
    _random = random or secrets.token_bytes
    _last = (0, 0)
