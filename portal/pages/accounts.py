"""Users and roles: who may enter, who may do what; an account opens beside the list."""

from hr import accounts, people, role_words
from hr.accounts import AccountView
from portal.errors import tried
from portal.page import Group, Page, View
from portal.parts.account_sheet import AccountSheet, NewAccount
from portal.parts.role_chips import role_chips
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import card
from portal.widgets.chip import avatar, state_chip
from portal.widgets.markup import Node, div, el, span
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.view import put
from rules.access import Permission, Role
from rules.heads_setup import accounts_head
from rules.text import Text, join

TITLE = Text("用户与角色", "Users and roles")
COLUMNS = (
    Column(key="name", label=Text("姓名", "Name")),
    Column(key="login", label=Text("登录名", "Sign-in name"), phone=False),
    Column(key="roles", label=Text("角色", "Roles")),
    Column(key="sessions", label=Text("在线", "Sessions"), align="end", phone=False, width=90),
    Column(key="state", label=Text("状态", "State"), width=140),
)


async def build(view: View) -> None:
    """Every account of the company."""
    page = AccountsPage(view, await view.ask(accounts.list_accounts))
    await page.table.refresh()
    put(_roles_card(await view.ask(role_words.roles)), cls="page-foot")
    if wanted := view.query.get("account", ""):
        await page.open(wanted)


class AccountsPage:
    """The list, and the sheet of the account that was opened."""

    def __init__(self, view: View, found: list[AccountView]) -> None:
        self.view, self.found = view, found
        self.head = put(on={"new": tried(self._new)})
        self.sheet = AccountSheet(view, self._reload)
        self.new = NewAccount(view, self._reload)
        self.table = DataTable(
            COLUMNS,
            self._load,
            on_open=tried(self.open),
            look=Look(search=Text("搜姓名、登录名", "Search names"), caption=TITLE),
        )
        self._draw_head()

    async def open(self, account_id: str) -> None:
        """Show one account beside the list."""
        one = next((one for one in self.found if one.id == account_id), None)
        if one:
            self.new.close()
            await self.sheet.open(one, await self.view.ask(people.units))

    def _draw_head(self) -> None:
        active = [one for one in self.found if one.disabled_at is None]
        admins = [one for one in active if any(g.role is Role.ADMINISTRATOR for g in one.grants)]
        said = accounts_head(
            len(active),
            len(admins),
            len(self.found) - len(active),
            sum(not one.has_password for one in active),
        )
        new = button(accounts.create_account.spec.label, act="new", kind="primary", symbol="plus")
        self.head.show(
            answer_head(TITLE, said, (new,) if self.view.may(accounts.create_account) else ())
        )

    async def _new(self, _key: str) -> None:
        self.sheet.close()
        await self.new.open()

    async def _reload(self, account_id: str = "") -> None:
        self.found = await self.view.ask(accounts.list_accounts)
        self._draw_head()
        await self.table.refresh()
        if account_id:
            await self.open(account_id)

    async def _load(self, query: Query) -> Found:
        word = query.search.lower()
        rows = [one for one in self.found if word in one.name.lower() or word in one.login]
        part = rows[query.offset : query.offset + query.size]
        return Found(rows=[_row(one) for one in part], total=len(rows))


def _row(one: AccountView) -> Row:
    return Row(
        key=one.id,
        cells=(
            div(avatar(one.name), el("strong", one.name), cls="person"),
            one.login,
            role_chips(one.grants),
            one.open_sessions or "",
            _state(one),
        ),
    )


def _state(one: AccountView) -> Node:
    if one.disabled_at is not None:
        return state_chip(Text("已停用", "disabled"), "wrong")
    if not one.has_password:
        return state_chip(Text("没设密码", "no password"), "wait")
    return state_chip(Text("能登录", "active"), "good")


def _roles_card(found: list[role_words.RoleView]) -> Node:
    rows = (
        el(
            "tr",
            el("th", one.role.label, scope="row"),
            el("td", _listed(one.sees) or Text("只看自己的", "only what is their own")),
            el("td", _listed(one.does) or span("–", cls="muted")),
        )
        for one in found
    )
    heads = (Text("角色", "Role"), Text("能看", "Sees"), Text("能做", "Does"))
    return card(
        div(
            el(
                "table",
                el("thead", el("tr", (el("th", words, scope="col") for words in heads))),
                el("tbody", rows),
                cls="table roles-table",
            ),
            cls="table-scroll",
        ),
        title=Text("每个角色能做什么", "What each role may do"),
        aside=Text("没有写的就是不能", "what is not listed is not allowed"),
        flush=True,
        cls="no-rule",
    )


def _listed(labels: tuple[Text, ...]) -> Text | None:
    return join(list(labels), zh="、", en=", ") if labels else None


PAGE = Page(
    path="/accounts",
    title=TITLE,
    symbol="key",
    group=Group.SETUP,
    needs=Permission.ACCOUNT_VIEW,
    build=build,
)
