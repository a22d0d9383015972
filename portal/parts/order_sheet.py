"""Giving one order to many terminals: what, whom it concerns, and to which terminals."""

from collections.abc import Awaitable, Callable, Sequence

from hr import clock, command_list, commands
from hr.action import Action
from hr.command_list import Offer, Target
from portal.page import View
from portal.parts.person_choice import PersonChoice
from portal.parts.terminal import STATES
from portal.widgets.button import button
from portal.widgets.card import section_title
from portal.widgets.chip import filter_chip
from portal.widgets.field_input import FieldInput
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.say import t
from portal.widgets.sheet import SideSheet
from portal.widgets.terminals import dots
from portal.widgets.toast import toast
from portal.widgets.view import put
from portal.widgets.why import note
from rules.text import Text, plain

TITLE = Text("下指令", "Give an order")
WHAT, WHERE = Text("做什么", "What"), Text("哪些终端", "Which terminals")
SECOND = Text(
    "删掉就回不来，所以要另一个有权限的人同意之后才发出去。",
    "What is removed does not come back, so another person must approve before it is sent.",
)
_PERSON: dict[str, Action[[str, Sequence[str]], int]] = {
    "put_user": commands.put_person,
    "delete_user": commands.remove_person,
    "delete_templates": commands.remove_templates,
}


class OrderSheet:
    """Opens beside the list of orders; `done` is called when orders were given."""

    def __init__(self, view: View, done: Callable[[], Awaitable[None]]) -> None:
        self.view, self._done = view, done
        self.offers: list[Offer] = []
        self.kind = ""
        self.chosen: set[str] = set()
        self.sheet = SideSheet(TITLE, width="wide", on={"kind": self._kind, "give": self._give})
        with self.sheet.live:
            self.who = PersonChoice(view, self._draw)
            self.low = FieldInput(Text("从哪天", "From"), "date")
            self.high = FieldInput(Text("到哪天", "To"), "date")
            self.walls = put(on={"wall": self._turn, "site": self._site, "all": self._all})

    async def open(self, kind: str = "") -> None:
        """Start with a kind of order, or the first."""
        self.offers = await self.view.ask(command_list.offers)
        self.chosen, self.who.chosen = set(), None
        await self.who.look("")
        today = self.view.local(clock.now()).date()
        self.low.write(str(today.replace(day=1)))
        self.high.write(str(today))
        self._kind(kind if kind in {one.kind for one in self.offers} else "set_time")
        self.sheet.open()

    @property
    def offer(self) -> Offer:
        return next(one for one in self.offers if one.kind == self.kind)

    def _kind(self, kind: str) -> None:
        self.kind = kind
        self.chosen &= {one.id for one in self.offer.terminals}
        self._draw()

    def _draw(self) -> None:
        offer = self.offer
        chips = (
            filter_chip(one.label, act="kind", key=one.kind, on=one is offer) for one in self.offers
        )
        warning = note(SECOND, symbol="alert", tone="wait") if offer.second else None
        self.sheet.fill(
            div(el("h2", TITLE), cls="sheet-title"),
            [section_title(WHAT), div(chips, cls="chips"), warning],
        )
        self.who.show(on=offer.person)
        self.who.left = offer.second
        for one in (self.low, self.high):
            one.set_visibility(self.kind == "read_log")
        self.walls.show(self._walls(offer.terminals))
        ready = bool(self.chosen) and (self.who.chosen is not None or not offer.person)
        label = Text("发给 {n} 台终端", "Send to {n}").format(n=len(self.chosen))
        why = None if ready else Text("先选好人和终端。", "Choose person and terminals first.")
        self.sheet.foot.show(button(label, act="give", kind="primary", closed=why))
        self.sheet.foot.set_visibility(True)

    def _walls(self, offered: Sequence[Target]) -> list[Child]:
        if not offered:
            return [note(Text("没有终端能做这件事。", "No terminal can do this."), symbol="info")]
        sites = {one.site.zh: one.site for one in offered}
        everything = len(self.chosen) == len(offered)
        return [
            section_title(WHERE),
            div(
                filter_chip(Text("全部", "All"), act="all", on=everything, count=len(offered)),
                (filter_chip(name, act="site", key=key) for key, name in sites.items()),
                cls="chips",
            ),
            div((_wall(one, on=one.id in self.chosen) for one in offered), data_keys=""),
        ]

    def _turn(self, key: str) -> None:
        if key in {one.id for one in self.offer.terminals}:
            self.chosen ^= {key}
        self._draw()

    def _site(self, key: str) -> None:
        here = {one.id for one in self.offer.terminals if one.site.zh == key}
        self.chosen = self.chosen - here if here <= self.chosen else self.chosen | here
        self._draw()

    def _all(self, _key: str) -> None:
        every = {one.id for one in self.offer.terminals}
        self.chosen = set() if self.chosen == every else every
        self._draw()

    async def _give(self, _key: str) -> None:
        walls = sorted(self.chosen)
        if self.offer.person and self.who.chosen:
            count = await self.view.ask(_PERSON[self.kind], self.who.chosen.id, walls)
        else:
            low, high = self.low.text, self.high.text
            count = await self.view.ask(commands.order, self.kind, walls, low=low, high=high)
        self.sheet.close()
        said = Text("{n} 条{what}，等终端来取", "{n} ordered: {what}")
        if self.offer.second:
            said = Text("{n} 条{what}，等第二个人同意", "{n} wait for a second person: {what}")
        toast(said.format(n=count, what=self.offer.label))
        await self._done()


def _wall(one: Target, *, on: bool) -> Node:
    state = STATES.get(one.state, ("plain", plain(one.state)))[1]
    off = Text("已停用", "switched off")
    return el(
        "button",
        span(icon("check") if on else None, cls="box"),
        el("strong", one.code),
        span(one.name),
        span(dots([one.site, state if one.enabled else off]), cls="sub"),
        cls="pick on" if on else "pick",
        type="button",
        aria_pressed="true" if on else "false",
        aria_label=f"{one.code} {one.name} {t(one.site)}",
        data_act="wall",
        data_key=one.id,
    )
