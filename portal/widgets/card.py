"""Paper with a line around it: title, aside, body, foot."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from portal.widgets.markup import Child, Node, div, el
from portal.widgets.say import Words
from portal.widgets.view import Handlers, put


def card(
    *body: Child,
    title: Words | Node | None = None,
    aside: Child = None,
    foot: Child = None,
    flush: bool = False,
    cls: str = "",
) -> Node:
    """A card; `flush` lets rows run to its edges, otherwise hairlines are inset."""
    return el(
        "section",
        _head(title, aside),
        div(*body, cls="card-body"),
        el("footer", foot, cls="card-foot") if foot else None,
        cls=f"card {'flush ' if flush else ''}{cls}".rstrip(),
    )


@contextmanager
def card_box(
    title: Words | None = None, *, aside: Child = None, cls: str = "", on: Handlers | None = None
) -> Iterator[None]:
    """A card whose body holds live NiceGUI elements, such as a form."""
    with ui.element("section").classes(f"card {cls}".rstrip()):
        if title is not None:
            put(_head(title, aside), on=on)
        with ui.element("div").classes("card-body"):
            yield


def section_title(title: Words, aside: Child = None) -> Node:
    """A small heading inside a card or sheet."""
    return div(el("h3", title), div(aside, cls="aside") if aside else None, cls="section-title")


def _head(title: Words | Node | None, aside: Child) -> Node | None:
    if title is None and aside is None:
        return None
    return el("header", el("h2", title), div(aside, cls="aside"), cls="card-head")
