"""The frame's edges: navigation grouped by job, the top bar, and the phone's bottom bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.button import icon_button
from portal.widgets.chip import avatar
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.say import Words
from rules.text import Text

BRAND = Text("留痕", "Liuhen")
SEARCH = Text("搜人、通知、工资、证据", "Search people, notices, pay, proof")
MORE = Text("更多", "More")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A page as the navigation shows it; `count` is what waits there, 0 shows nothing."""

    label: Words
    href: str
    symbol: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NavGroup:
    label: Words
    items: Sequence[NavItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopBar:
    """Who looks at which company; `role` stands beside the name."""

    company: Words
    person: str
    role: Words
    other_language: str


def brand() -> Node:
    """The mark; pressing it folds the navigation to icons."""
    return el(
        "button",
        icon("brand"),
        span(BRAND),
        cls="brand",
        type="button",
        data_nav_switch="",
        aria_label=Text("收起或展开导航", "Fold or unfold the navigation"),
    )


def navigation(groups: Sequence[NavGroup]) -> Node:
    return el(
        "nav",
        div((_group(group) for group in groups if group.items), cls="nav-scroll"),
        cls="nav",
        aria_label=Text("主导航", "Main navigation"),
    )


def top_bar(bar: TopBar) -> Node:
    """Acts: `search`, `language`, `me`; the theme switches in the browser."""
    return el(
        "header",
        span(bar.company, cls="company"),
        el(
            "button",
            icon("search"),
            span(SEARCH),
            el("kbd", "Ctrl K"),
            cls="search",
            type="button",
            data_act="search",
            data_search="",
            aria_label=SEARCH,
        ),
        el("button", bar.other_language, cls="link-plain", type="button", data_act="language"),
        theme_switch(),
        el(
            "button",
            avatar(bar.person),
            span(bar.person, Text(" ・ ", ", "), bar.role),
            cls="me",
            type="button",
            data_act="me",
            aria_label=Text("{who}，我的账号", "{who}, my account").format(who=bar.person),
        ),
        cls="topbar",
    )


def theme_switch() -> Node:
    """Light or dark, kept in this browser."""
    return el(
        "button",
        icon("moon", cls="theme-light"),
        icon("sun", cls="theme-dark"),
        cls="btn-icon",
        type="button",
        data_theme_switch="",
        aria_label=Text("切换明暗", "Light or dark"),
    )


def bottom_bar(items: Sequence[NavItem], *, more: str) -> Node:
    """Four entries and "more", for the phone."""
    entries = [*items[:4], NavItem(label=MORE, href=more, symbol="more")]
    return el(
        "nav",
        (_tab(item) for item in entries),
        cls="tabs",
        aria_label=Text("底部导航", "Bottom navigation"),
    )


def back_bar(title: Words, *, aside: Node | None = None) -> Node:
    """The phone's head of a page below the first level; act `back`."""
    return el(
        "header",
        icon_button("left", Text("返回", "Back"), act="back"),
        el("strong", title),
        div(aside, cls="aside") if aside else None,
        cls="phone-bar",
    )


def home_bar(name: str, *, unread: int = 0) -> Node:
    """The phone's head of the first level; acts `menu` and `inbox`."""
    label = Text("通知，{n} 条未读", "Notices, {n} unread").format(n=unread)
    return el(
        "header",
        icon_button("brand", Text("菜单", "Menu"), act="menu"),
        el("strong", name),
        div(icon_button("mail", label, act="inbox", cls="has-news" if unread else ""), cls="aside"),
        cls="phone-bar",
    )


def _group(group: NavGroup) -> Node:
    return div(el("h2", group.label), (_item(item) for item in group.items), cls="nav-group")


def _item(item: NavItem) -> Node:
    return el(
        "a",
        icon(item.symbol),
        span(item.label),
        span(item.count, cls="count") if item.count else None,
        cls="nav-item",
        href=item.href,
        title=item.label,
        aria_current="page" if item.current else None,
    )


def _tab(item: NavItem) -> Node:
    return el(
        "a",
        icon(item.symbol),
        span(item.label),
        span(item.count, cls="tab-count") if item.count else None,
        cls="tab",
        href=item.href,
        aria_current="page" if item.current else None,
    )
