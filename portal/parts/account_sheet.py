"""One account beside the list: its roles, its sessions, its single-use link; and a new one."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from hr import accounts
from hr.accounts import AccountView, GrantView
from hr.people import PersonRow, UnitView
from portal.errors import tried
from portal.page import View
from portal.parts.finder import Finder
from portal.parts.role_chips import named
from portal.widgets.button import button, text_button
from portal.widgets.card import section_title
from portal.widgets.chip import avatar
from portal.widgets.field_input import FieldInput
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.say import Words
from portal.widgets.sheet import SideSheet
from portal.widgets.show import moment
from portal.widgets.toast import toast
from portal.widgets.view import put
from portal.widgets.why import facts, note
from rules.access import Role
from rules.text import Text

Reload = Callable[[str], Awaitable[None]]
OWN = Text(
    "这是您自己的账号：角色和停用要由另一位管理员来改。",
    "This is your own account: another administrator must change its roles or disable it.",
)
ONCE = Text(
    "链接只显示这一次，24 小时内用一次就失效。请当面或用安全的渠道交给本人。",
    "Shown only once; it works once, within 24 hours. Hand it over safely.",
)


class AccountSheet:
    """Opens beside the list; every change reloads it."""

    def __init__(self, view: View, reload: Reload) -> None:
        self.view, self._reload = view, reload
        self.one: AccountView | None = None
        acts = {
            "link": tried(self._link),
            "disable": tried(self._disable),
            "enable": tried(self._enable),
            "revoke": tried(self._revoke),
        }
        self.sheet = SideSheet(Text("账号", "Account"), on=acts)
        with self.sheet.live:
            self.fresh = put()
            with ui.element("div").classes("form") as self.grant_form:
                put(section_title(Text("授予角色", "Grant a role")))
                self.role = FieldInput(
                    Text("角色", "Role"),
                    "choice",
                    options=[(one.value, one.label) for one in Role],
                )
                self.unit_box = ui.element("div")
                put(
                    button(accounts.grant.spec.label, act="grant"),
                    cls="form-foot",
                    on={"grant": tried(self._grant)},
                )

    async def open(self, one: AccountView, units: list[UnitView]) -> None:
        """Show an account."""
        if self.one is None or self.one.id != one.id:
            self.fresh.show(None)
        self.one = one
        self._draw_units(units)
        self.grant_form.set_visibility(self._changeable)
        head = div(avatar(one.name), el("h2", one.name), cls="sheet-person")
        self.sheet.show(head, self._body(one), self._foot(one) if self._changeable else None)

    def close(self) -> None:
        self.sheet.close()

    @property
    def _changeable(self) -> bool:
        own = self.one is not None and self.one.id == self.view.me.account_id
        return self.view.may(accounts.grant) and not own

    def _draw_units(self, units: list[UnitView]) -> None:
        self.unit_box.clear()
        with self.unit_box:
            self.unit = FieldInput(
                Text("范围", "Reach"),
                "choice",
                options=[(one.id, one.name) for one in units],
            ).describe(
                required=False,
                help_text=Text(
                    "不选：全公司。选部门：只管这个部门和下级。",
                    "None: the whole company. A unit: that unit and those below it.",
                ),
            )

    def _body(self, one: AccountView) -> list[Child]:
        since = one.disabled_at
        state: Words = Text("能登录", "can sign in")
        if since is not None:
            at = moment(self.view.local(since))
            state = Text("{at} 停用", "disabled {at}").format(at=at)
        password = Text("已设", "set") if one.has_password else Text("还没设", "not set yet")
        own = one.id == self.view.me.account_id
        return [
            facts(
                (
                    (Text("登录名", "Sign-in"), one.login),
                    (Text("状态", "State"), state),
                    (Text("密码", "Password"), password),
                    (Text("在线", "Sessions"), one.open_sessions),
                )
            ),
            section_title(Text("角色", "Roles")),
            div((self._grant_row(grant) for grant in one.grants), cls="grant-list")
            if one.grants
            else el(
                "p", Text("没有角色，只看自己的。", "No role: only what is their own."), cls="sub"
            ),
            note(OWN) if own else None,
        ]

    def _grant_row(self, one: GrantView) -> Node:
        take = text_button(accounts.revoke.spec.label, act="revoke", key=one.id)
        return div(span(named(one)), take if self._changeable else None, cls="between grant-row")

    def _foot(self, one: AccountView) -> list[Child]:
        if one.disabled_at is not None:
            return [button(accounts.enable.spec.label, act="enable", kind="primary")]
        return [
            button(accounts.issue_link.spec.label, act="link", kind="primary", symbol="key"),
            button(accounts.disable.spec.label, act="disable", kind="danger"),
        ]

    async def _grant(self, _key: str) -> None:
        if self.one is None:
            return
        if not self.role.text:
            self.role.say_error(Text("选一个角色。", "Choose a role."))
            return
        self.role.say_error("")
        role = Role(self.role.text)
        await self.view.ask(accounts.grant, self.one.id, role, self.unit.text or None)
        await self._reload(self.one.id)

    async def _revoke(self, grant_id: str) -> None:
        await self.view.ask(accounts.revoke, grant_id)
        await self._again(Text("已收回，立即生效。", "Taken back; it holds at once."))

    async def _disable(self, _key: str) -> None:
        if self.one:
            await self.view.ask(accounts.disable, self.one.id)
            await self._again(Text("已停用，会话全部结束。", "Disabled; every session has ended."))

    async def _enable(self, _key: str) -> None:
        if self.one:
            await self.view.ask(accounts.enable, self.one.id)
            await self._again(Text("已启用。", "Enabled."))

    async def _link(self, _key: str) -> None:
        if self.one:
            token = await self.view.ask(accounts.issue_link, self.one.id)
            self.fresh.show(fresh_link(token))

    async def _again(self, said: Text) -> None:
        toast(said)
        if self.one:
            await self._reload(self.one.id)


class NewAccount:
    """A new account: for a person, or for somebody outside; its link is shown once."""

    def __init__(self, view: View, reload: Reload) -> None:
        self.view, self._reload = view, reload
        self.person: PersonRow | None = None
        self.sheet = SideSheet(accounts.create_account.spec.label)
        with self.sheet.live, ui.element("div").classes("form"):
            self.chosen = put()
            self.finder = Finder(view, self._found)
            self.login = FieldInput(Text("登录名", "Sign-in name")).describe(
                help_text=Text(
                    "员工一般用工号；外部人员用邮箱。",
                    "Usually the employee number; an e-mail address for outsiders.",
                )
            )
            put(
                button(accounts.create_account.spec.label, act="create", kind="primary"),
                cls="form-foot",
                on={"create": tried(self._create)},
            )
            self.fresh = put()

    async def open(self) -> None:
        """Start empty."""
        self.person = None
        self.chosen.show(None)
        self.fresh.show(None)
        self.login.write("")
        await self.finder.find("")
        title = el("h2", accounts.create_account.spec.label)
        self.sheet.show(div(title, cls="sheet-title"), None)

    def close(self) -> None:
        self.sheet.close()

    async def _found(self, person: PersonRow) -> None:
        self.person = person
        self.chosen.show(div(avatar(person.name), el("strong", person.name), cls="person"))
        self.login.write(person.code)

    async def _create(self, _key: str) -> None:
        person = self.person.id if self.person else None
        token = await self.view.ask(accounts.create_account, self.login.text, person)
        self.fresh.show(fresh_link(token))
        await self._reload("")


def fresh_link(token: str) -> Node:
    """The single-use link, to be selected and handed over."""
    request = ui.context.client.request
    base = str(request.base_url).rstrip("/") if request else ""
    return div(
        section_title(Text("登录链接", "Sign-in link")),
        el("code", f"{base}/enter/{token}", cls="once"),
        note(ONCE, symbol="key"),
        cls="fresh-link",
    )
