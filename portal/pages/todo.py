"""To-do centre: what waits for me, since when, and what happens if I do nothing."""

from collections.abc import Mapping

from hr import clock, todo
from hr.todo import RequestRow, TodoItem
from portal import address
from portal.errors import attempt, tried
from portal.page import Group, Page, View
from portal.parts.request import TONES, RequestSheet
from portal.widgets.answer import answer_head
from portal.widgets.button import link
from portal.widgets.chip import Tone, filter_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, span
from portal.widgets.show import date
from portal.widgets.todo import Todo, TodoGroup, todo_list
from portal.widgets.view import put
from rules.access import Permission
from rules.approvals.todo import BUCKETS
from rules.text import Text, plain

TITLE = Text("待办中心", "To-do centre")
TABS = {
    "waiting": Text("等我办", "Waiting for me"),
    "mine": Text("我发起的", "Started by me"),
    "done": Text("已办", "Done"),
}
KEYS = Text("↑ ↓ 选 ・ Enter 开 ・ A 同意", "↑ ↓ choose, Enter opens, A approves")
EMPTY = {
    "waiting": (
        Text("没有事等您", "Nothing waits for you"),
        Text("有人提交了要您批的申请，会出现在这里。", "What needs your decision appears here."),
    ),
    "mine": (
        Text("您还没有申请过什么", "You have not filed anything"),
        Text("请假、补卡、加班都从“我的申请”开始。", "Leave, corrections, overtime: My requests."),
    ),
    "done": (
        Text("还没有办过的", "Nothing decided yet"),
        Text("您办过的申请会留在这里。", "What you have decided stays here."),
    ),
}


async def build(view: View) -> None:
    await TodoPage(view).start()


async def build_request(view: View) -> None:
    await TodoPage(view).start(view.path["request_id"])


class TodoPage:
    """The list and, beside it, the open request; both are in the address."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.tab = _tab(view.query)
        self.chosen = ""
        self.order: list[str] = []

    async def start(self, request_id: str = "") -> None:
        """Draw the page, with one request open when an id is given; refused if there is none."""
        if request_id:
            await self.view.ask(todo.request, request_id)
        self.head = put()
        self.list = put(
            on={"tab": tried(self._switch), "todo": tried(self._open)},
        )
        self.sheet = RequestSheet(
            self.view, acted=self._acted, closed=self._closed, walk=self._walk
        )
        self.sheet.listen(self.list)
        await self._draw()
        if request_id:
            await self._show(request_id)
        address.on_back(self._follow)

    async def _follow(self, path: str, query: Mapping[str, str]) -> None:
        """Back and Forward: another tab, another request, or none."""
        self.tab = _tab(query)
        request_id = path.removeprefix("/todo").strip("/")
        if request_id:
            await self._show(request_id)
            return
        self.chosen = ""
        self.sheet.sheet.close()
        await self._draw()

    async def _draw(self) -> None:
        waiting = await self.view.ask(todo.todo)
        self.head.show(answer_head(TITLE, waiting.head))
        groups = [
            TodoGroup(title=_bucket(name), todos=[self._item(one, name) for one in items])
            for name, items in waiting.groups
        ]
        counts = {"waiting": sum(len(group.todos) for group in groups)}
        if self.tab != "waiting":
            rows = await self.view.ask(todo.mine if self.tab == "mine" else todo.done)
            counts[self.tab] = len(rows)
            groups = [TodoGroup(title=TABS[self.tab], todos=[self._row(one) for one in rows])]
        self.order = [one.key for group in groups for one in group.todos]
        self.list.show(self._chips(counts), todo_list(groups) if self.order else self._empty())

    def _chips(self, counts: dict[str, int]) -> Node:
        return div(
            (
                filter_chip(words, act="tab", key=name, on=name == self.tab, count=counts.get(name))
                for name, words in TABS.items()
            ),
            span(KEYS, cls="aside"),
            cls="chips",
        )

    def _empty(self) -> Node:
        title, hint = EMPTY[self.tab]
        file = link(Text("我的申请", "My requests"), "/me/requests", cls="btn primary")
        return empty_state(title, hint, symbol="todo", action=file if self.tab == "mine" else None)

    def _item(self, one: TodoItem, bucket: str) -> Todo:
        late = one.due is not None and one.due < clock.now()
        tone: Tone = "wrong" if late else "wait" if bucket == "today" else "plain"
        return Todo(
            key=one.request_id,
            symbol=one.icon,
            title=one.title,
            about=one.summary,
            otherwise=one.otherwise,
            since=one.since,
            tone=tone,
            chosen=one.request_id == self.chosen,
        )

    def _row(self, one: RequestRow) -> Todo:
        return Todo(
            key=one.id,
            symbol=one.icon,
            title=plain(one.person) + one.title,
            about=one.summary,
            otherwise=one.state_text,
            since=date(self.view.local(one.created_at).date()),
            tone=TONES.get(one.state, "plain"),
            chosen=one.id == self.chosen,
        )

    async def _switch(self, tab: str) -> None:
        self.tab = tab if tab in TABS else "waiting"
        address.replace(self._address())
        await self._draw()

    async def _open(self, request_id: str) -> None:
        await self._show(request_id)
        address.push(self._address())

    async def _show(self, request_id: str) -> None:
        await self.sheet.open(request_id)
        self.chosen = request_id
        await self._draw()

    async def _walk(self, step: int) -> None:
        """Open the neighbour of the open request."""
        place = self.order.index(self.chosen) if self.chosen in self.order else -step
        nearby = place + step
        if 0 <= nearby < len(self.order):
            await attempt(lambda: self._show(self.order[nearby]))
            address.replace(self._address())

    async def _acted(self) -> None:
        """After an act the next thing opens; when nothing waits the sheet closes."""
        place = self.order.index(self.chosen) if self.chosen in self.order else 0
        gone = self.chosen
        await self._draw()
        left = [key for key in self.order if key != gone]
        if self.tab == "waiting" and left:
            await self._show(left[min(place, len(left) - 1)])
        elif gone in self.order:
            await self._show(gone)
        else:
            self.sheet.sheet.close()
            self.chosen = ""
        address.replace(self._address())

    async def _closed(self) -> None:
        self.chosen = ""
        address.push(self._address())
        await self._draw()

    def _address(self) -> str:
        path = f"/todo/{self.chosen}" if self.chosen else "/todo"
        return address.address(path, tab="" if self.tab == "waiting" else self.tab)


def _tab(query: Mapping[str, str]) -> str:
    tab = query.get("tab", "waiting")
    return tab if tab in TABS else "waiting"


def _bucket(name: str) -> Text:
    return next((words for key, words in BUCKETS.items() if key == name), plain(name))


PAGE = Page(
    path="/todo",
    title=TITLE,
    symbol="todo",
    group=Group.TODAY,
    needs=Permission.REQUEST_ACT,
    build=build,
    tab=3,
)
REQUEST = Page(
    path="/todo/{request_id}",
    title=Text("申请", "Request"),
    symbol="todo",
    group=Group.TODAY,
    needs=Permission.REQUEST_ACT,
    build=build_request,
    menu=False,
)
