"""Whole days of leave for a part of the year (rates by law: rules/lifecycle/leave.py)."""

from datetime import date
from fractions import Fraction


def prorated(
    first: date,
    last: date,
    full_days: int | Fraction,
    arranged: int | Fraction = 0,
    *,
    year_days: int,
) -> int:
    """Return first to last, both inclusive, of a year of `year_days`, less `arranged`.

    Parts of a day are dropped at the end; never below 0.
    """
    part = Fraction((last - first).days + 1, year_days) * Fraction(full_days)
    return max(0, (part - Fraction(arranged)).__floor__())
