"""A line of the quarantine: why it cannot be read, and its bytes as plain text."""

from collections.abc import Callable
from datetime import datetime

from hr import punches
from hr.punches import Unread
from portal.parts import words
from portal.widgets.button import button
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.show import moment
from rules.text import Text


def line(one: Unread, local: Callable[[datetime], datetime], *, may_settle: bool) -> Node:
    again = Text("，又来过 {n} 次", ", sent again {n} times").format(n=one.repeats)
    settle = button(punches.settle.spec.label, act="settle", key=one.id) if may_settle else None
    return div(
        div(
            icon("alert", cls="tone-wait"),
            el("strong", words.say(words.UNREAD, one.reason)),
            span(one.terminal, cls="sub"),
            span(moment(local(one.received_at)), again if one.repeats else None, cls="sub"),
            span(one.detail.get("detail", ""), cls="small"),
            div(settle, cls="actions") if settle else None,
            cls="unread-head",
        ),
        el("code", one.shown),
        cls="unread",
    )


def nothing(*, settled: bool) -> Node:
    if settled:
        return empty_state(
            Text("还没有处理过的", "None handled yet"),
            Text(
                "标记过的记录会留在这里，原文不删。", "Marked records stay here with their bytes."
            ),
            symbol="form",
        )
    return empty_state(
        Text("没有读不出的记录", "Nothing is unreadable"),
        Text(
            "读不出的记录连同原文存在这里，不会挡住后面的打卡。",
            "What cannot be read is kept here with its bytes and never stops the punches after it.",
        ),
        symbol="check",
    )
