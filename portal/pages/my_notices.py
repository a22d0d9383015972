"""My notices, and one document: read to its end, then signed with the password."""

from datetime import datetime

from nicegui import ui

from hr import notices
from hr.notices import NoticeRow, NoticeView
from portal.errors import attempt, toast, tried
from portal.page import Group, Page, View
from portal.parts.ledger import ledger, ledger_row
from portal.parts.mine import is_read
from portal.parts.proof import opened_seal, seal, seal_node
from portal.widgets.answer import answer_head
from portal.widgets.button import button, link
from portal.widgets.empty import empty_state
from portal.widgets.field_input import FieldInput
from portal.widgets.letter import Letter, letter_paper
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.say import t
from portal.widgets.show import clock, date, month_day, short_date
from portal.widgets.view import put
from rules.access import Permission
from rules.notices.provable import Mark
from rules.problem import Refused
from rules.text import Text

TITLE = Text("我的通知", "My notices")
EMPTY = Text("还没有通知", "No notice yet")
EMPTY_HINT = Text("公司发给您的通知会出现在这里。", "What the company sends you appears here.")
ALL_READ = Text("都读过了。", "All are read.")
UNREAD = Text("{n} 条还没有读。", "{n} not read yet.")
READ_AT = Text("已读到末尾，{at}", "Read to the end, {at}")
READ_ON = Text("读到末尾才能签收", "Read to the end to sign")
SIGNED = Text("已签收，{at}", "Signed, {at}")
SIGNING = Text(
    "签收只表示收到。不同意内容，请选“收到，但不同意”，效力相同。",
    "Signing means received. If you disagree, say so; the receipt counts all the same.",
)
PASSWORD = Text("您的登录密码", "Your sign-in password")
AGREE, DISAGREE = (
    Text("签收", "Sign for it"),
    Text("收到，但不同意", "Received, I disagree"),
)


async def build(view: View) -> None:
    rows = await view.ask(notices.mine)
    fresh = sum(not is_read(one) for one in rows)
    said = UNREAD.format(n=fresh) if fresh else ALL_READ
    body = ledger([_row(view, one) for one in rows]) if rows else empty_state(EMPTY, EMPTY_HINT)
    put(answer_head(TITLE, said if rows else EMPTY), div(body, cls="narrow"))


def _row(view: View, one: NoticeRow) -> Node:
    state = Text("已签收", "signed") if one.best == "confirmed" else Text("已读", "read")
    unread = Text("未读", "unread")
    return ledger_row(
        f"/me/notices/{one.id}",
        "mail",
        one.title,
        f"{short_date(view.local(one.created_at).date())} {one.number}",
        state if is_read(one) else unread,
    )


async def build_notice(view: View) -> None:
    await MyNotice(view).start()


class MyNotice:
    """One notice before its addressee: showing it is delivery, its end is reading."""

    def __init__(self, view: View) -> None:
        self.view, self.id = view, view.path["notice_id"]
        self.address = ui.context.client.ip

    async def start(self) -> None:
        self.found = await self.view.ask(notices.my_notice, self.id)
        if not self._fact("delivered"):
            await self.view.ask(notices.take, self.id, self.view.visitor.token, self.address)
        self.seal = await seal(self.view, self.id)
        with ui.element("div").classes("narrow"):
            put(_head(self.view, self.found), div(_paper(self.view, self.found), cls="doc-wrap"))
            if not self._fact("read"):
                end = ui.element("q-intersection").props("once").classes("doc-end")
                end.on("visibility", lambda: attempt(self._reached))
            self.state = put(on={"proof": self._show_proof})
            self.password = FieldInput(PASSWORD, "text").describe(secret=True, help_text=SIGNING)
        self.foot = put(
            cls="phone-foot",
            on={"sign": tried(self._sign_yes), "disagree": tried(self._sign_no)},
        )
        self._draw()

    def _draw(self) -> None:
        signed, read = self._fact("confirmed"), self._fact("read")
        self.state.show(
            _said("check", "tone-good", SIGNED, self.view.local(signed)) if signed else None,
            _said("check", "tone-good", READ_AT, self.view.local(read)) if read else None,
            None if read else span(icon("ring"), READ_ON, cls="with-icon sub"),
            seal_node(self.seal),
        )
        self.password.set_visibility(signed is None)
        self.foot.set_visibility(signed is None)
        closed = None if read else READ_ON
        self.foot.show(
            div(
                button(DISAGREE, act="disagree", closed=closed),
                button(AGREE, act="sign", kind="primary", closed=closed),
                cls="pair",
            )
        )

    def _fact(self, kind: str) -> datetime | None:
        """When the in-app channel proved a fact."""
        steps = [s for strip in self.found.strips if strip.channel == "inapp" for s in strip.steps]
        return next((s.at for s in steps if s.kind == kind and s.mark is Mark.PROVEN), None)

    async def _reached(self) -> None:
        if self._fact("read"):
            return
        await self.view.ask(
            notices.read,
            self.id,
            self.found.document_sha256,
            self.view.visitor.token,
            self.address,
        )
        await self._again()

    async def _sign_yes(self, _key: str) -> None:
        await self._sign(agree=True)

    async def _sign_no(self, _key: str) -> None:
        await self._sign(agree=False)

    async def _sign(self, *, agree: bool) -> None:
        if not self.password.text:
            self.password.say_error(Text("请输入密码。", "Enter your password."))
            self.password.focus()
            return
        try:
            await self.view.ask(
                notices.confirm,
                self.id,
                self.found.document_sha256,
                self.password.text,
                self.view.visitor.token,
                self.address,
                agree=agree,
            )
        except Refused as refused:
            if refused.problem.where != "password":
                raise
            self.password.say_error(refused.problem.text)
            return
        finally:
            self.password.write("")
        toast(t(Text("已签收", "Signed")))
        await self._again()

    async def _again(self) -> None:
        self.found = await self.view.ask(notices.my_notice, self.id)
        self.seal = await seal(self.view, self.id)
        self._draw()

    def _show_proof(self, _key: str) -> None:
        self.state.patch("seal", opened_seal(self.seal))


def _head(view: View, found: NoticeView) -> Node:
    sent = view.local(found.created_at)
    back = link(TITLE, "/me/notices", symbol="left")
    where = span(found.company, Text(" ・ ", ", "), f"{short_date(sent.date())} {clock(sent)}")
    return div(back, answer_head(where, found.title))


def _paper(view: View, found: NoticeView) -> Node:
    return letter_paper(
        Letter(
            title=found.title,
            number=found.number,
            greeting=f"{found.person}：",
            paragraphs=[line for line in found.body.splitlines() if line.strip()],
            issuer=found.company,
            date=date(view.local(found.created_at).date()),
        )
    )


def _said(symbol: str, tone: str, words: Text, at: datetime) -> Node:
    when = f"{month_day(at.date())} {clock(at)}"
    return el("p", icon(symbol), words.format(at=when), cls=f"with-icon {tone}")


PAGE = Page(
    path="/me/notices",
    title=TITLE,
    symbol="mail",
    group=Group.MINE,
    needs=Permission.NOTICE_READ,
    build=build,
)
NOTICE = Page(
    path="/me/notices/{notice_id}",
    title=Text("通知", "Notice"),
    symbol="mail",
    group=Group.MINE,
    needs=Permission.NOTICE_READ,
    build=build_notice,
    menu=False,
)
