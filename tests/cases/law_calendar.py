"""Law vectors about the calendar and about pay for part of a month."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from rules.calendar import load
from rules.money import round_fen
from rules.payroll import prorata
from rules.payroll.overtime import RATES, class_of
from rules.period import Month

Json = dict[str, Any]

CALENDAR = load()


def calendar_day(given: Json) -> Json:
    kind = CALENDAR.kind(date.fromisoformat(given["date"]))
    premium = class_of(kind, given["hours_system"])
    return {
        "day_class": kind.value,
        "is_working_day": kind.is_working,
        "overtime_multiplier": RATES[premium] if premium else None,
    }


def calendar_month(given: Json) -> Json:
    year, month = given["year"], given.get("month")
    last = Month(year, month or 12).last
    counts = CALENDAR.counts(date(year, month or 1, 1), last)
    return {
        "work_days": counts.work_days,
        "statutory_days": counts.statutory_days,
        "paid_days": counts.paid_days,
    }


def payday_shift(given: Json) -> Json:
    latest = CALENDAR.on_or_before(date.fromisoformat(given["agreed_pay_date"]))
    return {"latest_pay_date": latest.isoformat()}


def partial_month(given: Json) -> Json:
    month = Month(given["year"], given["month"])
    first, last = date.fromisoformat(given["first_day"]), date.fromisoformat(given["last_day"])
    absent = given["unpaid_absent_paid_days"]
    paid = CALENDAR.counts(month.first, month.last).paid_days
    credited = CALENDAR.counts(first, last).paid_days - absent
    wage = Decimal(given["monthly_wage"])
    by_days = prorata.calendar_days(
        wage, employed=(last - first).days + 1, month_days=month.last.day
    )
    ratio = prorata.paid_day_ratio(wage, credited=Decimal(credited), paid=Decimal(paid))
    return {
        "paid_days_in_month": paid,
        "paid_days_credited": credited,
        "pay": {
            "forward_21_75": round_fen(prorata.forward(wage, credited=Decimal(credited))),
            "reverse_21_75": round_fen(prorata.reverse(wage, missing=Decimal(paid - credited))),
            "paid_day_ratio": round_fen(ratio),
            "calendar_days": None if absent else round_fen(by_days),
        },
    }


ADAPTERS: dict[str, Callable[[Json], Json]] = {
    "calendar_day": calendar_day,
    "calendar_month": calendar_month,
    "payday_shift": payday_shift,
    "prorata": partial_month,
}
