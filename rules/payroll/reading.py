"""Read a stored payslip back from its canonical JSON: the same value with the same digest."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from rules.payroll.fact import DayRef, Fact, PunchRef, Source
from rules.payroll.slip import FORM, Law, Line, Payslip
from rules.period import Month
from rules.problem import Problem, refuse
from rules.text import Text

_Stored = dict[str, Any]


def read(body: str) -> Payslip:
    """Return the payslip of a stored body; another form, or a changed total, is refused."""
    stored: _Stored = json.loads(body)
    if stored.get("form") != FORM:
        raise refuse("pay.form", "工资单的版本读不懂", "this form of payslip cannot be read")
    slip = Payslip(
        person=stored["person"],
        month=Month.parse(stored["month"]),
        jurisdiction=stored["jurisdiction"],
        lines=tuple(_line(line) for line in stored["lines"]),
        notes=tuple(_note(note) for note in stored["notes"]),
    )
    if slip.body != body:
        raise refuse("pay.changed", "存下的工资单被改动过", "the stored payslip was changed")
    return slip


def _line(stored: _Stored) -> Line:
    return Line(
        code=stored["code"],
        label=Text(**stored["label"]),
        kind=stored["kind"],
        amount=Decimal(stored["amount"]),
        formula=Text(**stored["formula"]),
        worked=Text(**stored["worked"]),
        summary=Text(**stored["summary"]),
        facts=tuple(_fact(fact) for fact in stored["facts"]),
        laws=tuple(Law(**law) for law in stored["laws"]),
        needed=tuple((code, Decimal(amount)) for code, amount in stored["needed"]),
    )


def _fact(stored: _Stored) -> Fact:
    source: _Stored = stored["source"]
    return Fact(
        code=stored["code"],
        value=Decimal(stored["value"]),
        source=Source(
            kind=source["kind"],
            ref=source["ref"],
            text=Text(**source["text"]),
            days=tuple(_day(day) for day in source["days"]),
        ),
    )


def _day(stored: _Stored) -> DayRef:
    return DayRef(
        id=stored["id"],
        date=date.fromisoformat(stored["date"]),
        text=Text(**stored["text"]),
        rule=Text(**stored["rule"]),
        punches=tuple(
            PunchRef(
                id=punch["id"],
                at=punch["at"],
                verify=Text(**punch["verify"]),
                device=Text(**punch["device"]),
            )
            for punch in stored["punches"]
        ),
    )


def _note(stored: _Stored) -> Problem:
    return Problem(code=stored["code"], text=Text(**stored["text"]), where=stored["where"])
