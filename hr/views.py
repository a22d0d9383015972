"""Rows become frozen views before they leave hr; a view's field is the row's field of that name."""

from dataclasses import fields
from typing import TypeVar

from rules.period import Month
from rules.problem import refuse

T = TypeVar("T")


def shape(kind: type[T], row: object, **more: object) -> T:
    """Build a view from a row; `more` holds the fields the row does not have."""
    taken = {
        one.name: getattr(row, one.name)
        for one in fields(kind)  # type: ignore[arg-type] # T is always a dataclass
        if one.name not in more
    }
    return kind(**taken, **more)


def month_of(text: str) -> Month:
    """The month somebody named; refused when it is none."""
    try:
        return Month.parse(text)
    except ValueError:
        raise refuse(
            "month", "月份要写成 2026-11 这样。", "Write a month like 2026-11.", where="month"
        ) from None
