"""Leave, roster and entitlement scenarios of `shifts/FORMAT.md`, and the reports back."""

from datetime import date
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from rules.attendance.definition import read_shift
from rules.attendance.leave.entitlement import prorated
from rules.attendance.leave.ledger import Ledger, settle
from rules.attendance.leave.values import (
    Account,
    Accrual,
    Carry,
    Encash,
    Grant,
    LeaveRequest,
    LeaveType,
    LeaveUnit,
    PostOn,
    RequestStatus,
)
from rules.attendance.roster import Assignment, conflicts
from tests.cases.shifts_attendance import read_calendar

Json = dict[str, Any]


def leave(case: Json) -> Json:
    """Settle the account and state it on every date asked for."""
    ledger = settle(read_account(case))
    asked = case["expect"].get("leave", {})
    return {
        "requests": {name: outcome.value for name, outcome in ledger.outcomes.items()},
        "leave": {
            kind: {day: _statement(ledger, kind, day) for day in days}
            for kind, days in asked.items()
        },
    }


def roster(case: Json) -> Json:
    """Find the conflicting pairs."""
    shifts = {given["code"]: read_shift(given) for given in case["shifts"]}
    assignments = [
        Assignment(code=each["code"], first=_date(each["from"]), last=_date(each["to"]))
        for each in case["assignments"]
    ]
    found = conflicts(assignments, shifts, ZoneInfo(case["tz"]))
    return {"conflicts": [list(pair) for pair in found]}


def entitlement(case: Json) -> Json:
    """Compute the days of a part of the year."""
    given = case["entitlement"]
    days = prorated(
        _date(given["from"]),
        _date(given["to"]),
        _number(given["full_days"]),
        _number(given.get("arranged", 0)),
        year_days=given["year_days"],
    )
    return {"entitled_days": days}


def read_account(case: Json) -> Account:
    """Read a whole leave scenario."""
    types = {name: _leave_type(given) for name, given in case["leave_types"].items()}
    return Account(
        types=types,
        calendar=read_calendar(case),
        grants=tuple(_grant(each) for each in case.get("grants", ())),
        carries=tuple(_carry(each) for each in case.get("carry", ())),
        encashments=tuple(_encash(each) for each in case.get("encash", ())),
        requests=tuple(_request(each, types) for each in case.get("requests", ())),
        listed=case.get("order") == "listed",
    )


def _leave_type(given: Json) -> LeaveType:
    accrual = given.get("accrual")
    return LeaveType(
        unit=LeaveUnit(given.get("unit", "day")),
        count_nonworking=given.get("count_nonworking", False),
        allow_negative=given.get("allow_negative", False),
        max_days=_optional(given.get("max_days")),
        max_balance=_optional(given.get("max_balance")),
        accrual=_accrual(accrual) if accrual else None,
    )


def _accrual(given: Json) -> Accrual:
    yearly = given.get("amount_is") == "year"
    joined = given.get("joined")
    return Accrual(
        monthly=_number(given["amount"]) / (12 if yearly else 1),
        on=PostOn(given["on"]),
        first=_date(given["from"]),
        last=_date(given["to"]),
        joined=_date(joined) if joined else None,
        prorate=given.get("prorate") == "calendar_days",
        multiple=_optional(given.get("round")),
        year_cap=_optional(given.get("year_cap")),
    )


def _grant(given: Json) -> Grant:
    return Grant(
        leave_type=given["type"],
        amount=_number(given["amount"]),
        first=_date(given["from"]),
        last=_date(given["to"]) if given.get("to") else date.max,
    )


def _carry(given: Json) -> Carry:
    return Carry(
        leave_type=given["type"],
        on=_date(given["on"]),
        last=_date(given["to"]),
        most=_optional(given.get("max")),
        most_total=_optional(given.get("max_total")),
    )


def _encash(given: Json) -> Encash:
    return Encash(
        leave_type=given["type"],
        on=_date(given["on"]),
        most=_optional(given.get("max")),
        keep=_number(given.get("keep", 0)),
        rate=_number(given.get("day_rate", 0)),
    )


def _request(given: Json, types: dict[str, LeaveType]) -> LeaveRequest:
    half_on = given.get("half_on")
    return LeaveRequest(
        id=given["id"],
        leave_type=given["leave_type"],
        first=_date(given["from"]),
        last=_date(given["to"]),
        status=RequestStatus(given["status"]),
        per_day=_per_day(given, types[given["leave_type"]]),
        half_on=_date(half_on) if half_on else None,
    )


def _per_day(given: Json, kind: LeaveType) -> Fraction:
    if kind.unit is LeaveUnit.MINUTE:
        return _number(given["minutes"])
    if given.get("hours") is not None:
        return _number(given["hours"]) / _number(given["day_hours"])
    return Fraction(1)


_SHOWN = (
    "balance",
    "used",
    "pending",
    "expired",
    "granted",
    "carried",
    "encashed",
    "encash_amount",
)


def _statement(ledger: Ledger, kind: str, day: str) -> Json:
    statement = ledger.on(kind, _date(day))
    return {name: float(getattr(statement, name)) for name in _SHOWN}


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _number(given: Any) -> Fraction:
    return Fraction(str(given))


def _optional(given: Any) -> Fraction | None:
    return None if given is None else _number(given)
