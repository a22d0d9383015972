"""Buttons as markup: primary, secondary, danger, quiet; a closed one stays visible and says why."""

from typing import Literal

from portal.widgets.markup import Node, el, icon, span
from portal.widgets.say import Words

Kind = Literal["primary", "secondary", "danger", "quiet"]


def button(
    label: Words,
    *,
    act: str = "",
    key: str = "",
    kind: Kind = "secondary",
    symbol: str | None = None,
    closed: Words | None = None,
    cls: str = "",
) -> Node:
    """A verb to press; `closed` greys it and is the reason shown when it is pressed anyway."""
    return el(
        "button",
        icon(symbol) if symbol else None,
        span(label),
        cls=f"btn {kind} {cls}".rstrip(),
        type="button",
        data_act=act or None,
        data_key=key or None,
        aria_disabled="true" if closed else None,
        data_why=closed,
        title=closed,
    )


def link(label: Words, href: str, *, symbol: str | None = None, cls: str = "link") -> Node:
    """A place to go, as text; the address is a path of the product."""
    return el("a", icon(symbol) if symbol else None, label, cls=cls, href=href)


def text_button(label: Words, *, act: str, key: str = "", symbol: str | None = None) -> Node:
    """A small action set in a line of text."""
    return el(
        "button",
        icon(symbol) if symbol else None,
        label,
        cls="link",
        type="button",
        data_act=act,
        data_key=key or None,
    )


def icon_button(symbol: str, label: Words, *, act: str = "", key: str = "", cls: str = "") -> Node:
    """A square button with an icon only; the label is read aloud and shown as a tip."""
    return el(
        "button",
        icon(symbol),
        cls=f"btn-icon {cls}".rstrip(),
        type="button",
        data_act=act or None,
        data_key=key or None,
        aria_label=label,
        title=label,
    )
