from dataclasses import replace
from decimal import Decimal

import pytest

from rules.payroll.insurance import Fund, Mode, contribute

PENSION = Fund(
    floor=Decimal(6821),
    ceiling=Decimal(35283),
    personal_rate=Decimal(8),
    employer_rate=Decimal(16),
)


@pytest.mark.parametrize(
    ("declared", "base"),
    [("3000", "6821"), ("6821", "6821"), ("12000", "12000"), ("40000", "35283")],
)
def test_the_base_stays_between_floor_and_ceiling(declared: str, base: str) -> None:
    assert contribute(Decimal(declared), PENSION).base == Decimal(base)


@pytest.mark.parametrize(
    ("mode", "unit", "personal"),
    [
        ("half_up", "0.01", "545.68"),
        ("half_up", "1", "546"),
        ("down", "1", "545"),
        ("up", "0.1", "545.7"),
        ("half_even", "0.1", "545.7"),
    ],
)
def test_each_side_is_rounded_by_unit_and_mode(mode: Mode, unit: str, personal: str) -> None:
    fund = replace(PENSION, mode=mode, unit=Decimal(unit))
    assert contribute(Decimal(3000), fund).personal == Decimal(personal)


def test_fixed_parts_are_added_after_rounding() -> None:
    fund = replace(PENSION, personal_fixed=Decimal(3), unit=Decimal(10))
    assert contribute(Decimal(3000), fund).personal == Decimal(553)
