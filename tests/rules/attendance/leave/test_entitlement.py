"""Part of a year, parts of a day dropped."""

from datetime import date

import pytest

from rules.attendance.leave.entitlement import prorated


@pytest.mark.parametrize(
    ("first", "last", "full", "arranged", "days"),
    [
        (date(2026, 7, 1), date(2026, 12, 31), 10, 0, 5),
        (date(2026, 3, 16), date(2026, 12, 31), 5, 0, 3),
        (date(2026, 1, 1), date(2026, 6, 30), 10, 2, 2),
        (date(2026, 1, 1), date(2026, 3, 31), 5, 5, 0),
    ],
)
def test_days_of_a_part(first: date, last: date, full: int, arranged: int, days: int) -> None:
    assert prorated(first, last, full, arranged, year_days=365) == days
