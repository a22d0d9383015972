"""Short lines that lead somewhere: an icon, what it is, and how it stands."""

from collections.abc import Sequence

from portal.widgets.markup import Node, el, icon, span
from portal.widgets.say import Words


def ledger(rows: Sequence[Node]) -> Node:
    """Rows under hairlines."""
    return el("ul", rows, cls="ledger")


def ledger_row(href: str, symbol: str, what: Words, about: Words = "", value: Words = "") -> Node:
    """One line; the whole of it leads to `href`."""
    return el(
        "li",
        el(
            "a",
            icon(symbol),
            span(el("strong", what), span(about, cls="sub") if about else None, cls="grow"),
            span(value, cls="value"),
            href=href,
        ),
    )
