from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.money import round_fen
from rules.payroll.prorata import calendar_days, forward, paid_day_ratio, reverse

WAGES = st.decimals(0, 100_000, places=2)


@given(WAGES, st.integers(18, 24), st.data())
def test_joiner_and_leaver_of_one_post_sum_to_the_wage(
    wage: Decimal, paid: int, data: st.DataObject
) -> None:
    days = data.draw(st.integers(0, paid))
    first = paid_day_ratio(wage, credited=Decimal(days), paid=Decimal(paid))
    second = paid_day_ratio(wage, credited=Decimal(paid - days), paid=Decimal(paid))
    assert round_fen(first + second) == wage
    assert 0 <= first <= wage


@given(WAGES, st.integers(1, 24))
def test_full_attendance_returns_the_wage_unchanged(wage: Decimal, paid: int) -> None:
    assert paid_day_ratio(wage, credited=Decimal(paid), paid=Decimal(paid)) == wage


def test_the_ratio_is_clamped_and_a_month_without_paid_days_pays_nothing() -> None:
    assert paid_day_ratio(Decimal(100), credited=Decimal(-1), paid=Decimal(20)) == 0
    assert paid_day_ratio(Decimal(100), credited=Decimal(30), paid=Decimal(20)) == 100
    assert paid_day_ratio(Decimal(100), credited=Decimal(0), paid=Decimal(0)) == 0


def test_the_paradoxes_of_21_75_are_why_it_is_not_used_for_wages() -> None:
    assert forward(Decimal(8700), credited=Decimal(22)) == 8800
    assert reverse(Decimal(8700), missing=Decimal(22)) == -100
    assert round_fen(calendar_days(Decimal(8700), employed=1, month_days=31)) == Decimal("280.65")
