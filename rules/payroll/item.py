"""A pay item: one line of the payslip, as data and one short rule."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from rules.params import Parameter, Params
from rules.payroll.fact import FACTS, Fact, Inputs, Unit
from rules.problem import Problem, Refused, refuse
from rules.text import Text

Kind = Literal["earning", "deduction", "withholding", "info"]
"""Earnings and deductions make the gross; withholdings (tax, insurance) come off it for the net."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a worked formula, with its name."""

    value: Decimal
    label: Text
    unit: Unit


@dataclass(slots=True, kw_only=True)
class Work:
    """The desk of one line: it hands out inputs and remembers them, so the trace is complete."""

    inputs: Inputs
    params: Params
    amounts: dict[str, Decimal]
    facts: dict[str, Fact] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    lines: dict[str, Decimal] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    uncapped: Decimal | None = None
    summary: Text | None = None

    @property
    def day(self) -> date:
        """Return the day on which parameters are read: the month's last."""
        return self.inputs.month.last

    def fact(self, code: str) -> Decimal:
        """Return an input; a missing one stops the line with a task."""
        kind, found = FACTS[code], self.inputs.facts.get(code)
        if found is None:
            raise refuse(
                "pay.missing_input",
                f"{self.inputs.month} 缺少“{kind.label.zh}”",
                f"{self.inputs.month}: {kind.label.en} is missing",
                where=code,
                hint=Text("请在员工薪资或考勤里补上", "enter it in the person's pay or attendance"),
            )
        self.facts[code] = found
        return self.number(code, found.value, kind.label, kind.unit)

    def number(self, name: str, value: Decimal, label: Text, unit: Unit) -> Decimal:
        """Name a number that the formula shows; returns it."""
        self.numbers[name] = Number(value, label, unit)
        return value

    def parameter(self, key: str) -> Parameter:
        """Return a dated parameter of the place of work; Refused when it may not be used."""
        row = self.params.get(key, self.day, self.inputs.jurisdiction)
        self.parameters[key] = row
        return row

    def line(self, code: str) -> Decimal:
        """Return the rounded amount of a line the item needs, 0 when that line does not exist."""
        self.lines[code] = self.amounts[code]
        return self.amounts[code]

    def cap(self, asked: Decimal, most: Decimal) -> Decimal:
        """Return `asked`, but no more than `most`; the trace keeps what was asked."""
        if asked > most:
            self.uncapped = asked
        return min(asked, most)

    def note(self, code: str, text: Text, *, where: str = "") -> None:
        """Tell the payslip's reader something: a cap, a deduction that was not made."""
        self.notes.append(Problem(code=code, text=text, where=where))


@dataclass(frozen=True, slots=True, kw_only=True)
class PayItem:
    """One kind of line.

    `formula` and `summary` name facts in braces (and numbers that `compute` named); they are
    filled with labels for the formula and with values for the worked example. The line exists
    when the fact `trigger` exists and `compute` does not return None. `compute` returns yuan,
    unrounded, 0 or more; the engine rounds and gives a deduction its minus sign. `needs` are
    the items computed before. `compute` may set a better summary for the case at hand.
    """

    code: str
    label: Text
    kind: Kind
    trigger: str
    formula: Text
    summary: Text
    compute: Callable[[Work], Decimal | None]
    needs: tuple[str, ...] = ()

    def work(self, work: Work) -> Decimal | None:
        """Compute the line's amount, or None when the person has no such line."""
        if self.trigger not in work.inputs.facts:
            return None
        amount = self.compute(work)
        if amount is not None and amount < 0:
            raise Refused(_negative(self.code, amount))
        return amount


def _negative(code: str, amount: Decimal) -> Problem:
    return Problem(
        code="pay.negative",
        text=Text(f"{code} 算出负数 {amount}", f"{code} came out negative: {amount}"),
        where=code,
        hint=Text("请核对输入的正负号和范围", "check the sign and range of its inputs"),
    )
