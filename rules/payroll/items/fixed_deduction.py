"""A fixed monthly deduction the employee has agreed to (housing, meals, repayment)."""

from rules.payroll.item import PayItem
from rules.text import Text

FIXED_DEDUCTION = PayItem(
    code="fixed_deduction",
    label=Text("固定扣款", "Fixed deduction"),
    kind="deduction",
    trigger="fixed_deduction",
    formula=Text("−{fixed_deduction}", "−{fixed_deduction}"),
    summary=Text("每月固定，本人同意", "the same each month, agreed by the employee"),
    compute=lambda work: work.fact("fixed_deduction"),
)
