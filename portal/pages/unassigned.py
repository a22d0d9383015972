"""Punches nobody owns yet, and records nobody can read: neither is lost, both wait here."""

from collections.abc import Mapping
from functools import partial

from hr import punches, replay
from hr.punches import Unread, Waiting
from portal import address
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts import unread
from portal.parts.assign import AssignSheet
from portal.widgets.answer import answer_head
from portal.widgets.button import button, text_button
from portal.widgets.card import card
from portal.widgets.chip import filter_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, span
from portal.widgets.show import moment
from portal.widgets.terminals import dots
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.access import Permission
from rules.attendance.step import counted
from rules.heads import unassigned_head
from rules.text import Text

TITLE = Text("待认领与读不出", "Unassigned and unreadable")
EVERY = 5.0


async def build(view: View) -> None:
    page = UnassignedPage(view)
    await page.beat()
    await page.open_address("/unassigned", view.query)
    address.on_back(page.open_address)
    follow(page.beat, seconds=EVERY)


class UnassignedPage:
    """Codes to be given an owner, lines to be looked at."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.waiting: list[Waiting] = []
        self.settled = False
        self.hexes: set[str] = set()
        self.assigns = view.may(punches.assign)
        self.sheet = AssignSheet(view, self._assigned, partial(address.push, "/unassigned"))
        self.head = put()
        self.codes = put(on={"assign": self._assign, "suggest": self._suggest})
        self.unread = put(
            cls="page-foot",
            on={
                "settle": self._settle,
                "settled": self._turn,
                "bytes": self._bytes,
                "again": self._again,
                "all": self._all,
            },
        )

    async def beat(self) -> None:
        """Ask again and draw what changed."""
        lines = await self.view.ask(punches.quarantine, settled=self.settled)
        if self.assigns:
            self.waiting = await self.view.ask(punches.unassigned)
            self.codes.show(_codes(self.waiting, self.view))
        count = sum(one.count for one in self.waiting)
        open_lines = None if self.settled else len(lines)
        self.head.show(answer_head(TITLE, unassigned_head(len(self.waiting), count, open_lines)))
        self.unread.show(self._quarantine(lines))

    async def open_address(self, _path: str, query: Mapping[str, str]) -> None:
        """Open the code an address names."""
        one = self._find(f"{query.get('group', '')}/{query.get('code', '')}")
        if one:
            await self.sheet.open(one)
        else:
            self.sheet.close()

    def _find(self, key: str) -> Waiting | None:
        return next((one for one in self.waiting if key_of(one) == key), None)

    async def _assign(self, key: str) -> None:
        if one := self._find(key):
            await self.sheet.open(one)
            where = address.address("/unassigned", group=one.code_group, code=one.code)
            address.push(where)

    async def _suggest(self, key: str) -> None:
        code, _, person_id = key.rpartition(" ")
        await self._assign(code)
        await self.sheet.choose(person_id)

    async def _assigned(self) -> None:
        await self.beat()
        address.push("/unassigned")

    async def _settle(self, line_id: str) -> None:
        await self.view.ask(punches.settle, line_id)
        toast(Text("已标记，原文还留着", "Marked as handled; its bytes are kept"))
        await self.beat()

    async def _again(self, line_id: str) -> None:
        toast(unread.outcome(await self.view.ask(replay.again, line_id)))
        await self.beat()

    async def _all(self, _key: str) -> None:
        toast(unread.outcome(await self.view.ask(replay.again_all)))
        await self.beat()

    async def _bytes(self, key: str) -> None:
        line_id, _, hexes = key.partition(" ")
        self.hexes = self.hexes | {line_id} if hexes else self.hexes - {line_id}
        await self.beat()

    async def _turn(self, key: str) -> None:
        self.settled = key == "1"
        await self.beat()

    def _quarantine(self, lines: list[Unread]) -> Node:
        may = self.view.may(punches.settle) and not self.settled
        rows = [
            unread.line(one, self.view.local, may_settle=may, hexes=one.id in self.hexes)
            for one in lines
        ]
        every = text_button(replay.again_all.spec.label, act="all", symbol="refresh")
        return card(
            rows or unread.nothing(settled=self.settled),
            title=Text("读不出的记录", "Records nobody can read"),
            aside=[
                every if may and lines else None,
                filter_chip(Text("待看", "Waiting"), act="settled", on=not self.settled),
                filter_chip(Text("已处理", "Handled"), act="settled", key="1", on=self.settled),
            ],
            flush=True,
        )


def key_of(one: Waiting) -> str:
    """How the page names a code of a group of terminals."""
    return f"{one.code_group}/{one.code}"


def _codes(waiting: list[Waiting], view: View) -> Node:
    rows = [_code(one, view) for one in waiting]
    return card(
        rows or _all_owned(),
        title=Text("待认领的编号", "Codes without an owner"),
        aside=Text("认领后，这些天会重新判定", "the days are judged again once assigned"),
        flush=True,
    )


def _code(one: Waiting, view: View) -> Node:
    first, last = moment(view.local(one.first_at)), moment(view.local(one.last_at))
    count = counted(one.count, "条打卡", "punch", "punches")
    when = Text("最早 {first}，最近 {last}", "first {first}, last {last}")
    guesses = (
        button(
            Text("像是 {name}", "{name}, perhaps").format(name=name),
            act="suggest",
            key=f"{key_of(one)} {person_id}",
        )
        for person_id, name in one.suggestions
    )
    return div(
        span(one.code, cls="code"),
        span(one.device_name, cls="sub") if one.device_name else None,
        span(count),
        span(when.format(first=first, last=last), cls="sub"),
        span(dots(one.terminals), cls="sub"),
        div(
            guesses,
            button(punches.assign.spec.label, act="assign", key=key_of(one), kind="primary"),
            cls="actions",
        ),
        cls="wait-row",
    )


def _all_owned() -> Node:
    return empty_state(
        Text("没有待认领的打卡", "No punch is waiting"),
        Text(
            "终端上出现不认识的编号时，打卡先存下来，在这里等人认领。",
            "When a terminal reports a code nobody knows, its punches are kept and wait here.",
        ),
        symbol="check",
    )


PAGE = Page(
    path="/unassigned",
    title=Text("待认领", "Unassigned"),
    symbol="unknown",
    group=Group.TIME,
    needs=Permission.TERMINAL_VIEW,
    build=build,
)
