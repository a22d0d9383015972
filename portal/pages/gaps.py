"""Gaps of all terminals: where may punches be missing, and has somebody looked."""

from hr import gaps
from hr.gaps import Gap
from portal import address
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts import gap
from portal.parts.form_sheet import FormSheet
from portal.widgets.answer import answer_head
from portal.widgets.button import link
from portal.widgets.card import card
from portal.widgets.chip import filter_chip
from portal.widgets.markup import Node, div, span
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.access import Permission
from rules.heads_terminals import gaps_head
from rules.text import Text

TITLE = Text("缺口", "Gaps")
WALL = Text("终端", "Terminals")
EVERY = 10.0


async def build(view: View) -> None:
    page = GapsPage(view)
    await page.beat()
    follow(page.beat, seconds=EVERY)


class GapsPage:
    """Open or settled gaps; the filter is in the address, a gap is settled beside the list."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.settled = view.query.get("settled") == "1"
        self.wall = view.query.get("terminal", "")
        self.found: list[Gap] = []
        self.sheet = FormSheet(gap.TITLE)
        self.head = put()
        acts = {"turn": self._turn, "wall": self._choose, "gap": self._gap}
        self.list = put(on=acts)

    async def beat(self) -> None:
        """Ask again and draw."""
        open_ones = await self.view.ask(gaps.list_gaps)
        self.found = open_ones
        if self.settled:
            self.found = await self.view.ask(gaps.list_gaps, settled=True)
        missing = sum(one.missing or 0 for one in open_ones)
        walls = len({one.terminal_id for one in open_ones})
        where = span(link(WALL, "/terminals"), Text(" ・ ", ", "), TITLE)
        self.head.show(answer_head(where, gaps_head(len(open_ones), missing, walls)))
        self.list.show(self._filters(), self._card())

    def _filters(self) -> Node:
        walls = sorted({one.terminal for one in self.found} | ({self.wall} - {""}))
        return div(
            filter_chip(Text("待看", "Open"), act="turn", on=not self.settled),
            filter_chip(Text("看过的", "Looked at"), act="turn", key="1", on=self.settled),
            [filter_chip(one, act="wall", key=one, on=one == self.wall) for one in walls],
            cls="chips",
        )

    def _card(self) -> Node:
        shown = [one for one in self.found if self.wall in {"", one.terminal}]
        rows = [gap.line(one, self.view) for one in shown]
        return card(rows or gap.none(settled=self.settled), flush=True)

    async def _turn(self, key: str) -> None:
        self.settled = key == "1"
        await self._go()

    async def _choose(self, key: str) -> None:
        self.wall = "" if key == self.wall else key
        await self._go()

    async def _go(self) -> None:
        settled = "1" if self.settled else ""
        address.replace(address.address("/terminals/gaps", settled=settled, terminal=self.wall))
        await self.beat()

    def _gap(self, key: str) -> None:
        one = next((each for each in self.found if each.id == key), None)
        if one:
            gap.ask(self.sheet, one, lambda values: self._settle(one, values))

    async def _settle(self, one: Gap, values: dict[str, object]) -> None:
        note = str(values.get("note") or "")
        await self.view.ask(gaps.settle, one.id, str(values["found"]), note)
        toast(gap.SETTLED)
        await self.beat()


PAGE = Page(
    path="/terminals/gaps",
    title=TITLE,
    symbol="alert",
    group=Group.TIME,
    needs=Permission.TERMINAL_VIEW,
    build=build,
    menu=False,
)
