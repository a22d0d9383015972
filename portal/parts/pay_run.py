"""One pay run on the page: who differs, the slip beside, and the acts that are open."""

from collections.abc import Mapping

from nicegui import ui

from hr import pay, pay_views, records
from hr.action import Action
from hr.pay_views import RunRow, RunView, SlipView
from portal.address import address, push
from portal.errors import tried
from portal.page import View
from portal.parts import payslip
from portal.parts.months import named
from portal.parts.proof import seal_node
from portal.widgets.answer import answer_head
from portal.widgets.button import button, link, text_button
from portal.widgets.card import card, card_box
from portal.widgets.chip import Tone, filter_chip
from portal.widgets.diff import Diff, diff_list
from portal.widgets.empty import empty_state
from portal.widgets.field_input import text_area
from portal.widgets.markup import Node, div, el, span
from portal.widgets.show import yuan
from portal.widgets.terminals import dots
from portal.widgets.toast import toast
from portal.widgets.view import put
from portal.widgets.waiting import progress
from rules.payroll.run import Act, RunState, people
from rules.period import Month
from rules.text import Text, join

TONES: dict[str, Tone] = {
    "unexplained": "wrong", "to_review": "wait", "new": "plain", "ok": "good",
}  # fmt: skip
CHIPS: tuple[tuple[str, Text, str | None], ...] = (
    ("", Text("全部", "all"), None),
    ("unexplained", Text("无原因", "no cause"), "alert"),
    ("to_review", Text("待复核", "to check"), "wait"),
    ("new", Text("上月没有", "not last month"), "ring"),
)
ACTS: dict[RunState, tuple[tuple[Act, Action[[str], str] | Action[[str], None]], ...]] = {
    RunState.DRAFT: (("recompute", pay.start), ("review", pay.review), ("close", pay.close)),
    RunState.REVIEWED: (("reopen", pay.reopen), ("close", pay.close)),
    RunState.CLOSED: (),
}
LABELS: dict[Act, Text] = {
    "recompute": Text("重算", "Compute again"),
    "review": Text("复核", "Review"),
    "reopen": Text("退回草稿", "Back to draft"),
    "close": Text("关闭批次", "Close the run"),
}
MAIN: dict[RunState, Act] = {RunState.DRAFT: "review", RunState.REVIEWED: "close"}
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
        chosen = next(act for name, act in ACTS[self.run.state] if name == what)
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
        self.head.show(_head(self.view, self.run))
        self.above.show(_progress(self.run), _blocked(self.run))
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
                    if (n := _count(self.run, key)) or not key
                ),
                cls="chips card-chips",
            ),
            diff_list([_diff(one, chosen=one.person_id == chosen) for one in shown])
            if shown
            else empty_state(*_nobody(self.run), symbol="check"),
            title=_title(self.run),
            foot=[
                _same(self.run),
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
            self.card.show(card(empty_state(*_nothing(self.run), symbol="slip"), flush=True))
            return
        kind = "pay.closed" if self.run.state is RunState.CLOSED else ""
        seal = seal_node(await self.view.ask(records.seal_of, slip.run_id, kind))
        self.card.show(_slip_card(slip, seal))


def _count(run: RunView, mark: str) -> int:
    return sum(mark in ("", one.mark) for one in run.rows)


def _head(view: View, run: RunView) -> Node:
    where = dots([Text("工资批次", "Pay run"), run.month, people(run.standing.people)])
    actions = [
        button(
            LABELS[name],
            act="act",
            key=name,
            kind="primary" if name == MAIN[run.state] and name not in run.closed else "secondary",
            closed=run.closed.get(name),
        )
        for name, act in ACTS[run.state]
        if act.spec.needs in view.me.may
    ]
    return answer_head(where, run.head, actions)


def _progress(run: RunView) -> Node | None:
    found = run.progress
    if found is None or not found.running:
        return None
    return card(
        progress(Text("正在计算", "Computing"), found.done + found.failed, found.total),
        cls="padded",
    )


def _blocked(run: RunView) -> Node | None:
    if not run.blocked:
        return None
    rows = (
        el("li", el("strong", one.name), " ", join(list(one.problems), zh="；", en="; "))
        for one in run.blocked
    )
    return card(
        el("ul", rows, cls="plain-list"),
        title=Text("算不出来的人", "Cannot be computed"),
        aside=link(Text("去参数", "Parameters"), "/parameters"),
        cls="ruled padded",
    )


def _title(run: RunView) -> Text:
    if run.standing.differ is None:
        return Text("这个月的人", "People of this month")
    before = named(Month.parse(run.month).previous)
    return Text("与 {m}不同的人", "Who differs from {m}").format(m=before)


def _same(run: RunView) -> Text:
    if run.standing.differ is None:
        return Text("没有上个月可比", "no earlier month to compare with")
    return Text(f"其余 {run.same} 人一分不差", f"the other {run.same} match to the fen")


def _diff(one: RunRow, *, chosen: bool) -> Diff:
    cause = join(list(one.reasons), zh="；", en="; ") if one.reasons else Text("", "")
    if one.mark == "new":
        cause = Text("上月没有工资条", "no payslip last month")
    return Diff(
        key=one.person_id,
        name=one.name,
        cause=cause,
        before=one.before_fen or 0,
        after=one.after_fen,
        tone=TONES[one.mark],
        chosen=chosen,
    )


def _nobody(run: RunView) -> tuple[Text, Text]:
    if run.progress and run.progress.running:
        return (
            Text("正在计算", "Computing"),
            Text("算好后名单出现在这里。", "People appear here when it is done."),
        )
    return (
        Text("没有人不同", "Nobody differs"),
        Text("每个人都与上个月一分不差。", "Everybody matches last month to the fen."),
    )


def _nothing(run: RunView) -> tuple[Text, Text]:
    return (
        Text("没有打开的工资条", "No payslip is open"),
        Text("在左边选一个人。", "Choose somebody on the left.") if run.rows else _same(run),
    )


def _slip_card(slip: SlipView, seal: Node) -> Node:
    about = dots(
        [slip.unit, slip.position, Text("工号 {code}", "no. {code}").format(code=slip.code)]
    )
    same = (
        Text("本人可在手机上看到同一张", "the employee sees the same slip")
        if slip.state is RunState.CLOSED
        else Text("关闭后本人看到同一张", "the employee sees the same slip once closed")
    )
    return card(
        div(
            div(
                div(span(slip.name, cls="person-name"), " ", span(about, cls="sub")),
                div(slip.month, cls="sub"),
            ),
            div(
                div(Text("应发", "Gross pay"), cls="small"),
                el("strong", yuan(slip.gross_fen), cls="gross"),
                cls="total",
            ),
            cls="slip-head",
        ),
        payslip.because(slip),
        payslip.lines(slip),
        foot=[seal, span(same)],
        cls="tall-foot",
    )
