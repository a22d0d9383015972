from datetime import date
from decimal import Decimal

import pytest

from rules.lifecycle.leave import entitlement, joiner, leaver, medical_period, unused_pay


@pytest.mark.parametrize(
    ("years", "days"),
    [("0.99", 0), ("1", 5), ("9.99", 5), ("10", 10), ("19.99", 10), ("20", 15), ("40", 15)],
)
def test_annual_leave_grows_with_all_service(years: str, days: int) -> None:
    assert entitlement(Decimal(years)) == days


def test_a_joiner_gets_whole_days_and_never_more_than_a_year_of_them() -> None:
    assert joiner(date(2026, 7, 1), 10).days == 5
    assert joiner(date(2024, 1, 1), 15).days == 15
    assert joiner(date(2026, 12, 31), 15).days == 0


@pytest.mark.parametrize(
    ("last_day", "taken", "days"),
    [
        (date(2026, 6, 30), "2", 2),
        (date(2026, 6, 30), "0.5", 4),
        (date(2026, 6, 30), "8", 0),
        (date(2026, 12, 31), "0", 10),
        (date(2026, 1, 1), "0", 0),
    ],
)
def test_a_leaver_is_paid_whole_unused_days_and_owes_none(
    last_day: date, taken: str, days: int
) -> None:
    assert leaver(last_day, 10, Decimal(taken)).days == days


def test_unused_days_cost_200_per_cent_more_unless_declined_in_writing() -> None:
    assert unused_pay(Decimal(8700), 2) == 1600
    assert unused_pay(Decimal(8700), 2, declined_in_writing=True) == 0


@pytest.mark.parametrize(
    ("total", "here", "months", "within"),
    [
        ("9.9", "4.9", 3, 6),
        ("9.9", "5", 6, 12),
        ("10", "4.9", 6, 12),
        ("10", "5", 9, 15),
        ("15", "10", 12, 18),
        ("20", "15", 18, 24),
        ("30", "20", 24, 30),
    ],
)
def test_the_medical_period_follows_service_in_all_and_here(
    total: str, here: str, months: int, within: int
) -> None:
    found = medical_period(Decimal(total), Decimal(here))
    assert (found.months, found.within) == (months, within)
