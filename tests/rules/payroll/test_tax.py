from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.payroll.tax import (
    Basic,
    MonthIncome,
    basic_deduction,
    bracket_of,
    may_deduct_60000,
    settle,
    tax_on,
    withhold,
)
from tests.cases.law_pay import ANNUAL

YUAN = st.decimals(0, 200_000, places=2)


def slices(amount: Decimal) -> Decimal:
    """The same tax without quick deductions: each slice at its own rate."""
    total, low = Decimal(0), Decimal(0)
    for bracket in ANNUAL:
        high = amount if bracket.up_to is None else min(amount, bracket.up_to)
        total += max(high - low, Decimal(0)) * bracket.rate
        low = bracket.up_to or low
    return total


@given(st.decimals(0, 3_000_000, places=2))
def test_quick_deductions_give_the_sum_of_the_slices(amount: Decimal) -> None:
    assert abs(tax_on(amount, ANNUAL) - slices(amount)) <= Decimal("0.005")


def test_upper_limits_are_inclusive() -> None:
    assert bracket_of(Decimal(36000), ANNUAL).rate == Decimal("0.03")
    assert bracket_of(Decimal("36000.01"), ANNUAL).rate == Decimal("0.10")
    assert tax_on(Decimal(-1), ANNUAL) == 0


@given(st.lists(YUAN, min_size=1, max_size=12))
def test_what_is_withheld_in_the_year_is_the_highest_cumulative_tax(incomes: list[Decimal]) -> None:
    rows = [MonthIncome(month=n, income=income) for n, income in enumerate(incomes, 1)]
    months = withhold(rows, "per_month_employed", ANNUAL)
    assert all(month.tax >= 0 for month in months)
    peaks = [tax_on(month.cum_taxable, ANNUAL) for month in months]
    assert sum(month.tax for month in months) == max(peaks)


@pytest.mark.parametrize(
    ("basic", "month", "employed", "expected"),
    [
        ("per_month_employed", 7, 1, 5000),
        ("per_month_employed", 9, 3, 15000),
        ("first_job_in_tax_year", 7, 1, 35000),
        ("full_year_60000_from_january", 1, 1, 60000),
    ],
)
def test_the_basic_deduction_counts_as_the_case_demands(
    basic: Basic, month: int, employed: int, expected: int
) -> None:
    assert basic_deduction(basic, month=month, employed=employed) == expected


def test_the_settlement_takes_the_whole_year() -> None:
    rows = [MonthIncome(month=n, income=Decimal(10000)) for n in range(1, 13)]
    assert settle(rows, ANNUAL) == Decimal("3480.00")
    assert settle(rows[:3], ANNUAL) == 0


@pytest.mark.parametrize(
    ("months", "income", "may"), [(12, "60000", True), (12, "60000.01", False), (11, "1", False)]
)
def test_the_60000_rule_needs_a_whole_year_and_a_low_wage(
    *, months: int, income: str, may: bool
) -> None:
    assert may_deduct_60000(months_filed=months, income=Decimal(income)) is may
