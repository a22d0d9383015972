from decimal import Decimal

import pytest

from rules.payroll.floors import (
    damage_deduction,
    minimum_wage_check,
    package_wage_check,
    probation_floor,
    sick_pay_floor,
)

MINIMUM = Decimal(2690)


@pytest.mark.parametrize(
    ("wage", "agreed", "most"),
    [
        ("6000", "5000", "1200.00"),
        ("6000", "100", "100"),
        ("3000", "5000", "310"),
        ("2600", "500", "0"),
    ],
)
def test_damage_is_taken_within_a_fifth_and_above_the_minimum_wage(
    wage: str, agreed: str, most: str
) -> None:
    assert damage_deduction(Decimal(wage), Decimal(agreed), MINIMUM) == Decimal(most)


def test_only_pay_for_normal_work_is_compared_with_the_minimum_wage() -> None:
    def check(*, full: bool) -> tuple[Decimal, Decimal]:
        found = minimum_wage_check(
            Decimal(3000),
            overtime=Decimal(500),
            allowances=Decimal(100),
            minimum=MINIMUM,
            full=full,
        )
        return found.amount, found.shortfall

    assert check(full=True) == (Decimal(2400), Decimal(290))
    assert check(full=False) == (Decimal(2400), Decimal(0))


def test_an_all_in_wage_holds_the_minimum_wage_and_its_overtime() -> None:
    found = package_wage_check(Decimal(3000), {"extended": Decimal(36)}, MINIMUM)
    assert found.amount == Decimal("3524.83")
    assert found.shortfall == Decimal("524.83")


def test_floors_of_sick_pay_and_probation() -> None:
    assert sick_pay_floor(MINIMUM) == 2152
    found = probation_floor(Decimal(10000), Decimal(8500), MINIMUM)
    assert (found.safe, found.statutory) == (Decimal(8000), Decimal(6800))
    assert probation_floor(Decimal(3000), Decimal(3000), MINIMUM).safe == MINIMUM
