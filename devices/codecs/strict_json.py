"""JSON that means one thing: strict UTF-8, no doubled keys, bounded size, depth and numbers."""

import json
from collections.abc import Iterable
from typing import NoReturn

import orjson

MAX_DEPTH = 16
MAX_KEYS = 512
"""The widest message of a terminal has some forty keys."""

_INT_BOUND = 1 << 63
_BLANK = b" \t\r\n"


def load(payload: bytes, limit: int) -> dict[str, object]:
    """Read one JSON object of at most `limit` bytes; raises ValueError saying what is wrong.

    Refused: other encodings, byte order mark, NaN, Infinity, numbers beyond 64 bits, lone
    surrogates, doubled keys, more than MAX_DEPTH levels, more than MAX_KEYS keys, other types.
    """
    if len(payload) > limit:
        raise ValueError(f"{len(payload)} bytes, the limit is {limit}")
    value = orjson.loads(payload)
    if payload.count(b"[") + payload.count(b"{") > MAX_DEPTH or payload.count(b":") > MAX_KEYS:
        _check_depth(value)
    if not _is_canonical(payload, value):
        value = _DECODER.decode(payload.decode())
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one error for one refusal
    return value


def _is_canonical(payload: bytes, value: object) -> bool:
    """Say whether writing the value gives the same marks again: then no key stood twice.

    A doubled key is longer than what is written, a number beyond 64 bits is written differently;
    what fails here (escapes, odd numbers) is read again by the slow decoder.
    """
    return orjson.dumps(value).translate(None, _BLANK) == payload.translate(None, _BLANK)


def _check_depth(value: object) -> None:
    level, keys, depth = [value], 0, 0
    while level:
        depth += 1
        keys += sum(len(item) for item in level if isinstance(item, dict))
        if depth > MAX_DEPTH or keys > MAX_KEYS:
            raise ValueError(f"deeper than {MAX_DEPTH} levels or more than {MAX_KEYS} keys")
        level = [child for item in level for child in _children(item)]


def _children(item: object) -> Iterable[object]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _int(digits: str) -> int:
    if len(digits) > 20 or not -_INT_BOUND <= int(digits) < _INT_BOUND:
        raise ValueError("a number beyond 64 bits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("a number beyond any range")
    return number


def _constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_int, parse_float=_float, parse_constant=_constant
)
