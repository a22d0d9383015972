"""Notices: what can I prove, what can I not, what happens next; and writing one."""

from nicegui import ui

from hr import notice_desk, notices, pack, people, records
from hr.notices import Draft, NoticeRow, NoticeView
from portal.address import address
from portal.errors import tried
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts.compose import Compose
from portal.parts.notice import best_chip, effect_card, facts_card, paper_card, strip_card
from portal.parts.proof import seal_node
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.chip import filter_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el, span
from portal.widgets.show import moment
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.terminals import dots
from portal.widgets.view import put
from rules.access import Permission
from rules.text import Text

TITLE = Text("通知书", "Notices")
WRITE_TITLE = Text("写通知", "Write a notice")
COLUMNS = (
    Column(key="number", label=Text("编号", "Number"), width=150, phone=False),
    Column(key="title", label=Text("标题", "Title")),
    Column(key="person", label=Text("收件人", "To")),
    Column(key="best", label=Text("能证明的", "Proven"), width=150),
    Column(key="at", label=Text("写成", "Written"), width=200, phone=False),
)
STATES: tuple[tuple[str, Text], ...] = (
    ("", Text("全部", "all")),
    ("proven", Text("能证明送达", "proven delivered")),
    ("open", Text("还不能证明", "not proven yet")),
    ("lost", Text("没送到", "not delivered")),
)
_LIVE = 2


async def build(view: View) -> None:
    """All notices within reach."""
    state = view.query.get("state", "")
    first = await view.ask(notice_desk.find, state=state, limit=1)
    write = button(WRITE_TITLE, act="write", kind="primary", symbol="pen")
    actions = (write,) if view.may(notices.send) else ()
    put(answer_head(TITLE, first.head, actions), on={"write": lambda _key: _go("/notices/new")})
    counts = {"": sum(first.counts.values()), **first.counts}
    chips = (
        filter_chip(words, act="state", key=key, on=key == state, count=counts[key])
        for key, words in STATES
    )
    put(
        div(chips, cls="chips"),
        on={"state": lambda key: _go(address("/notices", state=key))},
    )

    async def load(query: Query) -> Found:
        page = await view.ask(
            notice_desk.find,
            search=query.search,
            state=state,
            offset=query.offset,
            limit=query.size,
        )
        return Found(rows=[_row(view, one) for one in page.rows], total=page.total)

    table = DataTable(
        COLUMNS,
        load,
        on_open=lambda key: _go(f"/notices/{key}"),
        look=Look(
            empty=_none(filtered=bool(state)),
            search=Text("搜标题、编号、姓名", "Search title, number, name"),
            caption=TITLE,
        ),
    )
    await table.refresh()


async def build_notice(view: View) -> None:
    """One notice; while facts come in the page follows them."""
    found = await view.ask(notices.notice, view.path["notice_id"])
    page = NoticePage(view, found)
    await page.draw()
    follow(page.beat, seconds=_LIVE)


class NoticePage:
    """An open notice before its sender."""

    def __init__(self, view: View, found: NoticeView) -> None:
        self.view, self.found = view, found
        acts = {"pack": tried(self._pack), "proof": tried(self._proof)}
        self.head = put(on=acts)
        with ui.element("div").classes("noticed"):
            put(paper_card(view, found), cls="bare")
            self.body = put(cls="stack notice-side", on=acts)

    async def beat(self) -> None:
        """Ask again; draw only what is new."""
        fresh = await self.view.ask(notices.notice, self.found.id)
        if fresh != self.found:
            self.found = fresh
            await self.draw()

    async def draw(self) -> None:
        """Draw all that may change: the paper never does."""
        view, found = self.view, self.found
        where = dots([TITLE, found.number, found.person])
        label = Text("导出证据包", "Export the pack")
        action = button(label, act="pack", kind="primary", symbol="pack")
        self.head.show(answer_head(where, found.head, (action,) if view.may(pack.pack) else ()))
        seal = await view.ask(records.seal_of, found.id)
        self.body.show(
            effect_card(view, found),
            strip_card(view, found),
            facts_card(view, found),
            div(
                seal_node(seal),
                span(Text("每条事实都在证据里", "every fact is on record"), cls="sub"),
                cls="between",
            ),
        )

    async def _pack(self, _key: str) -> None:
        data = await self.view.ask(pack.pack, self.found.id)
        ui.download.content(data, f"{self.found.number}.zip", "application/zip")

    async def _proof(self, _key: str) -> None:
        _go(f"/evidence?subject={self.found.id}")


async def build_write(view: View) -> None:
    """Write one: to whom, what, and over which channels."""
    person = view.query.get("person", "")

    async def send(draft: Draft) -> None:
        number = await view.ask(notices.send, draft)
        _go(f"/notices/{number}")

    put(
        answer_head(
            TITLE, Text("写给谁，说什么，走哪些渠道。", "To whom, what, and over which channels.")
        )
    )
    compose = Compose(view, send)
    if person:
        found = await view.ask(people.person, person)
        await compose.choose(found.id, found.name)


def _row(view: View, one: NoticeRow) -> Row:
    return Row(
        key=one.id,
        cells=(
            one.number,
            el("strong", one.title),
            [one.person, " ", span(one.unit, cls="sub")],
            best_chip(one.best),
            moment(view.local(one.created_at)),
        ),
    )


def _none(*, filtered: bool) -> Node:
    if filtered:
        return empty_state(
            Text("没有这一类通知", "No notice of this kind"),
            Text("去掉筛选看全部。", "Take the filter off to see all."),
            symbol="mail",
        )
    return empty_state(
        Text("还没有发过通知", "No notice yet"),
        Text(
            "写一份：走哪些渠道、各能证明什么，发之前就看得见。",
            "Write one: which channels, and what each can prove, is seen before sending.",
        ),
        symbol="mail",
    )


def _go(address: str) -> None:
    ui.navigate.to(address)


PAGE = Page(
    path="/notices",
    title=TITLE,
    symbol="mail",
    group=Group.NOTICES,
    needs=Permission.NOTICE_VIEW,
    build=build,
)
WRITE = Page(
    path="/notices/new",
    title=WRITE_TITLE,
    symbol="pen",
    group=Group.NOTICES,
    needs=Permission.NOTICE_SEND,
    build=build_write,
    menu=False,
)
NOTICE = Page(
    path="/notices/{notice_id}",
    title=TITLE,
    symbol="mail",
    group=Group.NOTICES,
    needs=Permission.NOTICE_VIEW,
    build=build_notice,
    menu=False,
)
