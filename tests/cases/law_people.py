"""Law vectors about dates and days: contract, leave, ending, retirement, notices."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rules.lifecycle import contract, ending, leave, retirement
from rules.lifecycle.ending import Notice
from rules.money import round_fen
from rules.notices.effect import Delivery, effective_at
from rules.period import Month

Json = dict[str, Any]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def leave_entitlement(given: Json) -> Json:
    return {"days": leave.entitlement(Decimal(given["cumulative_service_years"]))}


def leave_joiner(given: Json) -> Json:
    found = leave.joiner(date.fromisoformat(given["join_date"]), given["full_year_days"])
    return {"remaining_calendar_days": found.calendar_days, "days": found.days}


def leave_leaver(given: Json) -> Json:
    found = leave.leaver(
        date.fromisoformat(given["last_day"]),
        given["full_year_days"],
        Decimal(given["days_taken"]),
    )
    extra = leave.unused_pay(Decimal(given["avg_monthly_wage_excl_ot"]), found.days)
    return {
        "passed_calendar_days": found.calendar_days,
        "unused_days_payable": found.days,
        "extra_pay_200pct": round_fen(extra),
    }


def leave_unused_pay(given: Json) -> Json:
    extra = leave.unused_pay(
        Decimal(given["avg_monthly_wage_excl_ot"]),
        given["unused_days"],
        declined_in_writing=given["employee_declined_in_writing"],
    )
    return {"extra_pay_200pct": round_fen(extra)}


def medical_period(given: Json) -> Json:
    found = leave.medical_period(
        Decimal(given["total_service_years"]), Decimal(given["unit_service_years"])
    )
    return {"months": found.months, "counted_within_months": found.within}


def double_wage_period(given: Json) -> Json:
    found = contract.double_wage(
        date.fromisoformat(given["hire_date"]), day(given["contract_signed_on"])
    )
    return {
        "from_date": iso(found.first),
        "to_date": iso(found.last),
        "deemed_open_ended_from": iso(found.open_ended_from),
    }


def probation_max(given: Json) -> Json:
    most = contract.longest_probation(given["contract_type"], given["contract_months"])
    return {"max_probation_months": most}


def notice_period(given: Json) -> Json:
    received = date.fromisoformat(given["notice_received"])
    return {"earliest_end_date": iso(ending.earliest_end(_notice(given["kind"]), received))}


def _notice(kind: str) -> Notice:
    """The vectors name the ground in words; the ground decides the days."""
    if "probation" in kind:
        return "resign_probation"
    if "38" in kind or "fault" in kind:
        return "resign_fault"
    return "resign_regular" if "resign" in kind else "dismiss_art40"


def exit_deadlines(given: Json) -> Json:
    found = ending.exit_deadlines(date.fromisoformat(given["last_day"]))
    return {
        "certificate_due": iso(found.certificate),
        "final_wage_due": iso(found.final_wage),
        "file_and_social_transfer_due": iso(found.file_and_social_transfer),
        "housing_fund_change_due": iso(found.housing_fund_change),
        "unemployment_list_due": iso(found.unemployment_list),
        "contract_text_keep_until": iso(found.keep_contract_until),
    }


def retirement_age(given: Json) -> Json:
    found = retirement.retirement(given["category"], Month.parse(given["birth_month"]))
    return {
        "delay_months": found.delay,
        "age_years": found.years,
        "age_months": found.months,
        "reach_month": str(found.reached),
    }


def notice_effective(given: Json) -> Json:
    deliveries = [
        Delivery(
            channel=row["channel"],
            designated=row["designated"],
            entered=_instant(row["entered_at"]),
            read=_instant(row["read_at"]),
        )
        for row in given["deliveries"]
    ]
    at = effective_at(deliveries)
    return {"effective_at": at.isoformat() if at else None}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


ADAPTERS: dict[str, Callable[[Json], Json]] = {
    "leave_entitlement": leave_entitlement,
    "leave_joiner": leave_joiner,
    "leave_leaver": leave_leaver,
    "leave_unused_pay": leave_unused_pay,
    "medical_period": medical_period,
    "double_wage_period": double_wage_period,
    "probation_max": probation_max,
    "notice_period": notice_period,
    "exit_deadlines": exit_deadlines,
    "retirement_age": retirement_age,
    "notice_effective": notice_effective,
}
