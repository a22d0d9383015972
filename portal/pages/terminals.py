"""The terminals: can I trust what each of them says, and who knocks without being enrolled."""

from collections.abc import Mapping
from dataclasses import replace as changed

from hr import clock, terminals
from hr.terminals import Stranger, TerminalView
from portal import address
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts import terminal, terminal_sheet, words
from portal.parts.enrol import EnrolSheet
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import card
from portal.widgets.chip import state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.sheet import SideSheet
from portal.widgets.show import moment
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.terminals import STATE_ICON, dots
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.access import Permission
from rules.heads import terminals_head
from rules.text import Text

TITLE = Text("终端", "Terminals")
EVERY = 5.0
COLUMNS = (
    Column(key="name", label=Text("终端", "Terminal")),
    Column(key="state", label=Text("状态", "State"), width=120),
    Column(key="seen", label=Text("最后联系", "Last seen"), phone=False),
    Column(key="clock", label=Text("钟差", "Clock"), align="end", phone=False),
    Column(key="device", label=Text("终端里", "On it"), align="end", phone=False),
    Column(key="stored", label=Text("已入库", "Stored"), align="end"),
    Column(key="owing", label=Text("差", "Missing"), align="end", phone=False),
    Column(key="waiting", label=Text("待认领", "Unassigned"), align="end", phone=False),
    Column(key="unread", label=Text("读不出", "Unreadable"), align="end", phone=False),
)


async def build(view: View) -> None:
    page = TerminalsPage(view)
    await page.beat()
    await page.open_address(f"/terminals/{view.path.get('terminal_id', '')}", view.query)
    address.on_back(page.open_address)
    follow(page.beat, seconds=EVERY)


class TerminalsPage:
    """The list, the sheet of one terminal, and the form that enrols another."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.found: list[TerminalView] = []
        self.strangers: list[Stranger] = []
        self.open_id = ""
        self.sheet = SideSheet(TITLE, on={"switch": self._switch}, on_close=self._closed)
        self.enrol = EnrolSheet(view, self.beat)
        self.head = put(on={"enrol": self._enrol})
        self.table = DataTable(
            COLUMNS,
            self._load,
            on_open=self.open,
            look=Look(caption=TITLE, empty=_none(may_enrol=view.may(terminals.enrol))),
        )
        self.knocks = put(cls="page-foot", on={"enrol": self._enrol})

    async def beat(self) -> None:
        """Ask again and draw what changed."""
        self.found = await self.view.ask(terminals.list_terminals)
        self.strangers = await self.view.ask(terminals.strangers)
        await self.table.refresh()
        used = [one for one in self.found if one.enabled]
        enrol = button(terminals.enrol.spec.label, act="enrol", kind="primary", symbol="device-add")
        sentence = terminals_head(len(used), terminal.trouble(used))
        may_enrol = self.view.may(terminals.enrol)
        self.head.show(answer_head(TITLE, sentence, (enrol,) if may_enrol else ()))
        self.knocks.show(_knocks(self.strangers, self.view, may_enrol=may_enrol))
        if self.open_id:
            await self._show(self.open_id)

    async def open_address(self, path: str, query: Mapping[str, str]) -> None:
        """Show the terminal an address names, or the form."""
        terminal_id = path.removeprefix("/terminals").strip("/")
        if terminal_id:
            await self._show(terminal_id)
            self.sheet.open()
        else:
            self.open_id = ""
            self.sheet.close()
        if "enrol" in query:
            await self._enrol(query["enrol"])

    async def open(self, terminal_id: str) -> None:
        await self._show(terminal_id)
        self.sheet.open()
        address.push(f"/terminals/{terminal_id}")
        await self.table.refresh()

    async def _show(self, terminal_id: str) -> None:
        outages = await self.view.ask(terminals.outages, terminal_id)
        one = next(each for each in self.found if each.id == terminal_id)
        self.open_id = terminal_id
        self.enrol.close()
        now = self.view.local(clock.now())
        self.sheet.fill(
            terminal_sheet.head(one),
            terminal_sheet.body(one, outages, now, self.view.local),
            _switch_button(one) if self.view.may(terminals.set_enabled) else None,
        )

    async def _load(self, query: Query) -> Found:
        shown = self.found[query.offset : query.offset + query.size]
        return Found(rows=[self._row(one) for one in shown], total=len(self.found))

    def _row(self, one: TerminalView) -> Row:
        tone, state = terminal.state_of(one)
        owing = terminal.missing_of(one)
        now = self.view.local(clock.now())
        cells: tuple[Child, ...] = (
            div(
                icon("terminal"),
                span(el("strong", one.code), span(terminal.name_of(one), cls="sub"), cls="two"),
                cls="person",
            ),
            state_chip(state, tone, symbol=STATE_ICON[tone]),
            terminal.seen(one.last_seen_at, now),
            terminal.skew_short(one.clock_skew_ms),
            "" if one.device_count is None else f"{one.device_count:,}",
            f"{one.stored_count:,}",
            _waits(owing),
            _waits(one.unassigned),
            _waits(one.quarantined),
        )
        return Row(key=one.id, cells=cells, chosen=one.id == self.open_id)

    def _closed(self) -> None:
        self.open_id = ""
        address.push("/terminals")

    async def _enrol(self, serial: str) -> None:
        self.open_id = ""
        self.sheet.close()
        known = next((one for one in self.strangers if one.serial == serial), None)
        await self.enrol.open(known)

    async def _switch(self, terminal_id: str) -> None:
        one = next(each for each in self.found if each.id == terminal_id)
        await self._set(terminal_id, enabled=not one.enabled)

        async def take_back(_key: str) -> None:
            await self._set(terminal_id, enabled=one.enabled)

        done = Text("{code} 已停用", "{code} is switched off")
        if not one.enabled:
            done = Text("{code} 已启用", "{code} is switched on")
        toast(done.format(code=one.code), undo=take_back)

    async def _set(self, terminal_id: str, *, enabled: bool) -> None:
        await self.view.ask(terminals.set_enabled, terminal_id, enabled=enabled)
        await self.beat()


def _switch_button(one: TerminalView) -> Node:
    if one.enabled:
        return button(Text("停用", "Switch off"), act="switch", key=one.id, kind="danger")
    return button(Text("启用", "Switch on"), act="switch", key=one.id)


def _waits(number: int) -> Child:
    return el("strong", f"{number:,}") if number else span("0", cls="muted")


def _knocks(strangers: list[Stranger], view: View, *, may_enrol: bool) -> Node | None:
    if not strangers:
        return None
    return card(
        div((_knock(one, view, may_enrol=may_enrol) for one in strangers), cls="knocks"),
        title=Text("在敲门、没登记的设备", "Devices that knock and are not enrolled"),
        aside=Text("它们发来的内容没有保存", "nothing they sent is kept"),
    )


def _knock(one: Stranger, view: View, *, may_enrol: bool) -> Node:
    said = Text("{why}，{n} 次，最近 {when}", "{why}, {n} times, last {when}").format(
        why=words.say(words.KNOCK, one.reason), n=one.knocks, when=moment(view.local(one.last_at))
    )
    protocol = terminal.PROTOCOLS.get(one.protocol, one.protocol)
    return div(
        icon("unknown"),
        el("strong", one.serial),
        span(dots([part for part in (protocol, one.address) if part]), cls="sub"),
        span(said, cls="sub grow"),
        button(terminals.enrol.spec.label, act="enrol", key=one.serial) if may_enrol else None,
        cls="knock",
    )


def _none(*, may_enrol: bool) -> Node:
    return empty_state(
        Text("还没有终端", "No terminal yet"),
        Text(
            "登记第一台，把地址和密码填进终端，打卡就会进来。",
            "Enrol the first, set address and secret on it, and punches will come in.",
        ),
        symbol="terminal",
        action=button(terminals.enrol.spec.label, act="enrol", kind="primary")
        if may_enrol
        else None,
    )


PAGE = Page(
    path="/terminals",
    title=TITLE,
    symbol="terminal",
    group=Group.TIME,
    needs=Permission.TERMINAL_VIEW,
    build=build,
)
TERMINAL = changed(PAGE, path="/terminals/{terminal_id}", menu=False)
