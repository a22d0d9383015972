"""Base wage by the paid-day ratio: full attendance returns the wage unchanged."""

from decimal import Decimal

from rules.payroll.item import PayItem, Work
from rules.payroll.prorata import paid_day_ratio
from rules.text import Text


def _compute(work: Work) -> Decimal:
    wage, absent = work.fact("base_wage"), work.fact("absent_days")
    paid = work.fact("paid_days")
    if absent == 0:
        work.summary = Text("计薪 {paid_days}，无缺勤", "{paid_days} paid days, none absent")
    return paid_day_ratio(wage, credited=paid - absent, paid=paid)


BASE_WAGE = PayItem(
    code="base_wage",
    label=Text("基本工资", "Base wage"),
    kind="earning",
    trigger="base_wage",
    formula=Text(
        "{base_wage} ×（{paid_days} − {absent_days}）÷ {paid_days}",
        "{base_wage} × ({paid_days} − {absent_days}) ÷ {paid_days}",
    ),
    summary=Text(
        "计薪 {paid_days}，缺勤 {absent_days}", "{paid_days} paid days, {absent_days} absent"
    ),
    compute=_compute,
)
