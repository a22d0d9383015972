"""The parts of a pay run: its head, who differs, who is blocked, the slip."""

from hr import pay
from hr.action import Action
from hr.pay_views import RunRow, RunView, SlipView
from portal.page import View
from portal.parts import payslip
from portal.parts.months import named
from portal.widgets.answer import answer_head
from portal.widgets.button import button, link
from portal.widgets.card import card
from portal.widgets.chip import Tone
from portal.widgets.diff import Diff
from portal.widgets.markup import Node, div, el, span
from portal.widgets.show import yuan
from portal.widgets.terminals import dots
from portal.widgets.waiting import progress as progress_bar
from rules.payroll.run import Act, RunState, people
from rules.period import Month
from rules.text import Text, join

TONES: dict[str, Tone] = {
    "unexplained": "wrong", "to_review": "wait", "new": "plain", "ok": "good",
}  # fmt: skip
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


def count(run: RunView, mark: str) -> int:
    """How many carry a mark; all without one."""
    return sum(mark in ("", one.mark) for one in run.rows)


def head(view: View, run: RunView) -> Node:
    """Where the run stands, with the acts of its state; a closed one says why."""
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


def progress(run: RunView) -> Node | None:
    """How far the computation is, while it runs."""
    found = run.progress
    if found is None or not found.running:
        return None
    return card(
        progress_bar(Text("正在计算", "Computing"), found.done + found.failed, found.total),
        cls="padded",
    )


def blocked(run: RunView) -> Node | None:
    """Whose pay cannot be computed, and where to mend it."""
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


def title(run: RunView) -> Text:
    """What the list holds."""
    if run.standing.differ is None:
        return Text("这个月的人", "People of this month")
    before = named(Month.parse(run.month).previous)
    return Text("与 {m}不同的人", "Who differs from {m}").format(m=before)


def same(run: RunView) -> Text:
    """How many are not in the list."""
    if run.standing.differ is None:
        return Text("没有上个月可比", "no earlier month to compare with")
    return Text(f"其余 {run.same} 人一分不差", f"the other {run.same} match to the fen")


def diff(one: RunRow, *, chosen: bool) -> Diff:
    """One line of the list."""
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


def nobody(run: RunView) -> tuple[Text, Text]:
    """What stands in an empty list."""
    if run.progress and run.progress.running:
        return (
            Text("正在计算", "Computing"),
            Text("算好后名单出现在这里。", "People appear here when it is done."),
        )
    return (
        Text("没有人不同", "Nobody differs"),
        Text("每个人都与上个月一分不差。", "Everybody matches last month to the fen."),
    )


def nothing(run: RunView) -> tuple[Text, Text]:
    """What stands where no slip is open."""
    return (
        Text("没有打开的工资条", "No payslip is open"),
        Text("在左边选一个人。", "Choose somebody on the left.") if run.rows else same(run),
    )


def slip_card(slip: SlipView, seal: Node) -> Node:
    """The slip as the employee will see it."""
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
