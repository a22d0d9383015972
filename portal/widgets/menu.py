"""A chip that opens a short list to choose from; it works by keyboard without a server."""

from collections.abc import Sequence

from portal.widgets.markup import Node, div, el, icon
from portal.widgets.say import Words

Choice = tuple[str, Words]


def menu(label: Words, choices: Sequence[Choice], *, act: str, chosen: str = "") -> Node:
    """Each choice reports `act` with its key; the chosen one carries a tick."""
    return el(
        "details",
        el("summary", label, icon("down"), cls="chip"),
        div(
            (_choice(key, words, act, on=key == chosen) for key, words in choices), cls="menu-list"
        ),
        cls="menu",
    )


def _choice(key: str, words: Words, act: str, *, on: bool) -> Node:
    return el(
        "button",
        words,
        icon("check") if on else None,
        type="button",
        aria_current="true" if on else None,
        data_act=act,
        data_key=key,
    )
