"""Canonical JSON (RFC 8785): the same value gives the same bytes, always and everywhere.

Integers beyond 2^53 are refused (a JavaScript reader would change them): ids and money are
strings. Decimal and dates are refused too; the caller says how they are written.
"""

import math
import re
from collections.abc import Mapping
from json.encoder import encode_basestring

from rules.problem import Refused, refuse

MAX_INT = 2**53
_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(value: object) -> bytes:
    """Return the canonical UTF-8 bytes of a JSON value; refuse what JSON cannot carry safely."""
    return _write(value, "$").encode()


def _write(value: object, path: str) -> str:
    match value:
        case str():
            return _text(value, path)
        case dict() | Mapping():
            return _object(value, path)
        case list() | tuple():
            return "[" + ",".join(_write(v, f"{path}[{i}]") for i, v in enumerate(value)) + "]"
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return _integer(value, path)
        case float():
            return _float(value, path)
    raise _no_json(path, type(value).__name__)


def _object(value: Mapping[object, object], path: str) -> str:
    """Keys in the order of their UTF-16 code units (RFC 8785 section 3.2.3)."""
    members: dict[str, object] = {}
    for key, member in value.items():
        if not isinstance(key, str):
            raise _no_json(f"{path}.{key}", f"key of type {type(key).__name__}")
        members[key] = member
    written = {key: _text(key, path) for key in members}
    order = sorted(members, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{written[k]}:{_write(members[k], f'{path}.{k}')}" for k in order) + "}"


def _text(value: str, path: str) -> str:
    if not value.isascii() and _SURROGATE.search(value):
        raise _no_json(path, "lone surrogate")
    return encode_basestring(value)


def _integer(value: int, path: str) -> str:
    if abs(value) > MAX_INT:
        raise _no_json(path, "integer beyond 2^53")
    return str(value)


def _float(value: float, path: str) -> str:
    """Write a double as ECMAScript does (RFC 8785 section 3.2.2.3): shortest digits that return."""
    if not math.isfinite(value):
        raise _no_json(path, str(value))
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    sign = "-" if value < 0 else ""
    return sign + _place_point(digits.rstrip("0"), point)


def _place_point(digits: str, point: int) -> str:
    """Set the decimal point after `point` digits; outside 1e-7 to 1e21 use an exponent."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{tail}e{point - 1:+d}"


def _no_json(path: str, what: str) -> Refused:
    return refuse(
        "evidence.not_canonical",
        f"{path} 不能写成规范 JSON：{what}",
        f"{path} cannot be written as canonical JSON: {what}",
        where=path,
    )
