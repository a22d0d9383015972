"""The phone's pieces: page with head, body and foot; a big action; a ledger of short lines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from nicegui import ui

from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.say import Words
from portal.widgets.shell import offline_banner
from portal.widgets.view import Handlers, put


@contextmanager
def phone_frame(
    head: Node, *, foot: Node | None = None, tabs: Node | None = None, on: Handlers | None = None
) -> Iterator[None]:
    """A page of its own for small screens; give a foot (the main action) or the tabs."""
    put(offline_banner())
    with ui.element("div").classes("phone with-foot" if foot else "phone"):
        put(head, cls="bare", on=on)
        with ui.element("main").classes("phone-body").props("id=main"):
            yield
        if foot:
            put(foot, cls="phone-foot", on=on)
    if tabs:
        put(tabs, cls="bare tabs-always")


def phone_title(where: Words, sentence: Words) -> Node:
    return el(
        "header", el("p", where, cls="where") if where else None, el("h1", sentence, cls="sentence")
    )


def big_button(
    label: Words,
    *,
    act: str,
    symbol: str | None = None,
    hint: Words = "",
    closed: Words | None = None,
    tall: bool = False,
) -> Node:
    """The one thing to do here, within reach of the thumb."""
    return div(
        el(
            "button",
            icon(symbol) if symbol else None,
            span(label),
            cls="btn primary big tall" if tall else "btn primary big",
            type="button",
            data_act=act,
            aria_disabled="true" if closed else None,
            data_why=closed,
        ),
        el("p", closed or hint, cls="big-hint") if hint or closed else None,
    )


def phone_ledger(rows: Sequence[tuple[str, Words, Words]]) -> Node:
    """Icon, what, and how it counts; one hairline each."""
    return el(
        "ul",
        (
            el("li", icon(symbol), span(what), span(value, cls="value"))
            for symbol, what, value in rows
        ),
        cls="ledger",
    )


def phone_section(title: Words, *body: Child, aside: Child = None) -> Node:
    head = div(
        el("h2", title), div(aside, cls="aside") if aside else None, cls="phone-section-head"
    )
    return el("section", head, body, cls="phone-section")
