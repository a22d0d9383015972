"""Performance pay: the agreed amount times the confirmed score."""

from decimal import Decimal

from rules.payroll.item import PayItem, Work
from rules.text import Text


def _compute(work: Work) -> Decimal:
    return work.fact("performance_base") * work.fact("performance_score") / 100


PERFORMANCE = PayItem(
    code="performance",
    label=Text("绩效工资", "Performance pay"),
    kind="earning",
    trigger="performance_base",
    formula=Text(
        "{performance_base} × {performance_score}", "{performance_base} × {performance_score}"
    ),
    summary=Text(
        "{performance_base} × {performance_score}", "{performance_base} × {performance_score}"
    ),
    compute=_compute,
)
