"""What a page shows when there is nothing, when it failed, or when it is not open to the reader."""

from portal.widgets.button import button
from portal.widgets.markup import Node, div, el, icon
from portal.widgets.say import Words
from portal.widgets.view import Handlers, View, put
from rules.problem import Problem
from rules.text import Text

QUOTE = Text("编号 {id}，联系管理员时请报上它。", "Reference {id}; quote it when you ask for help.")
NOT_YOURS = Text("您还不能看这一页", "This page is not open to you")
ASK_ADMIN = Text("公司的管理员可以给您开通。", "Your company's administrator can grant it.")
AGAIN = Text("再试一次", "Try again")


def empty_state(
    title: Words, hint: Words, *, symbol: str = "form", action: Node | None = None
) -> Node:
    """What belongs here and the one thing to do."""
    foot = div(action, cls="actions") if action else None
    return div(icon(symbol), el("h2", title), el("p", hint), foot, cls="blank")


def error_state(problem: Problem, *, reference: str = "", on: Handlers | None = None) -> View:
    """Place what happened, what to do, an id to quote; with `on` a button with act `retry`."""
    return put(
        failure(problem.text, problem.hint or "", reference=reference, retry=bool(on)), on=on
    )


def failure(title: Words, hint: Words, *, reference: str = "", retry: bool = False) -> Node:
    return div(
        icon("alert"),
        el("h2", title),
        el("p", hint) if hint else None,
        el("code", QUOTE.format(id=reference)) if reference else None,
        div(button(AGAIN, act="retry"), cls="actions") if retry else None,
        cls="blank wrong",
        role="alert",
    )


def no_permission(problem: Problem) -> View:
    """Place what is closed and who can open it (the problem's hint, else the administrator)."""
    return put(closed(problem.text, problem.hint or ASK_ADMIN))


def closed(what: Words, who: Words) -> Node:
    return div(icon("lock"), el("h2", NOT_YOURS), el("p", what), el("p", who), cls="blank")
