"""Deadlines in order: done, due now, still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from portal.widgets.markup import Node, div, icon, span
from portal.widgets.say import Words
from rules.text import Text

State = Literal["done", "now", "late", "open"]
SYMBOL: dict[State, tuple[str, Text]] = {
    "done": ("check", Text("已完成", "done")),
    "now": ("wait", Text("今天", "due now")),
    "late": ("alert", Text("已过期", "overdue")),
    "open": ("ring", Text("还没到", "open")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    when: Words
    title: Words
    detail: Words
    state: State = "open"


def deadline_list(deadlines: Sequence[Deadline]) -> Node:
    return div((_deadline(each) for each in deadlines), cls="deadlines", role="list")


def _deadline(each: Deadline) -> Node:
    symbol, said = SYMBOL[each.state]
    return div(
        span(each.when, cls="nowrap deadline-when"),
        icon(symbol, label=said),
        span(each.title, cls="deadline-title"),
        span(each.detail, cls="deadline-detail"),
        cls=f"deadline {each.state}",
        role="listitem",
    )
