"""Rows become frozen views before they leave hr; a view's field is the row's field of that name."""

from dataclasses import fields
from typing import TypeVar

T = TypeVar("T")


def shape(kind: type[T], row: object, **more: object) -> T:
    """Build a view from a row; `more` holds the fields the row does not have."""
    taken = {
        one.name: getattr(row, one.name)
        for one in fields(kind)  # type: ignore[arg-type] # T is always a dataclass
        if one.name not in more
    }
    return kind(**taken, **more)
