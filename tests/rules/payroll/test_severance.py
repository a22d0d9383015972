from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.payroll.severance import Ending, service_months, severance

ENDING = Ending(
    kind="N",
    start=date(2011, 3, 1),
    last_day=date(2026, 2, 28),
    average=Decimal(9000),
    local_average=Decimal(12434),
    minimum=Decimal(2740),
)


@pytest.mark.parametrize(
    ("start", "last_day", "months"),
    [
        ("2026-01-01", "2026-01-01", "0.5"),
        ("2026-01-01", "2026-06-29", "0.5"),
        ("2026-01-01", "2026-06-30", "1"),
        ("2026-01-01", "2026-12-31", "1"),
        ("2026-01-01", "2027-01-01", "1.5"),
        ("2024-02-29", "2025-02-27", "1"),
        ("2024-02-29", "2025-02-28", "1.5"),
        ("2023-05-10", "2026-05-09", "3"),
        ("2025-08-31", "2026-02-27", "1"),
    ],
)
def test_months_of_pay_follow_the_boundaries_of_article_47(
    start: str, last_day: str, months: str
) -> None:
    found = service_months(date.fromisoformat(start), date.fromisoformat(last_day))
    assert found == Decimal(months)


def test_both_caps_apply_only_above_three_local_averages() -> None:
    low = severance(ENDING)
    assert (low.months, low.total) == (Decimal(15), Decimal(135000))
    at_cap = severance(replace(ENDING, average=Decimal(37302)))
    assert (at_cap.months, at_cap.capped) == (Decimal(15), False)
    high = severance(replace(ENDING, average=Decimal("37302.01")))
    assert (high.months, high.capped, high.total) == (Decimal(12), True, Decimal(12 * 37302))


def test_damages_double_the_capped_sum_and_replace_it() -> None:
    found = severance(replace(ENDING, kind="2N", average=Decimal(60000)))
    assert found.total == found.damages == 2 * 12 * 37302


def test_notice_pay_is_the_previous_month_and_is_not_capped() -> None:
    found = severance(
        replace(ENDING, kind="N+1", average=Decimal(60000), previous_month=Decimal(70000))
    )
    assert found.total == 12 * 37302 + 70000


def test_a_dismissal_for_fault_pays_nothing() -> None:
    assert severance(replace(ENDING, kind="none")).total == 0


def test_service_before_2008_is_for_a_person_to_look_at() -> None:
    assert replace(ENDING, start=date(2007, 12, 31)).needs_review
    assert not ENDING.needs_review
