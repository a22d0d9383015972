"""My requests: file one, and see how far the others are."""

from hr import todo
from hr.todo import RequestRow
from portal.page import Group, Page, View
from portal.parts.ledger import ledger
from portal.parts.mine import quick
from portal.parts.request import TONES
from portal.widgets.answer import answer_head
from portal.widgets.chip import state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.view import put
from rules.access import Permission
from rules.text import Text

TITLE = Text("我的申请", "My requests")
OPEN = ("running", "returned")
NONE_OPEN = Text("没有在办的申请。", "Nothing of yours is being decided.")
EMPTY = Text("还没有申请过", "Nothing filed yet")
EMPTY_HINT = Text("请假、补卡和加班从上面开始。", "Start a leave, correction or overtime above.")


async def build(view: View) -> None:
    rows = await view.ask(todo.mine)
    running = sum(one.state in OPEN for one in rows)
    said = Text(f"{running} 件在办。", f"{running} being decided.") if running else NONE_OPEN
    put(
        answer_head(TITLE, said),
        div(
            quick(),
            ledger([_row(one) for one in rows])
            if rows
            else empty_state(EMPTY, EMPTY_HINT, symbol="form"),
            cls="narrow",
        ),
    )


def _row(one: RequestRow) -> Node:
    return el(
        "li",
        el(
            "a",
            icon(one.icon),
            span(el("strong", one.title), span(one.summary, cls="sub"), cls="grow"),
            state_chip(one.state_text, TONES.get(one.state, "plain")),
            href=f"/todo/{one.id}?tab=mine",
        ),
    )


PAGE = Page(
    path="/me/requests",
    title=TITLE,
    symbol="form",
    group=Group.MINE,
    needs=Permission.REQUEST_FILE,
    build=build,
    tab=2,
)
