"""An order to a terminal as a line: what, to whom, how it stands, and what the terminal said."""

from hr.command_list import CommandView
from portal.page import View
from portal.widgets.button import button
from portal.widgets.chip import Tone, state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.say import Words
from portal.widgets.show import moment
from portal.widgets.terminals import dots
from rules.text import Text, plain

TONES: dict[str, Tone] = {
    "waiting": "wait",
    "queued": "info",
    "sent": "info",
    "done": "good",
    "failed": "wrong",
    "cancelled": "plain",
}
OPEN = ("waiting", "queued", "sent")
AGREE = Text("同意", "Approve")
TAKE_BACK = Text("取消", "Cancel")


def line(one: CommandView, view: View, *, wall: bool = True) -> Node:
    """One order; `wall` names the terminal, for lists of several."""
    about = [
        one.person,
        one.code if one.code != one.person else "",
        one.low and f"{one.low}–{one.high}",
    ]
    what: list[Words] = [one.label, *(each for each in about if each)]
    return div(
        icon("terminal"),
        span(
            el("strong", one.terminal, " ", dots(what)) if wall else el("strong", dots(what)),
            span(_past(one, view), cls="sub"),
            span(one.answer, cls="sub") if one.answer.zh else None,
            cls="words",
        ),
        state_chip(one.state_label, TONES.get(one.state, "plain")),
        div(_buttons(one), cls="actions") if one.can_approve or one.can_cancel else None,
        cls="line-row",
        data_row=one.id,
    )


def none() -> Node:
    return empty_state(
        Text("没有指令", "No order yet"),
        Text(
            "校时、下发人员、重新读取、删除离职人员，终端做没做成都在这里看得到。",
            "Setting clocks, adding people, reading again, removing leavers: each answer is here.",
        ),
        symbol="terminal",
    )


def _buttons(one: CommandView) -> list[Child]:
    return [
        button(AGREE, act="approve", key=one.id, kind="primary") if one.can_approve else None,
        button(TAKE_BACK, act="cancel", key=one.id) if one.can_cancel else None,
    ]


def _past(one: CommandView, view: View) -> str:
    by = Text("{who} 下达 {when}", "given by {who}, {when}").format(
        who=one.created_by, when=moment(view.local(one.created_at))
    )
    agreed = Text("{who} 同意", "approved by {who}").format(who=one.approved_by or plain(""))
    sends = Text("发过 {n} 次", "sent {n} times").format(n=one.sends)
    return dots([by, *([agreed] if one.approved_by else []), *([sends] if one.sends > 1 else [])])
