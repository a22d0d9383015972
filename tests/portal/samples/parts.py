"""Every part that the whole screens do not show: form, table, states, marks above forty."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

import datetime as dt
from dataclasses import replace

from nicegui import ui

from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import card, card_box
from portal.widgets.chip import Tone, state_chip
from portal.widgets.empty import closed, empty_state, failure
from portal.widgets.form import FormView
from portal.widgets.health import Stroke, capacity_bar, health_strip
from portal.widgets.ladder import ladder_steps
from portal.widgets.marks import Presence, Tally, tally_row
from portal.widgets.markup import Child, div, el, span
from portal.widgets.seal import Proof, proof_seal
from portal.widgets.show import date
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.toast import toast
from portal.widgets.view import put
from portal.widgets.waiting import progress, skeleton
from rules.field import Choice, Field
from rules.problem import refuse
from rules.text import Text

FIELDS = (
    Field(name="title", kind="text", label=Text("姓名", "Name"), required=True, length=20),
    Field(name="kind", kind="choice", label=Text("假别", "Kind"), required=True,
          options=(Choice(value="a", label=Text("年假", "Annual")), Choice(value="s", label=Text("病假", "Sick")))),
    Field(name="span", kind="date_range", label=Text("哪几天", "Which days"), required=True),
    Field(name="hours", kind="number", label=Text("小时", "Hours"), places=1, low=0, high=36, unit=Text("小时", "h"),
          help=Text("本月最多 36 小时。", "36 hours a month at most."), required=True),
    Field(name="amount", kind="money", label=Text("金额", "Amount")),
    Field(name="when", kind="datetime", label=Text("时间", "When")),
    Field(name="person", kind="person", label=Text("工作交给", "Work goes to")),
    Field(name="shifts", kind="choices", label=Text("班次", "Shifts"),
          options=(Choice(value="d", label=Text("白班", "Day")), Choice(value="n", label=Text("夜班", "Night")))),
    Field(name="paid", kind="yes_no", label=Text("影响当月工资", "Changes this month's pay")),
    Field(name="why", kind="long_text", label=Text("事由", "Why"), required=True),
    Field(name="note", kind="file", label=Text("附件", "Attachment")),
)  # fmt: skip
TONES: tuple[tuple[str, Tone], ...] = (
    ("正常", "good"), ("待复核", "wait"), ("失联", "wrong"), ("提示", "info"), ("未看", "plain"),
)  # fmt: skip
NAMES = ("陈思远", "方志恒", "蒋欣怡", "李文博", "唐小雅", "吴昊", "赵立群", "周子墨")
PEOPLE = [
    (f"{n:04d}", f"{NAMES[n % 8]}{n // 8 or ''}", ("研发部", "市场部", "生产部")[n % 3], dt.date(2024, 1, 1) + dt.timedelta(days=17 * n), 500000 + 1375 * n)
    for n in range(1, 61)
]  # fmt: skip
COLUMNS = (
    Column(key="number", label=Text("工号", "No."), sortable=True, width=90),
    Column(key="name", label=Text("姓名", "Name"), sortable=True),
    Column(key="unit", label=Text("部门", "Unit"), phone=False),
    Column(key="since", label=Text("入职", "Since"), sortable=True, phone=False),
    Column(key="state", label=Text("状态", "State")),
    Column(key="pay", label=Text("基本工资", "Base pay"), align="end", sortable=True, phone=False),
)


async def load(query: Query) -> Found:
    place = {"number": 0, "name": 1, "since": 3, "pay": 4}.get(query.sort, 0)
    rows = sorted(PEOPLE, key=lambda person: person[place], reverse=query.descending)
    rows = [person for person in rows if query.search in person[1]]
    page = rows[query.offset : query.offset + query.size]
    return Found(
        rows=[
            Row(
                key=no,
                cells=(
                    no,
                    el("strong", name),
                    unit,
                    date(since),
                    state_chip(Text("在职", "active"), "good"),
                    f"{fen / 100:,.2f}",
                ),
            )
            for no, name, unit, since, fen in page
        ],
        total=len(rows),
    )


async def save(values: dict[str, object]) -> None:
    if values["title"] == "x":
        raise refuse("taken", "这个姓名已经有了", "That name is taken", where="title")
    toast(Text("已保存", "Saved"), undo=lambda _key: None)


async def parts() -> None:
    put(answer_head(Text("部件", "Parts"), Text("每个部件一次，各种状态都在。", "Every part once, in all its states."), (
        button(Text("主要", "Primary"), act="a", kind="primary"),
    )), on={"a": lambda _key: toast(Text("已退回何佳怡的申请", "Returned to He Jiayi"), undo=lambda _k: None)})  # fmt: skip
    with ui.element("div").classes("parts-grid"):
        with card_box(Text("表单", "Form"), cls="ruled padded"):
            FormView(
                FIELDS,
                on_save=save,
                choices={"person": [Choice(value="1", label=Text("梁浩然", "Liang Haoran"))]},
                save=Text("提交", "Send"),
                keep="parts",
                on_file=lambda _field, file: _keep(file.name),
            )
        put(states(), cls="stack")
        put(health(), cls="stack")
    table = DataTable(
        COLUMNS,
        load,
        on_open=lambda key: toast(Text(f"打开 {key}", f"opens {key}")),
        look=Look(
            search=Text("搜姓名", "Search names"),
            caption=Text("花名册", "People"),
            actions=button(Text("导出", "Export"), act="export"),
        ),
        query=replace(Query(), size=10),
    )
    await table.refresh()


async def _keep(name: str) -> str:
    return name


def health() -> Child:
    days = [
        Stroke(
            key=str(n),
            words=Text(f"11-{n:02d} 失联：02:10–06:30 没有心跳", f"11-{n:02d} silent: 02:10–06:30")
            if n == 9
            else f"11-{n:02d}",
            parts=[(130, 390)] if n == 9 else [(1290, 1440)] if n == 20 else (),
            mark=f"11-{n:02d}" if n % 7 == 1 else "",
        )
        for n in range(1, 31)
    ]
    return card(
        health_strip(days, Text("三十天健康", "Thirty days of health")),
        (capacity_bar(used, 1000) for used in (310, 860, 990)),
        title=Text("终端健康", "Terminal health"),
        cls="ruled padded",
    )


def states() -> Child:
    counts = {
        Presence.HERE: 41,
        Presence.MISSING: 3,
        Presence.UNKNOWN: 4,
        Presence.LEAVE: 6,
        Presence.TRAVEL: 2,
        Presence.LATER: 8,
    }
    return [
        card(
            div(*(state_chip(w, tone) for w, tone in TONES), cls="chips"),
            div(*(ladder_steps(n) for n in range(4)), ladder_steps(0, held=True), cls="chips"),
            div(proof_seal(Proof()), cls="chips"),
            div(
                button(Text("次要", "Secondary"), act="b"),
                button(Text("驳回", "Reject"), act="c", kind="danger"),
                button(Text("转交", "Hand over"), act="d", kind="quiet", symbol="arrow"),
                button(Text("关闭", "Close"), act="e", closed=Text("还有 7 处要您看过", "7 places still need you")),
                cls="chips",
            ),
            tally_row(Tally(key="big", name=Text("生产部", "Production"), here=41, expected=50, counts=counts)),
            progress(Text("算 11 月工资", "November pay"), 412, 1000, seconds_left=38),
            title=Text("小部件", "Small parts"),
            cls="ruled padded",
        ),
        card(empty_state(Text("还没有终端", "No terminals yet"), Text("接上第一台，打卡就会出现在这里。", "Connect the first and its punches appear here."), symbol="terminal", action=button(Text("添加终端", "Add a terminal"), act="add", kind="primary")), flush=True),
        card(failure(Text("没有算完", "The run did not finish"), Text("10 月的社保参数还没确认。确认后再算一次。", "October's insurance figures are not confirmed. Confirm them and run again."), reference="7F3K2Q", retry=True), flush=True),
        card(closed(Text("工资批次只对薪酬岗开放。", "Pay runs are open to payroll only."), Text("许雯（人事）可以给您开通。", "Xu Wen (HR) can grant it.")), flush=True),
        card(skeleton(), title=span("…"), flush=True),
    ]  # fmt: skip
