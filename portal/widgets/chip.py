"""Small labels: states with icon and word, filters that can be taken off, avatars."""

from typing import Literal

from portal.widgets.markup import Node, el, icon, span
from portal.widgets.say import Words, t
from portal.widgets.show import initials
from rules.text import Text

Tone = Literal["good", "wait", "wrong", "info", "plain"]
TONE_ICON: dict[Tone, str] = {
    "good": "check", "wait": "wait", "wrong": "alert", "info": "info", "plain": "ring",
}  # fmt: skip


def state_chip(label: Words, tone: Tone, *, symbol: str | None = None) -> Node:
    """A state: colour, icon and word together, so that it reads in greyscale."""
    return span(icon(symbol or TONE_ICON[tone]), label, cls=f"state {tone}")


def tone_icon(tone: Tone, label: Words | None = None) -> Node:
    """The bare icon of a tone, for a row that carries the word elsewhere."""
    return icon(TONE_ICON[tone], cls=f"tone-{tone}", label=label)


def filter_chip(
    label: Words,
    *,
    act: str,
    key: str = "",
    on: bool = False,
    count: int | None = None,
    symbol: str | None = None,
) -> Node:
    """A filter to switch on or off; the chosen one is filled."""
    return el(
        "button",
        icon(symbol) if symbol else None,
        label,
        f" {count}" if count is not None else None,
        cls="chip on" if on else "chip",
        type="button",
        aria_pressed="true" if on else "false",
        data_act=act,
        data_key=key or None,
    )


def removable_chip(label: Words, *, act: str, key: str) -> Node:
    """A filter in force; pressing it takes it off."""
    return el(
        "button",
        label,
        icon("close"),
        cls="chip",
        type="button",
        aria_label=Text("去掉筛选：{what}", "Remove filter: {what}").format(what=t(label)),
        data_act=act,
        data_key=key,
    )


def menu_chip(label: Words, *, act: str, key: str = "") -> Node:
    """A chip that opens a choice."""
    return el(
        "button", label, icon("down"), cls="chip", type="button", data_act=act, data_key=key or None
    )


def avatar(name: str) -> Node:
    """A person by initials; the name stands beside it, so it is silent."""
    return span(initials(name), cls="avatar", aria_hidden="true")
