from datetime import date
from decimal import Decimal

import pytest

from rules.params import load
from rules.payroll.bonus import choose, separate_allowed, separate_tax, severance_tax
from tests.cases.law_pay import ANNUAL, MONTHLY


def test_one_yuan_more_of_bonus_can_cost_thousands() -> None:
    below, above = (separate_tax(Decimal(x), MONTHLY) for x in (36000, 36001))
    assert (below, above) == (Decimal("1080.00"), Decimal("3390.10"))
    assert separate_tax(Decimal(0), MONTHLY) == 0


def test_unused_deductions_make_merging_cheaper() -> None:
    choice = choose(Decimal(-60000), Decimal(36000), annual=ANNUAL, monthly=MONTHLY)
    assert choice.merged == 0
    assert choice.better == "merged"
    nothing = choose(Decimal(-60000), Decimal(0), annual=ANNUAL, monthly=MONTHLY)
    assert nothing.better == "equal"


@pytest.mark.parametrize(
    ("paid_on", "used", "allowed"),
    [
        (date(2027, 12, 31), False, True),
        (date(2028, 1, 1), False, False),
        (date(2026, 2, 1), True, False),
        (date(2018, 12, 31), False, False),
    ],
)
def test_the_separate_method_is_dated_and_used_once(
    *, paid_on: date, used: bool, allowed: bool
) -> None:
    assert separate_allowed(load(), paid_on, already_used=used) is allowed


def test_severance_up_to_three_annual_averages_is_exempt() -> None:
    assert severance_tax(Decimal(372000), Decimal(124000), ANNUAL).taxable == 0
    over = severance_tax(Decimal(408000), Decimal(124000), ANNUAL)
    assert [over.exempt, over.taxable, over.tax] == [Decimal(x) for x in (372000, 36000, 1080)]
