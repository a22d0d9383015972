"""What a payslip is computed from: named values, each with the source it can be walked back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from rules.period import Month
from rules.text import Text, plain

Unit = Literal["money", "percent", "count", "days", "hours"]
SourceKind = Literal["contract", "attendance", "performance", "policy", "approval", "manual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchRef:
    """One punch as a leaf of the why-tree; `at` is the device's local time text."""

    id: str
    at: str
    verify: Text
    device: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRef:
    """One attendance day: its verdict (`text`), the shift and grace it was judged by (`rule`)."""

    id: str
    date: date
    text: Text
    rule: Text
    punches: tuple[PunchRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value comes from; `ref` is the record's id, "" when nobody can say."""

    kind: SourceKind
    ref: str
    text: Text
    days: tuple[DayRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One input. Money in yuan, percent as 80 for 80 %, hours and days as they are."""

    code: str
    value: Decimal
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything about one person and one month; `jurisdiction` is the place of work (CN-4403)."""

    person: str
    month: Month
    jurisdiction: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class FactKind:
    """How a fact is called and written; `short` is its name in a sentence about a change."""

    label: Text
    unit: Unit
    short: Text | None = None

    @property
    def subject(self) -> Text:
        """Return the name to begin a sentence with."""
        return self.short or self.label


FACTS: dict[str, FactKind] = {
    "base_wage": FactKind(Text("合同月薪", "monthly wage"), "money"),
    "paid_days": FactKind(Text("计薪日", "paid days"), "days"),
    "absent_days": FactKind(Text("缺勤计薪日", "absent paid days"), "days"),
    "performance_base": FactKind(Text("绩效基数", "performance base"), "money"),
    "performance_score": FactKind(Text("绩效得分", "performance score"), "percent"),
    "late_count": FactKind(Text("迟到次数", "times late"), "count", Text("迟到", "times late")),
    "late_charge": FactKind(Text("每次扣款", "charge each time"), "money"),
    "allowance": FactKind(Text("固定津贴", "fixed allowance"), "money"),
    "fixed_deduction": FactKind(Text("固定扣款", "fixed deduction"), "money"),
    "overtime_base": FactKind(Text("加班基数", "overtime base"), "money"),
    "overtime_extended": FactKind(Text("延时加班", "extended hours"), "hours"),
    "overtime_rest_day": FactKind(Text("休息日加班", "rest-day hours"), "hours"),
    "overtime_statutory": FactKind(Text("法定假日加班", "statutory-holiday hours"), "hours"),
}
"""Every fact an item may ask for."""

_UNITS: dict[Unit, Text] = {
    "money": Text("{}", "{}"),
    "percent": Text("{}", "{}"),
    "count": Text("{} 次", "{}"),
    "days": Text("{} 天", "{}"),
    "hours": Text("{} 小时", "{} h"),
}


def show(unit: Unit, value: Decimal) -> Text:
    """Write a value with its unit: 5,000.00 · 80% · 2 次."""
    template = _UNITS[unit]
    number = bare(unit, value)
    return Text(template.zh.format(number), template.en.format(number))


def bare(unit: Unit, value: Decimal) -> str:
    """Write a value as it stands in a worked formula: 5,000.00 · 80% · 2."""
    number = f"{abs(value):,.2f}" if unit == "money" else f"{abs(value).normalize():f}"
    percent = "%" if unit == "percent" else ""
    return f"{'−' if value < 0 else ''}{number}{percent}"


def money(value: Decimal) -> Text:
    """Write yuan."""
    return plain(bare("money", value))
