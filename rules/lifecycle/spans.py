"""Counting months and years between dates (Civil Code art. 201-202)."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later; where the month has no such day, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
