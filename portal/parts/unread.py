"""A line of the quarantine: why it cannot be read, and its bytes as plain text."""

from collections.abc import Callable
from datetime import datetime

from hr import punches, replay
from hr.punches import Unread
from portal.parts import words
from portal.widgets.button import button
from portal.widgets.chip import filter_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.show import moment
from rules.attendance.step import counted
from rules.text import Text

SETTLED = {
    "looked_at": Text("看过", "looked at"),
    "read_again": Text("后来读出来了", "read after all"),
    "no_punch": Text("读出来了，不是打卡", "read after all: no punch"),
}
LETTERS, HEXES = Text("文字", "Text"), Text("十六进制", "Hexadecimal")


def line(
    one: Unread, local: Callable[[datetime], datetime], *, may_settle: bool, hexes: bool = False
) -> Node:
    """One line; `hexes` shows its bytes as numbers instead of letters."""
    again = Text("，又来过 {n} 次", ", sent again {n} times").format(n=one.repeats)
    return div(
        div(
            icon("alert", cls="tone-wait"),
            el("strong", words.say(words.UNREAD, one.reason)),
            span(one.terminal, cls="sub"),
            span(moment(local(one.received_at)), again if one.repeats else None, cls="sub"),
            span(one.detail.get("detail", ""), cls="small"),
            span(SETTLED.get(one.settled_as), cls="sub") if one.settled_at else None,
            div(_acts(one), cls="actions") if may_settle else None,
            cls="unread-head",
        ),
        div(
            el("code", one.hexes if hexes else one.letters),
            div(
                filter_chip(LETTERS, act="bytes", key=one.id, on=not hexes),
                filter_chip(HEXES, act="bytes", key=f"{one.id} hex", on=hexes),
                span(counted(one.size, "字节", "byte", "bytes"), cls="small"),
                cls="chips",
            ),
            cls="bytes",
        ),
        cls="unread",
        data_row=one.id,
    )


def _acts(one: Unread) -> list[Node]:
    return [
        button(replay.again.spec.label, act="again", key=one.id, symbol="refresh"),
        button(punches.settle.spec.label, act="settle", key=one.id),
    ]


def outcome(found: replay.Outcome) -> Text:
    """What trying again brought, in words."""
    if not found.read:
        return Text("还是读不出，原因写在那一行", "Still unreadable; the line says why")
    said = Text("{n} 条读出来了，{punches}入库", "{n} read, {punches} stored").format(
        n=found.read, punches=counted(found.punches, "条打卡", "punch", "punches")
    )
    rest = Text("；{n} 条还读不出", "; {n} still unreadable").format(n=found.unread)
    return said + rest if found.unread else said


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
