"""My space: how my day stands, what waits for me, and the three things one files most."""

from datetime import datetime

from nicegui import ui

from hr import my_space, notices, pay, pay_views, todo
from hr.month import Cell
from hr.my_space import MyToday, OpenScore
from hr.notices import NoticeRow
from portal.errors import toast, tried
from portal.page import Group, Page, View
from portal.parts.days import day_line, day_mark, hours, in_words, raw_punches_of
from portal.parts.ledger import ledger, ledger_row
from portal.parts.mine import is_read, quick, slip_row
from portal.widgets.answer import answer_head
from portal.widgets.button import button, link
from portal.widgets.card import card
from portal.widgets.day_bar import day_bar
from portal.widgets.day_glyph import DayMark, week
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el, icon, place, span
from portal.widgets.phone import phone_section
from portal.widgets.say import Words, t
from portal.widgets.show import date, short_date, short_weekday
from portal.widgets.view import put
from portal.widgets.why import raw_punches, why_steps
from rules.access import Permission
from rules.text import Text

TITLE = Text("我的空间", "My space")
NO_FILE = Text("这个账号没有员工档案", "This account has no employee file")
NO_FILE_HINT = Text(
    "打卡、请假和工资都跟着员工档案走。请管理员把账号关联到您的档案。",
    "Punches, leave and pay follow the employee file. Ask an administrator to link this account.",
)
_UNREAD_SHOWN, _WAITING_SHOWN = 3, 4


async def build(view: View) -> None:
    if view.me.person_id is None:
        put(answer_head(TITLE, view.me.name), empty_state(NO_FILE, NO_FILE_HINT, symbol="person"))
        return
    today = await view.ask(my_space.today)
    waiting = await _waiting(view)
    put(
        answer_head(date(today.now.date()), today.head),
        div(
            div(_shift(today), _section(2, quick()), _counts(today), _week(today), cls="stack"),
            div(waiting, await _notices(view), await _slip(view), cls="stack"),
            cls="mine",
        ),
        on={
            "raw": lambda _: ui.navigate.to(f"/me/days?day={today.now.date()}"),
            "score": tried(lambda key: _confirm(view, key)),
        },
    )


def _shift(today: MyToday) -> Node:
    if today.shift is None:
        words = el("p", Text("今天没有班。", "No shift today."), cls="sub")
        return _section(1, card(words, cls="padded"))
    name = div(span(today.shift.label, cls="sub"), el("strong", hours(today.shift)), cls="between")
    bar = day_bar(
        day_line(
            today.shift,
            today.now.date(),
            today.zone,
            came=today.first_in,
            left=today.last_out,
            now=today.now,
        )
    )
    return _section(1, card(name, bar, cls="padded"))


def _counts(today: MyToday) -> Node:
    rows = raw_punches_of(today.punches)
    body = raw_punches(rows) if rows else el("p", Text("还没有打卡。", "No punch yet."), cls="sub")
    return _section(
        4, phone_section(Text("今天怎么算", "How today counts"), body, why_steps(today.steps))
    )


def _week(today: MyToday) -> Node:
    days = [_weekday(cell, today.now) for cell in today.week]
    more = link(Text("整月", "The month"), "/me/days")
    drawn = div(week(days), cls="seven")
    return _section(5, phone_section(Text("这一周", "This week"), drawn, aside=more))


def _weekday(cell: Cell, now: datetime) -> tuple[Words, DayMark, Words, bool]:
    today = cell.date == now.date()
    said = Text("今天", "today") if today else _short(cell)
    return f"{short_weekday(cell.date)} {cell.date.day}", day_mark(cell), said, today


def _short(cell: Cell) -> Text:
    """Words that fit a seventh of a phone."""
    short = {"future": Text("", ""), "normal": Text("如常", "OK")}
    return next((short[mark] for mark in cell.glyphs if mark in short), in_words(cell))


async def _waiting(view: View) -> Node:
    found = await view.ask(todo.todo)
    scores = await view.ask(my_space.open_scores)
    items = [item for _, group in found.groups for item in group]
    rows = [
        *(_score(one) for one in scores),
        *(
            ledger_row(f"/todo/{one.request_id}", one.icon, one.title, one.summary, one.otherwise)
            for one in items[:_WAITING_SHOWN]
        ),
    ]
    none = el("p", Text("没有事等您。", "Nothing waits for you."), cls="sub")
    aside = link(Text("全部 {n}", "All {n}").format(n=len(items)), "/todo") if items else None
    return _section(
        3,
        phone_section(Text("等我办", "Waits for me"), ledger(rows) if rows else none, aside=aside),
    )


def _score(one: OpenScore) -> Node:
    words = Text("{month} 绩效得分 {percent}", "Score of {month}: {percent}").format(
        month=one.month, percent=one.percent
    )
    return el(
        "li",
        icon("pen"),
        span(el("strong", words), span(one.note, cls="sub"), cls="grow"),
        button(pay.confirm_score.spec.label, act="score", key=one.month),
    )


async def _confirm(view: View, key: str) -> None:
    await view.ask(pay.confirm_score, key)
    toast(t(Text("已确认", "Confirmed")))
    ui.navigate.reload()


async def _notices(view: View) -> Node:
    rows = await view.ask(notices.mine)
    fresh = [one for one in rows if not is_read(one)]
    shown = (fresh or rows)[:_UNREAD_SHOWN]
    none = el("p", Text("还没有通知。", "No notice yet."), cls="sub")
    title = Text(f"{len(fresh)} 条通知未读", f"{len(fresh)} unread") if fresh else NOTICES
    listed = ledger([_notice(view, one) for one in shown]) if shown else none
    aside = link(Text("全部", "All"), "/me/notices") if rows else None
    return _section(6, phone_section(title, listed, aside=aside))


NOTICES = Text("通知", "Notices")


def _notice(view: View, one: NoticeRow) -> Node:
    when = short_date(view.local(one.created_at).date())
    unread = Text("", "") if is_read(one) else Text("未读", "unread")
    return ledger_row(f"/me/notices/{one.id}", "mail", one.title, when, unread)


async def _slip(view: View) -> Node:
    slips = await view.ask(pay_views.my_slips)
    none = el("p", Text("还没有发过工资条。", "No payslip yet."), cls="sub")
    listed = ledger([slip_row(one) for one in slips[:1]]) if slips else none
    aside = link(Text("全部", "All"), "/me/pay") if len(slips) > 1 else None
    return _section(7, phone_section(Text("最近的工资条", "Latest payslip"), listed, aside=aside))


def _section(order: int, *inside: Node) -> Node:
    """`order` is the place on a phone, where both columns become one."""
    return div(*inside, style=place(o=order))


PAGE = Page(
    path="/me",
    title=TITLE,
    symbol="home",
    group=Group.MINE,
    needs=Permission.SELF,
    build=build,
    tab=1,
)
