from dataclasses import replace
from datetime import date
from decimal import Decimal

from rules.params import Parameter
from rules.payroll.compare import NO_REASON, Difference, compare
from rules.payroll.engine import calculate
from rules.payroll.fact import Inputs
from rules.payroll.slip import Payslip
from tests.rules.payroll.desk import GOLDEN, fact, inputs, params

SEPTEMBER = GOLDEN | {"performance_score": "96", "late_count": "1"}


def slip(given: Inputs, *rows: Parameter) -> Payslip:
    found = calculate(given, params().with_rows(rows))
    assert isinstance(found, Payslip)
    return found


def difference(before: dict[str, str], after: dict[str, str]) -> Difference:
    return compare(slip(inputs(month="2026-09", **before)), slip(inputs(**after)))


def told(found: Difference) -> list[tuple[str, str]]:
    return [(reason.text.zh, str(reason.amount)) for reason in found.reasons]


def test_the_difference_to_last_month_is_told_by_its_reasons() -> None:
    found = difference(SEPTEMBER, GOLDEN)
    assert told(found) == [
        ("绩效得分从 96% 到 80%", "-800.00"),
        ("迟到从 1 次到 2 次", "-50.00"),
    ]
    assert found.reasons[0].text.en == "performance score from 96% to 80%"
    assert (found.before, found.after) == (Decimal("9750.00"), Decimal("8900.00"))
    assert found.amount == Decimal("-850.00")
    assert not found.unexplained
    assert not found.same


def test_reasons_sum_to_the_difference() -> None:
    found = difference(SEPTEMBER | {"allowance": "80"}, GOLDEN | {"fixed_deduction": "33.33"})
    assert sum(reason.amount for reason in found.reasons) == found.amount


def test_nothing_differs() -> None:
    found = difference(GOLDEN, GOLDEN)
    assert found.same
    assert not found.unexplained


def test_lines_that_come_and_go_are_reasons() -> None:
    found = difference(GOLDEN | {"allowance": "80"}, GOLDEN | {"fixed_deduction": "30"})
    assert told(found) == [
        ("新增固定扣款 30.00", "-30.00"),
        ("不再有固定津贴 80.00", "-80.00"),
    ]


def test_a_line_that_differs_without_a_changed_input_has_no_reason() -> None:
    before, after = slip(inputs(month="2026-09", **GOLDEN)), slip(inputs(**GOLDEN))
    forged = tuple(
        replace(line, amount=line.amount + 500) if line.code == "base_wage" else line
        for line in after.lines
    )
    found = compare(before, replace(after, lines=forged))
    assert told(found) == [(NO_REASON.zh, "500.00")]
    assert found.unexplained


def test_a_value_nobody_vouches_for_explains_nothing() -> None:
    given = inputs(**GOLDEN)
    raised = fact("base_wage", "5500", ref="")
    unknown = replace(given, facts={**given.facts, "base_wage": raised})
    found = compare(slip(inputs(month="2026-09", **GOLDEN)), slip(unknown))
    assert told(found) == [(NO_REASON.zh, "500.00")]


def test_a_changed_rule_is_a_reason() -> None:
    low = GOLDEN | {"base_wage": "2500", "performance_base": "100"}
    minimum = next(row for row in params().rows() if row.confidence == "C")
    later = replace(minimum, valid_from=date(2026, 10, 1), value="2560")
    before, after = slip(inputs(month="2026-09", **low)), slip(inputs(**low), later)
    found = compare(before, after)
    assert told(found) == [("minimum_wage.month 的规定从 2520 变为 2560", "40.00")]


def test_a_line_may_follow_another_line() -> None:
    low = GOLDEN | {"performance_base": "0", "base_wage": "2560"}
    found = difference(low, low | {"base_wage": "2540"})
    assert told(found) == [
        ("合同月薪从 2,560.00 到 2,540.00", "-20.00"),
        ("随基本工资变化", "20.00"),
    ]
