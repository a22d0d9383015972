"""The page's skeleton: brand, top bar, navigation, main, bottom bar; pages fill the main part."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from nicegui import ui

from portal.widgets.markup import Node, el, icon, span
from portal.widgets.nav import NavGroup, NavItem, TopBar, bottom_bar, brand, navigation, top_bar
from portal.widgets.view import Handlers, put
from rules.text import Text

SKIP = Text("跳到正文", "Skip to the page")
OFFLINE = Text(
    "连接断了，正在重连。已填的内容还在。",
    "The connection is down, reconnecting. Nothing you typed is lost.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What surrounds a page; `mini` opens with the navigation folded, as the month does."""

    top: TopBar
    groups: Sequence[NavGroup]
    tabs: Sequence[NavItem]
    more: str = "/more"
    mini: bool = False
    banner: Node | None = None
    on: Handlers = field(default_factory=dict)


@contextmanager
def shell(frame: Shell) -> Iterator[None]:
    """Desktop frame; on a phone the navigation gives way to the bottom bar."""
    for outer in ui.context.client.content.ancestors():
        outer.props("role=presentation")  # Quasar's page says <main> as well; ours is the one
    put(el("a", SKIP, cls="skip", href="#main"), offline_banner())
    with ui.element("div").classes("frame opens-mini" if frame.mini else "frame"):
        put(brand(), cls="bare")
        put(top_bar(frame.top), cls="bare", on=frame.on)
        put(navigation(frame.groups), cls="bare")
        with ui.element("main").classes("main").props("id=main"):
            if frame.banner:
                put(frame.banner)
            yield
    put(bottom_bar(frame.tabs, more=frame.more), cls="bare")


def offline_banner() -> Node:
    """Shown by the page script while the server cannot be reached."""
    return el("div", icon("silent"), span(OFFLINE), cls="banner offline", role="status")


def banner(words: Text, *, action: Node | None = None) -> Node:
    """One line across the page, such as "this is demo data"."""
    return el("div", icon("info"), span(words), action, cls="banner", role="note")
