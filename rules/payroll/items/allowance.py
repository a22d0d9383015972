"""A fixed monthly allowance."""

from rules.payroll.item import PayItem
from rules.text import Text

ALLOWANCE = PayItem(
    code="allowance",
    label=Text("固定津贴", "Fixed allowance"),
    kind="earning",
    trigger="allowance",
    formula=Text("{allowance}", "{allowance}"),
    summary=Text("每月固定", "the same each month"),
    compute=lambda work: work.fact("allowance"),
)
