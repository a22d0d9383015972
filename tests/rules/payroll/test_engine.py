from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.params import load
from rules.payroll.engine import Blocked, calculate, in_order
from rules.payroll.items import ITEMS
from rules.payroll.slip import Payslip
from rules.problem import Refused
from tests.rules.payroll.desk import GOLDEN, inputs, params


def slip(place: str = "CN-4403", **values: str) -> Payslip:
    found = calculate(inputs(place, **values), params())
    assert isinstance(found, Payslip)
    return found


def blocked(place: str = "CN-4403", **values: str) -> list[str]:
    found = calculate(inputs(place, **values), load())
    assert isinstance(found, Blocked)
    return [f"{problem.code} {problem.where}" for problem in found.problems]


def amounts(found: Payslip) -> dict[str, str]:
    return {line.code: str(line.amount) for line in found.lines}


def test_the_golden_payslip() -> None:
    found = slip(**GOLDEN)
    assert amounts(found) == {
        "base_wage": "5000.00",
        "performance": "4000.00",
        "lateness": "-100.00",
    }
    assert (str(found.gross), str(found.net)) == ("8900.00", "8900.00")
    assert found.notes == ()


def test_every_line_of_the_golden_payslip_explains_itself_down_to_the_punch() -> None:
    line = slip(**GOLDEN).line("lateness")
    assert line is not None
    assert line.formula.zh == "−（迟到次数 × 每次扣款）"
    assert line.worked.zh == "−(2 × 50.00) = −100.00"
    assert line.worked.en == "−(2 × 50.00) = −100.00"
    assert line.summary.zh == "2 次 × 50.00"
    assert [fact.code for fact in line.facts] == ["late_count", "late_charge"]
    days = line.facts[0].source.days
    assert [(day.date, day.punches[0].id) for day in days] == [
        (date(2026, 10, 13), "p48213"),
        (date(2026, 10, 27), "p50177"),
    ]
    assert [law.id for law in line.laws] == [
        "CN-4403/pay.lateness_deduction@2008-01-15",
        "CN-4403/minimum_wage.month@2025-03-01",
    ]
    assert dict(line.needed)["performance"] == Decimal("4000.00")


@pytest.mark.parametrize("place", ["CN", "CN-4401", "CN-1101", "CN-31"])
def test_where_a_lateness_charge_is_not_allowed_the_line_does_not_exist_and_that_is_said(
    place: str,
) -> None:
    found = slip(place, **GOLDEN)
    assert found.line("lateness") is None
    assert str(found.gross) == "9000.00"
    assert [note.code for note in found.notes] == ["pay.lateness_forbidden"]
    assert place in found.notes[0].text.zh


def test_a_lateness_charge_never_goes_below_the_minimum_wage() -> None:
    found = slip(**GOLDEN | {"base_wage": "2500", "performance_base": "100", "late_count": "2"})
    line = found.line("lateness")
    assert line is not None
    assert str(line.amount) == "-60.00"
    assert line.worked.en == "−(2 × 50.00) = −100.00, capped at −60.00"
    assert [note.code for note in found.notes] == ["pay.lateness_capped"]


def test_overtime_pay_does_not_make_room_for_a_lateness_charge() -> None:
    low = GOLDEN | {"base_wage": "2520", "performance_base": "0"}
    found = slip(**low, overtime_base="2520", overtime_extended="20")
    assert str(found.line("lateness") and found.gross) == "2954.48"


def test_jiangsu_takes_at_most_a_fifth_of_the_wage() -> None:
    found = slip("CN-32", **GOLDEN | {"performance_base": "0", "late_charge": "900"})
    line = found.line("lateness")
    assert line is not None
    assert str(line.amount) == "-1000.00"


@pytest.mark.parametrize(
    ("absent", "expected"), [("0", "8700.00"), ("1", "8321.74"), ("22", "378.26"), ("23", "0.00")]
)
def test_absent_days_are_taken_by_the_paid_day_ratio(absent: str, expected: str) -> None:
    found = slip(base_wage="8700", paid_days="23", absent_days=absent)
    assert amounts(found) == {"base_wage": expected}


def test_overtime_is_multiplied_first_and_divided_once() -> None:
    found = slip(
        base_wage="3000",
        paid_days="21",
        absent_days="0",
        overtime_base="3000",
        overtime_extended="32",
        overtime_rest_day="32",
        overtime_statutory="8",
    )
    lines = amounts(found)
    assert lines["overtime_extended"] == "827.59"
    assert lines["overtime_rest_day"] == "1103.45"
    assert lines["overtime_statutory"] == "413.79"
    assert str(found.gross) == "5344.83"
    line = found.line("overtime_extended")
    assert line is not None
    assert line.worked.en == "3,000.00 × 150% × 32 ÷ 21.75 ÷ 8 = 827.59"
    assert line.formula.zh == "加班基数 × 法定倍率 × 延时加班 ÷ 月计薪天数 ÷ 8"


def test_allowance_and_fixed_deduction_enter_the_gross() -> None:
    found = slip(
        base_wage="5000", paid_days="18", absent_days="0", allowance="300", fixed_deduction="120.5"
    )
    assert amounts(found) == {
        "base_wage": "5000.00",
        "allowance": "300.00",
        "fixed_deduction": "-120.50",
    }
    assert str(found.gross) == "5179.50"


def test_without_a_policy_lateness_costs_nothing_and_nothing_is_said() -> None:
    found = slip(**{code: value for code, value in GOLDEN.items() if code != "late_charge"})
    assert "lateness" not in amounts(found)
    assert found.notes == ()


def test_a_month_without_absence_says_so() -> None:
    found = slip(**GOLDEN).line("base_wage")
    absent = slip(**GOLDEN | {"absent_days": "1.5"}).line("base_wage")
    assert found is not None
    assert absent is not None
    assert found.summary.zh == "计薪 18 天，无缺勤"
    assert found.worked.zh == "5,000.00 × (18 − 0) ÷ 18 = 5,000.00"
    assert absent.summary.en == "18 paid days, 1.5 absent"
    assert str(absent.amount) == "4583.33"


def test_no_late_days_no_line() -> None:
    assert "lateness" not in amounts(slip(**GOLDEN | {"late_count": "0"}))


def test_what_may_not_be_guessed_blocks_the_payslip_with_every_reason_at_once() -> None:
    assert blocked(**GOLDEN) == ["params.unconfirmed minimum_wage.month"]
    without = {k: v for k, v in GOLDEN.items() if k not in ("absent_days", "performance_score")}
    assert blocked(**without) == [
        "pay.missing_input absent_days",
        "pay.missing_input performance_score",
        "params.unconfirmed minimum_wage.month",
    ]
    assert blocked() == ["pay.empty base_wage"]
    assert blocked(allowance="-1") == ["pay.negative allowance"]


def test_the_same_inputs_give_the_same_bytes() -> None:
    first, second = slip(**GOLDEN), slip(**dict(reversed(GOLDEN.items())))
    assert first.as_dict() == second.as_dict()
    assert first.digest == second.digest
    assert first.digest != slip(**GOLDEN | {"late_count": "1"}).digest
    same_value = slip(**GOLDEN | {"base_wage": "5000.00", "late_count": "2.0"})
    assert same_value.digest == first.digest


def test_items_are_ordered_by_what_they_need_and_shown_in_their_own_order() -> None:
    shuffled = tuple(reversed(ITEMS))
    order = [item.code for item in in_order(shuffled)]
    assert order.index("lateness") > max(
        map(order.index, ("base_wage", "performance", "allowance"))
    )
    found = calculate(inputs(**GOLDEN), params(), shuffled)
    assert isinstance(found, Payslip)
    assert [line.code for line in found.lines] == ["lateness", "performance", "base_wage"]
    assert str(found.gross) == "8900.00"


def test_cycles_doubles_and_unknown_needs_are_refused_by_name() -> None:
    one = replace(ITEMS[0], code="a", needs=("b",))
    other = replace(ITEMS[0], code="b", needs=("a",))
    with pytest.raises(Refused, match=r"a → b → a|b → a → b"):
        in_order((one, other))
    with pytest.raises(Refused, match="b"):
        in_order((one,))
    with pytest.raises(Refused, match="base_wage"):
        in_order((ITEMS[0], ITEMS[0]))


MONEY = st.decimals(0, 100_000, places=2)


@given(base=MONEY, bonus=MONEY, score=st.decimals(0, 150, places=1), late=st.integers(0, 30))
def test_totals_are_sums_of_rounded_lines_and_never_below_the_floor_because_of_lateness(
    base: Decimal, bonus: Decimal, score: Decimal, late: int
) -> None:
    found = slip(
        **GOLDEN
        | {
            "base_wage": str(base),
            "performance_base": str(bonus),
            "performance_score": str(score),
            "late_count": str(late),
        }
    )
    assert found.gross == sum(line.amount for line in found.lines)
    assert all(line.amount.as_tuple().exponent == -2 for line in found.lines)
    earned = sum(line.amount for line in found.lines if line.kind == "earning")
    assert found.gross >= min(earned, Decimal(2520))
