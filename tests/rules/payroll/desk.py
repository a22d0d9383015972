"""Inputs and parameters for the pay tests: Chen Siyuan's October 2026 in Shenzhen."""

from datetime import date
from decimal import Decimal

from rules.params import Parameter, Params, load
from rules.payroll.fact import DayRef, Fact, Inputs, PunchRef, Source, SourceKind
from rules.period import Month
from rules.text import Text, plain

GOLDEN = {
    "base_wage": "5000",
    "paid_days": "18",
    "absent_days": "0",
    "performance_base": "5000",
    "performance_score": "80",
    "late_count": "2",
    "late_charge": "50",
}

_KINDS: dict[str, SourceKind] = {"late_count": "attendance", "performance_score": "performance"}


def _day(day: int, minutes: int, punch: str, at: str) -> DayRef:
    return DayRef(
        id=f"d-2026-10-{day}",
        date=date(2026, 10, day),
        text=Text(f"迟到 {minutes} 分", f"{minutes} min late"),
        rule=Text("标准班 09:00，宽限 5 分", "standard 09:00, 5 min grace"),
        punches=(
            PunchRef(id=punch, at=at, verify=Text("指纹", "fingerprint"), device=plain("NS-02")),
        ),
    )


LATE_DAYS = (_day(13, 12, "p48213", "09:12:07"), _day(27, 21, "p50177", "09:21:44"))


def fact(code: str, value: str, *, ref: str = "r1") -> Fact:
    return Fact(
        code=code,
        value=Decimal(value),
        source=Source(
            kind=_KINDS.get(code, "contract"),
            ref=ref,
            text=plain(code),
            days=LATE_DAYS if code == "late_count" else (),
        ),
    )


def inputs(place: str = "CN-4403", month: str = "2026-10", **values: str) -> Inputs:
    return Inputs(
        person="e27",
        month=Month.parse(month),
        jurisdiction=place,
        facts={code: fact(code, value) for code, value in values.items()},
    )


def params() -> Params:
    """The seed, and the minimum wages that two people of the company have confirmed."""
    return load().with_rows(
        Parameter(
            jurisdiction=place,
            key="minimum_wage.month",
            valid_from=date(2025, 3, 1),
            value="2520",
            source="confirmed by the company",
            confidence="C",
            entered_by="xu.wen",
            checked_by="he.li",
        )
        for place in ("CN-4403", "CN-32")
    )
