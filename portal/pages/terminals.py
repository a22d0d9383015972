"""The terminals: can I trust what each of them says, and who knocks without being enrolled."""

from collections.abc import Mapping

from nicegui import ui

from hr import clock, gaps, terminals
from hr.terminals import Stranger, TerminalView
from portal import address
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts import terminal, words
from portal.parts.enrol import EnrolSheet
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import card
from portal.widgets.chip import state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.show import moment
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.terminals import STATE_ICON, dots
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
    await page.open_address("/terminals", view.query)
    address.on_back(page.open_address)
    follow(page.beat, seconds=EVERY)


class TerminalsPage:
    """The list, which leads to the page of each terminal, and the form that enrols another."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.found: list[TerminalView] = []
        self.strangers: list[Stranger] = []
        self.enrol = EnrolSheet(view, self.reload)
        self.head = put(on={"enrol": self._enrol, "go": ui.navigate.to})
        self.table = DataTable(
            COLUMNS,
            self._load,
            on_open=self.open,
            look=Look(caption=TITLE, empty=_none(may_enrol=view.may(terminals.enrol))),
        )
        self.knocks = put(cls="page-foot", on={"enrol": self._enrol})

    async def beat(self) -> None:
        """Ask again, draw what changed, and look for the one that was enrolled last."""
        await self.reload()
        await self.enrol.beat()

    async def reload(self) -> None:
        self.found = await self.view.ask(terminals.list_terminals)
        self.strangers = await self.view.ask(terminals.strangers)
        open_gaps = await self.view.ask(gaps.list_gaps)
        await self.table.refresh()
        used = [one for one in self.found if one.enabled]
        sentence = terminals_head(len(used), terminal.trouble(used))
        self.head.show(answer_head(TITLE, sentence, self._actions(len(open_gaps))))
        may_enrol = self.view.may(terminals.enrol)
        self.knocks.show(_knocks(self.strangers, self.view, may_enrol=may_enrol))

    def _actions(self, open_gaps: int) -> list[Node]:
        missing = (
            Text(f"缺口 {open_gaps}", f"Gaps {open_gaps}") if open_gaps else Text("缺口", "Gaps")
        )
        found = [
            button(missing, act="go", key="/terminals/gaps"),
            button(Text("指令", "Orders"), act="go", key="/terminals/orders"),
        ]
        if self.view.may(terminals.enrol):
            label = terminals.enrol.spec.label
            found.append(button(label, act="enrol", kind="primary", symbol="device-add"))
        return found

    async def open_address(self, _path: str, query: Mapping[str, str]) -> None:
        """Show the form when the address asks for it."""
        if "enrol" in query:
            await self._enrol(query["enrol"])

    def open(self, terminal_id: str) -> None:
        if terminal_id in {one.id for one in self.found}:
            ui.navigate.to(f"/terminals/{terminal_id}")

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
        return Row(key=one.id, cells=cells)

    async def _enrol(self, serial: str) -> None:
        known = next((one for one in self.strangers if one.serial == serial), None)
        await self.enrol.open(known)


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
