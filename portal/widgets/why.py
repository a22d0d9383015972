"""Why a day or a figure is what it is: numbered steps, facts, a figure one can press."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.markup import Child, Node, div, el, icon, rich, span
from portal.widgets.punches import MEANS, Means
from portal.widgets.say import Words
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPunch:
    """A punch as evidence: when, where, how, and its number in the inbox."""

    key: str
    at: str
    where: Words
    means: Means
    number: str


def why_steps(steps: Sequence[Words]) -> Node:
    """Numbered reasons; `*...*` in the words is set strong."""
    return el("ol", (el("li", rich(step)) for step in steps), cls="why-steps")


def facts(pairs: Sequence[tuple[Words, Child]]) -> Node:
    """Label and value, one pair a line."""
    return el("dl", ([el("dt", label), el("dd", value)] for label, value in pairs), cls="facts")


def figure(value: Words, *, act: str, key: str = "") -> Node:
    """A computed figure with a quiet dotted underline; pressing it opens its reasons."""
    return el("button", value, cls="why", type="button", data_act=act, data_key=key or None)


def raw_punches(punches: Sequence[RawPunch], *, act: str = "raw") -> Node:
    """The punches of a day, each leading to its raw record."""
    return div((_raw(punch, act) for punch in punches), cls="raw-list")


def note(words: Child, *, symbol: str = "info", tone: str = "info") -> Node:
    """One remark with an icon."""
    return div(icon(symbol, cls=f"tone-{tone}"), el("p", words), cls="note")


def _raw(punch: RawPunch, act: str) -> Node:
    return el(
        "button",
        icon(punch.means.value),
        span(punch.at, cls="nowrap"),
        span(punch.where, Text(" ・ ", ", "), MEANS[punch.means], cls="grow"),
        span(punch.number, cls="muted nowrap"),
        cls="raw",
        type="button",
        data_act=act,
        data_key=punch.key,
    )
