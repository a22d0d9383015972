"""One pay run on the page: who differs, the slip beside, and the acts that are open."""

from collections.abc import Mapping

from nicegui import ui

from hr import pay, pay_views, records
from hr.pay_views import RunRow, RunView, SlipView
from portal.address import address, push
from portal.errors import tried
from portal.page import View
from portal.parts import pay_cards as cards
from portal.parts.proof import seal_node
from portal.widgets.button import button, text_button
from portal.widgets.card import card, card_box
from portal.widgets.chip import filter_chip
from portal.widgets.diff import diff_list
from portal.widgets.empty import empty_state
from portal.widgets.field_input import text_area
from portal.widgets.markup import Node, div
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.payroll.run import Act, RunState
from rules.text import Text

CHIPS: tuple[tuple[str, Text, str | None], ...] = (
    ("", Text("全部", "all"), None),
    ("unexplained", Text("无原因", "no cause"), "alert"),
    ("to_review", Text("待复核", "to check"), "wait"),
    ("new", Text("上月没有", "not last month"), "ring"),
)
DONE: dict[Act, Text] = {
    "recompute": Text("开始重算。", "Computing again."),
    "review": Text("已复核，写入证据。", "Reviewed and put on record."),
    "reopen": Text("已退回草稿。", "Back to draft."),
    "close": Text(
        "批次已关闭，员工现在能看到工资条。", "Closed; everybody can see their payslip now."
    ),
}
_FIRST = 60
_SHOW_SLIP = "innerWidth < 1101 && document.querySelector('.slip-side')?.scrollIntoView()"
"""On a phone the slip lies below the list."""


class RunPage:
    """An open run; the chosen person and filter stand in the address."""

    def __init__(self, view: View, run: RunView) -> None:
        self.view, self.run = view, run
        self.show, self.most = view.query.get("show", ""), _FIRST
        self.slip: SlipView | None = None
        self.head = put(on={"act": tried(self._act)})
        self.above = put(cls="stack")
        with ui.element("div").classes("payrun"):
            self.list = put(
                cls="bare",
                on={
                    "diff": tried(self.choose),
                    "filter": tried(self._filter),
                    "more": tried(self._more),
                },
            )
            with ui.element("div").classes("stack slip-side"):
                self.card = put(on={"proof": tried(self._proof), "raw": tried(self._raw)})
                self.check = self._check_box()
        self._draw()

    def _check_box(self) -> ui.element:
        with (
            ui.element("div") as box,
            card_box(Text("看过这处变化", "Look at this change"), cls="ruled padded"),
        ):
            self.reason = text_area(
                Text("为什么是对的", "Why it is right"), rows=2, keep="pay-check"
            )
            put(
                button(pay.check_slip.spec.label, act="check", kind="primary"),
                cls="form-foot",
                on={"check": tried(self._checked)},
            )
        return box

    async def beat(self) -> None:
        """Follow the computation; the list is drawn when it ends."""
        before = self.run.progress
        if before is None or not before.running:
            return
        self.run = await self.view.ask(pay_views.run, self.run.month)
        if self.run.progress != before:
            await self._redraw()

    async def choose(self, person: str) -> None:
        """Open a person's slip and say so in the address."""
        await self.open(person)
        self._move()
        ui.run_javascript(_SHOW_SLIP)

    async def open(self, person: str) -> None:
        """Open a person's slip; without one the first of the list."""
        rows = self._rows()
        wanted = person or next((one.person_id for one in rows), "")
        if wanted:
            self.slip = await self.view.ask(pay_views.payslip, self.run.month, wanted)
        self._draw()
        await self._draw_slip()

    async def _act(self, what: str) -> None:
        chosen = next(act for name, act in cards.ACTS[self.run.state] if name == what)
        await chosen(self.view.visitor, self.run.month)
        ui.navigate.reload() if what == "recompute" else await self._reload(what)

    async def _reload(self, what: str) -> None:
        toast(next(words for name, words in DONE.items() if name == what))
        self.run = await self.view.ask(pay_views.run, self.run.month)
        await self._redraw()

    async def _redraw(self) -> None:
        await self.open("")

    async def _checked(self, _key: str) -> None:
        if self.slip is None:
            return
        if not self.reason.text.strip():
            self.reason.say_error(Text("请写一句原因。", "Give a reason in one sentence."))
            return
        person = self.slip.person_id
        await self.view.ask(pay.check_slip, self.run.month, person, self.reason.text)
        self.reason.forget()
        self.reason.write("")
        self.reason.say_error("")
        self.run = await self.view.ask(pay_views.run, self.run.month)
        toast(Text("记下了。", "Noted."))
        await self.open(person)

    async def _filter(self, show: str) -> None:
        self.show = show
        self._move()
        self._draw()

    async def _more(self, _key: str) -> None:
        self.most += _FIRST * 5
        self._draw()

    async def _proof(self, _key: str) -> None:
        ui.navigate.to(f"/evidence?subject={self.run.id}")

    async def _raw(self, punch: str) -> None:
        """A punch leads to its day, where its terminal and number stand."""
        if self.slip is None:
            return
        days = [
            day
            for line in self.slip.slip.lines
            for fact in line.facts
            for day in fact.source.days
            if any(one.id == punch for one in day.punches)
        ]
        if days:
            ui.navigate.to(f"/month/{self.run.month}/{self.slip.person_id}/{days[0].date}")

    def _move(self) -> None:
        person = self.slip.person_id if self.slip else ""
        push(address(f"/pay/{self.run.month}", show=self.show, person=person))

    async def follow(self, _path: str, query: Mapping[str, str]) -> None:
        """Back and forward over people and filters."""
        self.show = query.get("show", "")
        await self.open(query.get("person", ""))

    def _rows(self) -> list[RunRow]:
        return [one for one in self.run.rows if self.show in ("", one.mark)]

    def _draw(self) -> None:
        self.head.show(cards.head(self.view, self.run))
        self.above.show(cards.progress(self.run), cards.blocked(self.run))
        self.list.show(self._people())

    def _people(self) -> Node:
        rows = self._rows()
        chosen = self.slip.person_id if self.slip else ""
        shown = rows[: self.most]
        more = len(rows) - len(shown)
        return card(
            div(
                (
                    filter_chip(
                        words, act="filter", key=key, on=key == self.show, count=n, symbol=symbol
                    )
                    for key, words, symbol in CHIPS
                    if (n := cards.count(self.run, key)) or not key
                ),
                cls="chips card-chips",
            ),
            diff_list([cards.diff(one, chosen=one.person_id == chosen) for one in shown])
            if shown
            else empty_state(*cards.nobody(self.run), symbol="check"),
            title=cards.title(self.run),
            foot=[
                cards.same(self.run),
                text_button(Text(f"再看 {more} 人", f"show {more} more"), act="more")
                if more
                else None,
            ],
            flush=True,
            cls="diff-card",
        )

    async def _draw_slip(self) -> None:
        slip = self.slip
        open_mark = slip is not None and slip.mark in ("unexplained", "to_review")
        draft = self.run.state is RunState.DRAFT
        self.check.set_visibility(open_mark and draft and self.view.may(pay.check_slip))
        if slip is None:
            self.card.show(card(empty_state(*cards.nothing(self.run), symbol="slip"), flush=True))
            return
        kind = "pay.closed" if self.run.state is RunState.CLOSED else ""
        seal = seal_node(await self.view.ask(records.seal_of, slip.run_id, kind))
        self.card.show(cards.slip_card(slip, seal))
