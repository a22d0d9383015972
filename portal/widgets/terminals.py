"""Every terminal in one strip: alive, behind or silent, with the last contact and its clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.chip import Tone, state_chip
from portal.widgets.markup import Node, el, icon, span
from portal.widgets.punches import Means
from portal.widgets.say import Words, t
from rules.text import Text

STATE_ICON: dict[Tone, str] = {
    "good": "check",
    "wait": "wait",
    "wrong": "silent",
    "info": "info",
    "plain": "ring",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalTile:
    """What the strip says of one terminal; `facts` are joined by a dot (zh) or comma (en)."""

    key: str
    name: str
    place: Words
    protocol: str
    means: Means
    tone: Tone
    state: Words
    facts: Sequence[Words]


def terminal_strip(tiles: Sequence[TerminalTile]) -> Node:
    return el("section", (terminal_tile(tile) for tile in tiles), cls="card terminals")


def terminal_tile(tile: TerminalTile, *, act: str = "terminal") -> Node:
    """One terminal, `data_row="terminal-<key>"`."""
    return el(
        "button",
        span(
            icon(tile.means.value),
            el("strong", tile.name),
            state_chip(tile.state, tile.tone, symbol=STATE_ICON[tile.tone]),
            cls="tile-head",
        ),
        span(tile.place, " ", span(tile.protocol, cls="small"), cls="tile-place"),
        span(dots(tile.facts), cls="tile-facts"),
        cls="tile",
        type="button",
        data_row=f"terminal-{tile.key}",
        data_act=act,
        data_key=tile.key,
    )


def dots(parts: Sequence[Words]) -> str:
    """Join facts as each language does: 3 秒前 ・ 无积压, or 3 s ago, no backlog."""
    return t(Text(" ・ ", ", ")).join(t(part) for part in parts)
