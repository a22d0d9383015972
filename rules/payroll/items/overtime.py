"""Overtime lines of the standard hours system (Labour Law art. 44): 150, 200 and 300 per cent."""

from collections.abc import Callable
from decimal import Decimal

from rules.payroll.item import PayItem, Work
from rules.payroll.overtime import Class, overtime_pay
from rules.text import Text

_LABELS: dict[Class, Text] = {
    "extended": Text("延时加班费", "Extended overtime"),
    "rest_day": Text("休息日加班费", "Rest-day overtime"),
    "statutory": Text("法定假日加班费", "Statutory-holiday overtime"),
}


def _computation(kind: Class) -> Callable[[Work], Decimal | None]:
    def compute(work: Work) -> Decimal | None:
        hours = work.fact(f"overtime_{kind}")
        if hours == 0:
            return None
        rate = work.parameter("overtime.multiplier").part(kind)
        days = work.parameter("hours.paid_days_month").decimal()
        work.number("rate", rate * 100, Text("法定倍率", "statutory rate"), "percent")
        work.number("month_days", days, Text("月计薪天数", "paid days a month"), "days")
        return overtime_pay(work.fact("overtime_base"), hours, rate=rate, month_days=days)

    return compute


def _line(kind: Class) -> PayItem:
    hours = f"{{overtime_{kind}}}"
    formula = f"{{overtime_base}} × {{rate}} × {hours} ÷ {{month_days}} ÷ 8"
    summary = f"{hours} × {{rate}}"
    return PayItem(
        code=f"overtime_{kind}",
        label=_LABELS[kind],
        kind="earning",
        trigger=f"overtime_{kind}",
        formula=Text(formula, formula),
        summary=Text(summary, summary),
        compute=_computation(kind),
    )


OVERTIME_EXTENDED = _line("extended")
OVERTIME_REST_DAY = _line("rest_day")
OVERTIME_STATUTORY = _line("statutory")
