"""Counts per quarter of an hour against the usual, with shift starts; the table is a click away."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.markup import Node, div, el, place, span
from portal.widgets.say import Words
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One span: its start, the count, what is usual (or None), and whether it still runs."""

    label: str
    count: int
    usual: float | None = None
    running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    """A start of work drawn before the bar of that index; words stand left or right of it."""

    before: int
    words: Words
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """A sum under `width` neighbouring bars."""

    words: Words
    width: int


def bars_with_usual(
    bars: Sequence[Bar], *, lines: Sequence[ShiftLine] = (), brackets: Sequence[Bracket] = ()
) -> Node:
    """Zero-based bars with direct labels; `flip` them with `bars_table`."""
    peak = max([1.0, *(bar.count for bar in bars), *(bar.usual or 0 for bar in bars)])
    return div(
        div(
            (_bar(bar, peak) for bar in bars),
            (_line(line, len(bars)) for line in lines),
            cls="plot",
            style=place(cols=len(bars)),
        ),
        div((_bracket(each) for each in brackets), cls="brackets", style=place(cols=len(bars))),
        cls="bars",
        aria_hidden="true",
    )


def bars_table(bars: Sequence[Bar]) -> Node:
    """The same figures as a table."""
    head = (Text("时段", "from"), Text("人数", "count"), Text("平时", "usual"))
    rows = (
        (bar.label, str(bar.count), "" if bar.usual is None else f"{bar.usual:g}") for bar in bars
    )
    return el(
        "table",
        el("thead", el("tr", (el("th", words, scope="col") for words in head))),
        el("tbody", (el("tr", (el("td", value) for value in row)) for row in rows)),
        cls="plain-table",
    )


def flip(front: Node, back: Node) -> Node:
    """Two faces of the same data; a `flip_button` in the same card switches them."""
    return div(div(front, cls="flip-front"), div(back, cls="flip-back"), cls="flip")


def flip_button(show: Words, hide: Words) -> Node:
    """The switch for the aside of a card that holds a `flip`."""
    return el(
        "button",
        span(show, cls="flip-show"),
        span(hide, cls="flip-hide"),
        cls="link",
        type="button",
        data_flip="",
    )


def usual_key(words: Words) -> Node:
    """The legend of the usual line."""
    return span(span(cls="usual-swatch"), words, cls="usual-key")


def _bar(bar: Bar, peak: float) -> Node:
    high = 100 * bar.count / peak
    usual = 100 * (bar.usual or 0) / peak
    return div(
        div(cls="bar running" if bar.running else "bar", style=place(h=high)),
        div(cls="usual", style=place(h=usual)) if bar.usual is not None else None,
        span(bar.count, cls="bar-count", style=place(h=max(high, usual))),
        span(bar.label, cls="bar-label"),
        cls="bar-slot",
    )


def _line(line: ShiftLine, columns: int) -> Node:
    cls = "shift-line left" if line.left else "shift-line"
    return div(span(line.words), cls=cls, style=place(x=100 * line.before / columns))


def _bracket(bracket: Bracket) -> Node:
    return div(span(bracket.words), cls="bracket", style=place(width=bracket.width))
