"""One terminal: can its word be believed, since when was it silent, what does it owe us."""

from datetime import datetime

from nicegui import ui

from hr import (
    clock,
    command_list,
    commands,
    gaps,
    terminal_days,
    terminal_edit,
    terminal_health,
    terminal_signals,
    terminals,
    zones,
)
from hr.gaps import Gap
from hr.terminal_days import DayCount
from hr.terminal_health import Health
from hr.terminals import TerminalView
from portal.errors import tried
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts import gap, order, terminal, terminal_cards
from portal.parts.form_sheet import FormSheet
from portal.parts.terminal_forms import TerminalForms, doubt_of
from portal.widgets.answer import answer_head
from portal.widgets.button import button, link
from portal.widgets.card import card
from portal.widgets.chip import state_chip
from portal.widgets.markup import Child, Node, span
from portal.widgets.show import clock as show_clock
from portal.widgets.show import moment
from portal.widgets.terminals import STATE_ICON
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.access import Permission
from rules.heads_terminals import Trust, terminal_head
from rules.text import Text

TITLE = Text("终端", "Terminals")
EVERY = 5.0
_ORDERS = 8
SET_TIME = Text("校准时间", "Set the clock")
READ_AGAIN = Text("重新读取", "Read again")


async def build(view: View) -> None:
    page = TerminalPage(view, view.path["terminal_id"])
    await page.beat()
    follow(page.beat, seconds=EVERY)


class TerminalPage:
    """Cards that follow the terminal; what changes it opens beside them."""

    def __init__(self, view: View, terminal_id: str) -> None:
        self.view, self.id, self.day = view, terminal_id, ""
        self.one: TerminalView | None = None
        self.gaps: list[Gap] = []
        self.forms = TerminalForms(view, terminal_id, self.beat)
        self.settle = FormSheet(gap.TITLE)
        acts = {
            "day": self._day,
            "gap": self._gap,
            "approve": tried(self._approve),
            "cancel": tried(self._cancel),
            "set_time": tried(self._set_time),
            "read_log": tried(self._read_again),
            "switch": tried(self._switch),
            "edit": tried(self.forms.edit),
            "group": tried(self.forms.group),
            "secret": tried(self.forms.secret),
            "zone": tried(self.forms.zone),
        }
        self.head = put(on=acts)
        with ui.element("div").classes("wall"):
            self.left = put(cls="stack", on=acts)
            self.right = put(cls="stack", on=acts)

    async def beat(self) -> None:
        """Ask again and draw."""
        ask, one = self.view.ask, await self.view.ask(terminals.terminal, self.id)
        self.one = one
        self.gaps = await ask(gaps.list_gaps, terminal_id=self.id)
        health = await ask(terminal_health.health, self.id)
        counts = await ask(terminal_days.counts, self.id)
        told = await ask(terminal_signals.told, self.id)
        orders = await ask(command_list.list_commands, terminal_id=self.id, limit=_ORDERS)
        mended = await ask(zones.list_corrections, self.id)
        doubt = doubt_of(await ask(zones.hint, self.id))
        trust = _trust(one, self.view, health, self.gaps, counts)
        self.head.show(answer_head(_where(one), terminal_head(trust), self._actions(one)))
        self.left.show(
            terminal_cards.health_card(health, self.view, self.day),
            terminal_cards.counts_card(counts, self.view),
            _gaps_card(self.gaps, self.view),
        )
        now = self.view.local(clock.now())
        may = self.view.may(terminal_edit.edit)
        self.right.show(
            terminal_cards.trust_card(one, self.view, now, _orders_foot(may=may), doubt),
            _orders_card(orders, self.view),
            terminal_cards.signals_card(told, self.view),
            terminal_cards.setup_card(one, self.view, mended, may_edit=may),
        )

    def _actions(self, one: TerminalView) -> list[Node]:
        if not self.view.may(terminal_edit.edit):
            return []
        switch = Text("停用", "Switch off") if one.enabled else Text("启用", "Switch on")
        return [
            button(switch, act="switch", kind="danger" if one.enabled else "secondary"),
            button(terminal_edit.renew_secret.spec.label, act="secret", symbol="key"),
            button(terminal_edit.edit_form.spec.label, act="edit", kind="primary", symbol="pen"),
        ]

    async def _day(self, key: str) -> None:
        self.day = "" if key == self.day else key
        await self.beat()

    def _gap(self, key: str) -> None:
        one = next((each for each in self.gaps if each.id == key), None)
        if one:
            gap.ask(self.settle, one, lambda values: self._settle(one, values))

    async def _settle(self, one: Gap, values: dict[str, object]) -> None:
        note = str(values.get("note") or "")
        await self.view.ask(gaps.settle, one.id, str(values["found"]), note)
        toast(gap.SETTLED)
        await self.beat()

    async def _approve(self, key: str) -> None:
        await self.view.ask(commands.approve, [key])
        await self.beat()

    async def _cancel(self, key: str) -> None:
        await self.view.ask(commands.cancel, [key])
        await self.beat()

    async def _set_time(self, _key: str) -> None:
        await self.view.ask(commands.order, "set_time", [self.id])
        toast(Text("已下达，终端下次联系时校准", "Ordered; it is set at the next contact"))
        await self.beat()

    async def _read_again(self, _key: str) -> None:
        today = self.view.local(clock.now()).date()
        low = str(today.replace(day=1))
        await self.view.ask(commands.order, "read_log", [self.id], low=low, high=str(today))
        toast(Text("已下达，会重新读取本月记录", "Ordered; this month is read again"))
        await self.beat()

    async def _switch(self, _key: str) -> None:
        if self.one is None:
            return
        before = self.one
        await self._set(enabled=not before.enabled)

        async def take_back(_pressed: str) -> None:
            await self._set(enabled=before.enabled)

        done = Text("{code} 已停用", "{code} is switched off")
        if not before.enabled:
            done = Text("{code} 已启用", "{code} is switched on")
        toast(done.format(code=before.code), undo=take_back)

    async def _set(self, *, enabled: bool) -> None:
        await self.view.ask(terminals.set_enabled, self.id, enabled=enabled)
        await self.beat()


def _where(one: TerminalView) -> Node:
    tone, state = terminal.state_of(one)
    return span(
        link(TITLE, "/terminals"),
        Text(" ・ ", ", "),
        one.code,
        " ",
        terminal.PROTOCOLS.get(one.protocol, one.protocol),
        " ",
        state_chip(state, tone, symbol=STATE_ICON[tone]),
        cls="where-line",
    )


def _trust(
    one: TerminalView, view: View, health: Health, found: list[Gap], counts: list[DayCount]
) -> Trust:
    began = next((each.began_at for each in health.outages if each.ended_at is None), None)
    silent = one.state in terminal.SILENT
    return Trust(
        name=terminal.name_of(one),
        enabled=one.enabled,
        seen=one.last_seen_at is not None,
        silent_since=_since(view, began or one.state_since) if silent else "",
        owing=terminal.missing_of(one),
        skewed=terminal.is_off(one.clock_skew_ms),
        gaps=len(found),
        differing=sum(not each.same for each in counts),
        spells=len(health.outages),
    )


def _since(view: View, at: datetime) -> str:
    """A clock time today, else the whole moment."""
    local, today = view.local(at), view.local(clock.now()).date()
    return show_clock(local) if local.date() == today else moment(local)


def _gaps_card(found: list[Gap], view: View) -> Node:
    every = link(Text("所有终端的缺口", "Gaps of all terminals"), "/terminals/gaps")
    return card(
        [gap.line(one, view, wall=False) for one in found] or gap.none(),
        title=gaps.list_gaps.spec.label,
        aside=every,
        flush=True,
    )


def _orders_foot(*, may: bool) -> Child:
    if not may:
        return None
    return [
        button(SET_TIME, act="set_time", symbol="clock"),
        button(READ_AGAIN, act="read_log", symbol="refresh"),
    ]


def _orders_card(found: list[command_list.CommandView], view: View) -> Node:
    every = link(Text("全部指令", "All orders"), "/terminals/orders")
    return card(
        [order.line(one, view, wall=False) for one in found] or order.none(),
        title=Text("指令", "Orders"),
        aside=every,
        flush=True,
    )


PAGE = Page(
    path="/terminals/{terminal_id}",
    title=TITLE,
    symbol="terminal",
    group=Group.TIME,
    needs=Permission.TERMINAL_VIEW,
    build=build,
    menu=False,
)
