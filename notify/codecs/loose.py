"""Read a vendor's JSON without trusting its shape: what is absent is empty, never an error."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def parse(raw: bytes) -> object:
    """Return the JSON value, or None where the bytes are no JSON."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def at(value: object, *names: str) -> object:
    """Return what stands under a path of names, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def rows(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list; anything else is an empty list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text(row: object, *names: str) -> str:
    """Return a scalar under a path as text; absent, null and containers are empty."""
    value = at(row, *names)
    return "" if value is None or isinstance(value, dict | list) else str(value)


def texts(row: object, *names: str) -> list[str]:
    """Return a list of scalars under a path as texts."""
    value = at(row, *names)
    return [str(v) for v in value] if isinstance(value, list) else []


def number(row: object, *names: str) -> int | None:
    """Return a whole number written as number or as ASCII digits."""
    word = text(row, *names)
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 18 else None


def beijing(word: str) -> datetime | None:
    """Return a Beijing wall time (no zone on the wire, whole seconds) as UTC."""
    try:
        local = datetime.strptime(f"{word}+0800", "%Y-%m-%d %H:%M:%S%z")
    except ValueError:
        return None
    return local.astimezone(UTC)


def unix(seconds: int | None) -> datetime | None:
    """Return Unix seconds as UTC; what no calendar holds is None."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
