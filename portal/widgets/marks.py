"""Who is here: one mark per person in six states, one line per unit, a bar when there are many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.widgets.markup import Child, Node, div, el, place, span
from portal.widgets.say import Words, t
from rules.text import Text, join

BAR_ABOVE = 40


class Presence(StrEnum):
    HERE = "here"
    MISSING = "missing"
    UNKNOWN = "unknown"
    LEAVE = "leave"
    TRAVEL = "travel"
    LATER = "later"


LEGEND: dict[Presence, Text] = {
    Presence.HERE: Text("已到", "here"),
    Presence.MISSING: Text("应到未到", "expected, missing"),
    Presence.UNKNOWN: Text("无法判断", "unknown"),
    Presence.LEAVE: Text("请假", "leave"),
    Presence.TRAVEL: Text("出差", "travel"),
    Presence.LATER: Text("今天稍后的班", "later shift"),
}

NOTE: dict[Presence, Text] = {
    Presence.MISSING: Text("{n} 人未到", "{n} missing"),
    Presence.UNKNOWN: Text("{n} 人无法判断，终端失联", "{n} unknown, terminal silent"),
    Presence.LEAVE: Text("请假 {n}", "{n} on leave"),
    Presence.TRAVEL: Text("出差 {n}", "{n} travelling"),
    Presence.LATER: Text("稍后的班 {n}", "{n} on a later shift"),
}

RESTING = Text("休息 {n}", "{n} at rest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One unit: how many in each state, and who; `off` are those the roster leaves at rest."""

    key: str
    name: Words
    here: int
    expected: int
    counts: dict[Presence, int] = field(default_factory=dict)
    names: dict[Presence, Sequence[str]] = field(default_factory=dict)
    off: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place with its units; its own line sums them."""

    key: str
    name: Words
    units: Sequence[Tally]

    @property
    def here(self) -> int:
        return sum(unit.here for unit in self.units)

    @property
    def expected(self) -> int:
        return sum(unit.expected for unit in self.units)


def tally_board(sites: Sequence[Site]) -> Node:
    """All sites; each head and unit line carries `data_row` so that it can be patched alone."""
    return div(
        (
            div(tally_head(site), (tally_row(unit) for unit in site.units), cls="tally-site")
            for site in sites
        ),
        cls="tally",
    )


def tally_head(site: Site) -> Node:
    """The line of a site, `data_row="site-<key>"`."""
    return div(
        el("h3", site.name),
        span(el("strong", site.here), " / ", site.expected, cls="num"),
        cls="tally-head",
        data_row=f"site-{site.key}",
    )


def tally_row(unit: Tally, *, act: str = "unit") -> Node:
    """The line of a unit, `data_row="unit-<key>"`; pressing it reports `unit`."""
    return el(
        "button",
        span(unit.name, cls="tally-name"),
        span(unit_marks(unit), _note(unit), cls="tally-marks"),
        span(unit.here, " / ", unit.expected, cls="num"),
        cls="tally-row",
        type="button",
        data_row=f"unit-{unit.key}",
        data_act=act,
        data_key=unit.key,
    )


def unit_marks(unit: Tally) -> Node:
    """One mark per person in a fixed order of states; above forty a bar with the same parts."""
    shown = [(state, unit.counts.get(state, 0)) for state in Presence if unit.counts.get(state, 0)]
    label = join([Text(f"{LEGEND[s].zh} {n}", f"{n} {LEGEND[s].en}") for s, n in shown])
    if sum(n for _, n in shown) > BAR_ABOVE:
        parts: Child = [span(cls=f"part p-{s}", style=place(n=n)) for s, n in shown]
        return span(parts, cls="mark-bar", role="img", aria_label=label)
    marks = ([mark(s, name) for name in _names(unit, s, n)] for s, n in shown)
    return span(marks, cls="marks", role="img", aria_label=label)


def mark(state: Presence, name: str = "") -> Node:
    """One person; the name shows on hover."""
    tip = el("title", name, " ", LEGEND[state]) if name else None
    return el("svg", tip, el("use", href=f"#m-{state}"), cls=f"m m-{state}", aria_hidden="true")


def _names(unit: Tally, state: Presence, count: int) -> Sequence[str]:
    return unit.names.get(state) or [""] * count


def legend() -> Node:
    """The six states in words, for the foot of the card."""
    return el("ul", (el("li", mark(state), words) for state, words in LEGEND.items()), cls="legend")


def _note(unit: Tally) -> Node | None:
    said: list[tuple[str, Text]] = [
        (s, NOTE[s].format(n=unit.counts[s])) for s in NOTE if unit.counts.get(s)
    ]
    if unit.off:
        said.append(("off", RESTING.format(n=unit.off)))
    comma = t(Text("，", ", "))
    if not said:
        return None
    return span(
        ([comma if i else None, span(words, cls=f"note-{s}")] for i, (s, words) in enumerate(said)),
        cls="tally-note",
    )
