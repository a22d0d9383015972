"""Lateness deduction: only where the place allows it, and never below the minimum wage.

Fines have no national basis since 2008-01-15; Shenzhen (Wage Payment Regulation art. 34) and
Jiangsu (art. 12, at most 20 % of the month's wage) allow them within limits. Without a policy
that sets a charge the line does not exist.
"""

from decimal import Decimal

from rules.money import round_fen
from rules.payroll.fact import money
from rules.payroll.item import PayItem, Work
from rules.text import Text

_WAGE = ("base_wage", "performance", "allowance")
"""What counts as the month's wage here: overtime pay does not (Minimum Wage Rules art. 12)."""

_FORBIDDEN = Text(
    "{place} 不允许迟到扣款，{count} 次迟到没有扣",
    "{place} does not allow a charge for lateness: {count} not charged",
)
_CAPPED = Text(
    "迟到扣款应为 {asked}，受限只扣 {made}（最低工资 {floor}）",
    "the lateness charge would be {asked}; only {made} may be taken (minimum wage {floor})",
)


def _compute(work: Work) -> Decimal | None:
    count = work.fact("late_count")
    if count == 0:
        return None
    rule = work.parameter("pay.lateness_deduction")
    if not rule.flag("allowed"):
        text = _FORBIDDEN.format(place=work.inputs.jurisdiction, count=count)
        work.note("pay.lateness_forbidden", text, where="late_count")
        return None
    asked = count * work.fact("late_charge")
    floor = work.parameter("minimum_wage.month").decimal()
    made = work.cap(asked, _room(work, floor, rule.limit("wage_share")))
    if made < asked:
        text = _CAPPED.format(asked=money(asked), made=money(made), floor=money(floor))
        work.note("pay.lateness_capped", text, where="late_charge")
    return made


def _room(work: Work, floor: Decimal, share: Decimal | None) -> Decimal:
    wage = sum((work.line(code) for code in _WAGE), Decimal(0))
    room = max(wage - floor, Decimal(0))
    return room if share is None else min(room, round_fen(wage * share))


LATENESS = PayItem(
    code="lateness",
    label=Text("迟到扣款", "Lateness deduction"),
    kind="deduction",
    trigger="late_charge",
    formula=Text("−（{late_count} × {late_charge}）", "−({late_count} × {late_charge})"),
    summary=Text("{late_count} × {late_charge}", "{late_count} × {late_charge}"),
    compute=_compute,
    needs=_WAGE,
)
