"""The payslip that explains itself: lines that open to formula, inputs, days and punches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from portal.widgets.markup import Child, Node, div, el, icon, rich, span
from portal.widgets.say import Words
from portal.widgets.show import yuan
from portal.widgets.why import RawPunch, raw_punches
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a formula: its name, its value as text, and where it came from."""

    name: Words
    value: str
    source: Words
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyDay:
    """A day that counted, with its verdict, the rule and the punches."""

    day: Words
    verdict: Words
    rule: Words
    punches: Sequence[RawPunch] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyTree:
    """How a figure came about: `formula` in words, `filled` with figures, then its sources."""

    formula: Words
    filled: Words
    inputs: Sequence[Input] = ()
    days: Sequence[WhyDay] = ()
    basis: Sequence[Words] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """One line; with a `why` or `parts` it opens."""

    key: str
    name: Words
    how: Words
    fen: int
    why: WhyTree | None = None
    parts: Sequence["SlipLine"] = ()
    opened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSum:
    """A sum under a dark rule; `double` closes the gross total."""

    name: Words
    how: Words
    fen: int
    double: bool = False


FORMULA = Text("公式", "Formula")
INPUTS = Text("输入", "Inputs")
DAYS = Text("日与打卡", "Days, punches")
BASIS = Text("依据", "Basis")
LineKind = Literal["line", "part"]


def slip(lines: Sequence[SlipLine | SlipSum]) -> Node:
    """The lines in order; each is a disclosure that works by keyboard without a server."""
    return div((_any(line) for line in lines), cls="slip")


def slip_line(line: SlipLine) -> Node:
    if line.why is None and not line.parts:
        return div(_row(line, icon_name=None), cls="slip-line")
    return el(
        "details",
        el("summary", _row(line, icon_name="right")),
        div(
            why_tree(line.why) if line.why else None,
            (slip_line(part) for part in line.parts),
            cls="slip-open",
        ),
        cls="slip-line",
        open=line.opened,
        data_line=line.key,
    )


def slip_sum(total: SlipSum) -> Node:
    return div(
        span(cls="slip-arrow"),
        el("strong", total.name),
        span(total.how, cls="slip-how"),
        el("strong", yuan(total.fen), cls="num"),
        cls="slip-sum double" if total.double else "slip-sum",
    )


def why_tree(tree: WhyTree) -> Node:
    """Formula, inputs, days and basis behind the figure."""
    return div(
        _branch(FORMULA, [div(el("strong", tree.formula)), div(rich(tree.filled))]),
        _branch(INPUTS, [_input(each) for each in tree.inputs]) if tree.inputs else None,
        _branch(DAYS, [_day(each) for each in tree.days]) if tree.days else None,
        _branch(BASIS, [div(rich(each)) for each in tree.basis]) if tree.basis else None,
        cls="tree",
    )


def _any(line: SlipLine | SlipSum) -> Node:
    return slip_sum(line) if isinstance(line, SlipSum) else slip_line(line)


def _row(line: SlipLine, *, icon_name: str | None) -> Child:
    value = yuan(line.fen)
    return div(
        span(icon(icon_name) if icon_name else None, cls="slip-arrow"),
        span(line.name, cls="slip-name"),
        span(line.how, cls="slip-how"),
        span(span(value, cls="why" if icon_name else ""), cls="num slip-amount"),
        cls="slip-row",
    )


def _branch(title: Text, body: Child) -> Node:
    return div(span(title, cls="branch-name"), div(body, cls="branch-body"), cls="branch")


def _input(each: Input) -> Node:
    value = (
        el("button", each.value, cls="why", type="button", data_act="input", data_key=each.key)
        if each.key
        else span(each.value)
    )
    return div(span(each.name), el("strong", value), span(each.source, cls="source"), cls="input")


def _day(each: WhyDay) -> Node:
    head = div(
        el("strong", each.day),
        span(each.verdict),
        span(each.rule, cls="source"),
        cls="why-day-head",
    )
    return div(head, raw_punches(each.punches), cls="why-day")
