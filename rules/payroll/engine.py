"""Compute a payslip: items in the order of their needs, each line rounded once, totals of lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from graphlib import CycleError, TopologicalSorter

from rules.money import round_fen
from rules.params import Params
from rules.payroll.fact import Inputs, bare, show
from rules.payroll.item import PayItem, Work
from rules.payroll.items import ITEMS
from rules.payroll.slip import Law, Line, Payslip
from rules.problem import Problem, Refused, refuse
from rules.text import Text, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """The payslip cannot be computed; every reason at once, each with the task it makes."""

    person: str
    problems: tuple[Problem, ...]


def calculate(
    inputs: Inputs, params: Params, items: tuple[PayItem, ...] = ITEMS
) -> Payslip | Blocked:
    """Compute one person's month. Lines stand in the order of `items`; nothing is guessed."""
    lines: dict[str, Line] = {}
    notes: list[Problem] = []
    problems: list[Problem] = []
    for item in in_order(items):
        needed = {need: _amount(lines.get(need)) for need in item.needs}
        work = Work(inputs=inputs, params=params, amounts=needed)
        try:
            amount = item.work(work)
        except Refused as refusal:
            problems.append(refusal.problem)
            continue
        notes += work.notes
        if amount is not None:
            lines[item.code] = _line(item, work, amount)
    if not lines and not problems:
        problems.append(_nothing(inputs))
    if problems:
        return Blocked(person=inputs.person, problems=tuple(problems))
    shown = tuple(lines[item.code] for item in items if item.code in lines)
    return Payslip(
        person=inputs.person,
        month=inputs.month,
        jurisdiction=inputs.jurisdiction,
        lines=shown,
        notes=tuple(notes),
    )


@cache
def in_order(items: tuple[PayItem, ...]) -> tuple[PayItem, ...]:
    """Return the items, each after what it needs; unknown needs and cycles are refused."""
    by_code = {item.code: item for item in items}
    unknown = {need for item in items for need in item.needs} - by_code.keys()
    if unknown or len(by_code) != len(items):
        raise _bad_items(sorted(unknown) or [item.code for item in items])
    try:
        order = TopologicalSorter({item.code: item.needs for item in items}).static_order()
        return tuple(by_code[code] for code in order)
    except CycleError as cycle:
        raise _bad_items(cycle.args[1]) from cycle


def _line(item: PayItem, work: Work, amount: Decimal) -> Line:
    sign = -1 if item.kind in ("deduction", "withholding") else 1
    signed = round_fen(amount) * sign
    shown = {name: show(n.unit, n.value) for name, n in work.numbers.items()}
    return Line(
        code=item.code,
        label=item.label,
        kind=item.kind,
        amount=signed,
        formula=item.formula.format(**{name: n.label for name, n in work.numbers.items()}),
        worked=_worked(item, work, signed, sign),
        summary=(work.summary or item.summary).format(**shown),
        facts=tuple(work.facts.values()),
        laws=tuple(Law.of(row) for row in work.parameters.values()),
        needed=tuple(work.lines.items()),
    )


def _amount(line: Line | None) -> Decimal:
    return line.amount if line else Decimal(0)


def _worked(item: PayItem, work: Work, amount: Decimal, sign: int) -> Text:
    """Fill the formula with numbers: −(2 × 50.00) = −100.00."""
    numbers = {name: bare(n.unit, n.value) for name, n in work.numbers.items()}
    result = bare("money", amount)
    if work.uncapped is not None:
        asked = bare("money", round_fen(work.uncapped) * sign)
        tail = Text(f" = {asked}，封顶 {result}", f" = {asked}, capped at {result}")
    else:
        tail = Text(f" = {result}", f" = {result}")
    return plain(item.formula.en.format(**numbers)) + tail


def _nothing(inputs: Inputs) -> Problem:
    return Problem(
        code="pay.empty",
        text=Text(
            f"{inputs.month} 没有一项工资可算", f"there is nothing to pay for {inputs.month}"
        ),
        where="base_wage",
        hint=Text("请给这位员工录入薪资", "enter this person's pay"),
    )


def _bad_items(codes: Sequence[str]) -> Refused:
    names = " → ".join(codes)
    return refuse(
        "pay.items",
        f"工资项互相依赖、重复或缺少：{names}",
        f"pay items form a cycle, are doubled or missing: {names}",
        where=codes[0],
    )
