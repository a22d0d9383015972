"""Orders to terminals: what was asked of which, who must still agree, and what they answered."""

from hr import command_list, commands
from hr.command_list import CommandView, LeaverView
from portal import address
from portal.errors import tried
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts import order
from portal.parts.order_sheet import TITLE as GIVE
from portal.parts.order_sheet import OrderSheet
from portal.widgets.answer import answer_head
from portal.widgets.button import button, link
from portal.widgets.card import card
from portal.widgets.chip import avatar, filter_chip, state_chip
from portal.widgets.markup import Node, div, el, span
from portal.widgets.show import date
from portal.widgets.terminals import dots
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.access import Permission
from rules.heads_terminals import orders_head
from rules.text import Text

TITLE = Text("终端指令", "Orders to terminals")
WALL = Text("终端", "Terminals")
EVERY = 5.0
_FILTERS = (
    ("", Text("没做完", "Unfinished"), order.OPEN),
    ("done", Text("做成的", "Done"), ("done",)),
    ("failed", Text("没做成", "Failed"), ("failed", "cancelled")),
)


async def build(view: View) -> None:
    page = OrdersPage(view)
    await page.beat()
    if "give" in view.query and page.gives:
        await page.sheet.open(view.query["give"])
    follow(page.beat, seconds=EVERY)


class OrdersPage:
    """The orders by how they stand; new ones are given beside the list."""

    def __init__(self, view: View) -> None:
        self.view, self.state = view, view.query.get("state", "")
        self.gives = view.may(commands.order)
        self.rows: list[CommandView] = []
        self.sheet = OrderSheet(view, self.beat)
        self.head = put(on={"give": self._give, "agree": tried(self._agree)})
        acts = {"turn": self._turn, "approve": tried(self._approve), "cancel": tried(self._cancel)}
        self.list = put(on=acts)
        self.leavers = put(cls="page-foot", on={"remove": tried(self._remove)})

    async def beat(self) -> None:
        """Ask again and draw."""
        self.rows = await self.view.ask(command_list.list_commands, limit=500)
        states = [one.state for one in self.rows]
        under_way = states.count("queued") + states.count("sent")
        said = orders_head(states.count("waiting"), under_way, states.count("failed"))
        where = span(link(WALL, "/terminals"), Text(" ・ ", ", "), TITLE)
        self.head.show(answer_head(where, said, self._actions()))
        self.list.show(self._filters(), self._card())
        if self.gives:
            gone = await self.view.ask(command_list.leavers)
            self.leavers.show(_leavers(gone) if gone else None)

    def _actions(self) -> list[Node]:
        if not self.gives:
            return []
        mine = [one for one in self.rows if one.can_approve]
        agree = Text("同意这 {n} 条", "Approve these {n}").format(n=len(mine))
        return [
            *([button(agree, act="agree", symbol="check")] if len(mine) > 1 else []),
            button(GIVE, act="give", kind="primary", symbol="plus"),
        ]

    def _filters(self) -> Node:
        return div(
            (
                filter_chip(
                    label,
                    act="turn",
                    key=key,
                    on=key == self.state,
                    count=sum(one.state in states for one in self.rows),
                )
                for key, label, states in _FILTERS
            ),
            cls="chips",
        )

    def _card(self) -> Node:
        states = next((each for key, _, each in _FILTERS if key == self.state), order.OPEN)
        shown = [order.line(one, self.view) for one in self.rows if one.state in states]
        return card(shown or order.none(), flush=True)

    async def _give(self, _key: str) -> None:
        await self.sheet.open()

    async def _turn(self, key: str) -> None:
        self.state = key
        address.replace(address.address("/terminals/orders", state=key))
        await self.beat()

    async def _agree(self, _key: str) -> None:
        await self.view.ask(commands.approve, [one.id for one in self.rows if one.can_approve])
        await self.beat()

    async def _approve(self, key: str) -> None:
        await self.view.ask(commands.approve, [key])
        await self.beat()

    async def _cancel(self, key: str) -> None:
        await self.view.ask(commands.cancel, [key])
        await self.beat()

    async def _remove(self, person_id: str) -> None:
        count = await self.view.ask(commands.remove_person, person_id)
        said = Text("{n} 条删除，等第二个人同意", "{n} removals wait for a second person")
        toast(said.format(n=count))
        await self.beat()


def _leavers(found: list[LeaverView]) -> Node:
    return card(
        [_leaver(one) for one in found],
        title=Text("离职了，还在终端上", "Left, and still on terminals"),
        aside=Text("逐台删除，逐台确认", "removed and confirmed terminal by terminal"),
        flush=True,
    )


def _leaver(one: LeaverView) -> Node:
    left = Text("{on} 离职", "left {on}").format(on=date(one.left_on))
    label = Text("从 {n} 台终端删除", "Remove from {n}").format(n=len(one.terminals))
    ordered = state_chip(Text("已下达", "ordered"), "info")
    return div(
        avatar(one.name),
        span(el("strong", one.name), span(dots([left, *one.terminals]), cls="sub"), cls="words"),
        ordered
        if one.ordered
        else div(button(label, act="remove", key=one.person_id, kind="danger"), cls="actions"),
        cls="line-row",
    )


PAGE = Page(
    path="/terminals/orders",
    title=TITLE,
    symbol="terminal",
    group=Group.TIME,
    needs=Permission.TERMINAL_VIEW,
    build=build,
    menu=False,
)
