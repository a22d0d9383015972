"""The frame around every page: navigation from `PAGES`, the top bar, the demo banner."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from nicegui import ui

from hr import accounts, people
from portal.errors import attempt
from portal.page import Group, Page, View
from portal.widgets.nav import NavGroup, NavItem, TopBar
from portal.widgets.shell import Shell, banner, shell
from rules.access import Role
from rules.text import Text

DEMO = Text(
    "这是演示公司，人和数据都是虚构的，终端是模拟的。管理员可在“设置”里一键移除。",
    "This is a demo company: people and data are invented, terminals are simulated. "
    "An administrator can remove it in one click under Set-up.",
)
_FIRST = (Role.HR, Role.PAYROLL, Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER, Role.EMPLOYEE)


@contextmanager
def framed(page: Page, pages: Sequence[Page], view: View, company: "Company") -> Iterator[None]:
    """Draw the frame of a page for this visitor; the page fills it."""
    with shell(
        Shell(
            top=TopBar(
                company=Text(company[0], company[1]),
                person=view.me.name,
                role=_role(view).label,
                other_language="English" if view.me.lang == "zh" else "中文",
            ),
            groups=[
                NavGroup(label=group.value, items=_items(group, page, pages, view))
                for group in Group
            ],
            tabs=_tabs(page, pages, view),
            mini=page.mini,
            banner=banner(DEMO) if company[2] else None,
            on={
                "search": lambda _: ui.navigate.to("/search"),
                "language": lambda _: _switch(view),
                "me": lambda _: ui.navigate.to("/me/account"),
            },
        )
    ):
        yield


Company = tuple[str, str, bool]


async def company_of(view: View) -> Company:
    """Name in both languages, and whether it is the demo company."""
    return await view.ask(people.company_name)


def visible(pages: Sequence[Page], view: View) -> list[Page]:
    """The pages this visitor's roles open."""
    return [page for page in pages if page.needs in view.me.may]


def in_bar(pages: Sequence[Page], view: View) -> list[Page]:
    """The four pages of the phone's bottom bar; the rest stand under "more"."""
    tabs = [page for page in visible(pages, view) if page.tab is not None]
    return sorted(tabs, key=lambda page: page.tab or 0)[:4]


def _at(here: Page, pages: Sequence[Page]) -> Page:
    """The page of the menu that an open page lies under, such as the list of an open record."""
    over = [page for page in pages if page.menu and f"{here.path}/".startswith(f"{page.path}/")]
    return max(over, key=lambda page: len(page.path), default=here)


def _items(group: Group, here: Page, pages: Sequence[Page], view: View) -> list[NavItem]:
    at = _at(here, pages)
    return [
        NavItem(label=page.title, href=page.path, symbol=page.symbol, current=page is at)
        for page in visible(pages, view)
        if page.menu and page.group is group
    ]


def _tabs(here: Page, pages: Sequence[Page], view: View) -> list[NavItem]:
    at = _at(here, pages)
    return [
        NavItem(label=page.title, href=page.path, symbol=page.symbol, current=page is at)
        for page in in_bar(pages, view)
    ]


def _role(view: View) -> Role:
    return next((role for role in _FIRST if role in view.me.roles), Role.EMPLOYEE)


async def _switch(view: View) -> None:
    other = "en" if view.me.lang == "zh" else "zh"
    if await attempt(lambda: view.ask(accounts.set_preferences, other, view.me.theme)):
        ui.navigate.reload()
