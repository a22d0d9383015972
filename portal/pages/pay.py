"""Pay runs: what changed against last month, why, and is it safe to close."""

from collections.abc import Sequence

from nicegui import ui

from hr import pay, pay_views
from hr.pay_gate import Startable
from hr.pay_views import RunLine, RunView
from hr.views import month_of
from portal.address import on_back
from portal.errors import tried
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts.pay_run import RunPage
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.chip import Tone, state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, el
from portal.widgets.show import yuan
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.view import put
from rules.access import Permission
from rules.payroll.run import RunState, runs_head
from rules.period import Month
from rules.text import Text

TITLE = Text("工资批次", "Pay runs")
TONES: dict[RunState, Tone] = {
    RunState.DRAFT: "wait", RunState.REVIEWED: "info", RunState.CLOSED: "good",
}  # fmt: skip
_MOST_BUTTONS = 2
COLUMNS = (
    Column(key="month", label=Text("月份", "Month")),
    Column(key="state", label=Text("状态", "State")),
    Column(key="slips", label=Text("人数", "People"), align="end"),
    Column(key="total", label=Text("应发合计", "Gross total"), align="end"),
)


async def build(view: View) -> None:
    """All runs, and the months that can be computed."""
    runs = await view.ask(pay_views.runs)
    months = await view.ask(pay_views.months)
    ready = [Month.parse(one.month) for one in months if one.ready]
    unfinished = [Month.parse(one.month) for one in runs if one.state is not RunState.CLOSED]

    async def start(month: str) -> None:
        await view.ask(pay.start, month)
        ui.navigate.to(f"/pay/{month}")

    put(
        answer_head(TITLE, runs_head(ready, unfinished), _starts(view, months)),
        on={"start": tried(start)},
    )
    table = DataTable(
        COLUMNS,
        lambda query: _page(runs, query),
        on_open=lambda month: ui.navigate.to(f"/pay/{month}"),
        look=Look(empty=_none(), caption=TITLE),
    )
    await table.refresh()


async def build_run(view: View) -> None:
    """One run; while it is computed the page follows it."""
    month = str(month_of(view.path["month"]))
    found = await view.ask(pay_views.run, month)
    page = RunPage(view, found)
    await page.open(view.query.get("person", ""))
    on_back(page.follow)
    if _running(found):
        follow(page.beat, seconds=1)


def _running(run: RunView) -> bool:
    return run.progress is not None and run.progress.running


def _starts(view: View, months: Sequence[Startable]) -> list[Node]:
    """A button for each month that can be computed; the oldest closed one is the main one."""
    if not view.may(pay.start):
        return []
    return [
        button(
            _LABELS[one.ready].format(month=one.month),
            act="start",
            key=one.month,
            kind="primary" if one.ready and one is months[0] else "secondary",
        )
        for one in months[-_MOST_BUTTONS:]
    ]


_LABELS = {
    True: Text("计算 {month}", "Compute {month}"),
    False: Text("试算 {month}", "Trial of {month}"),
}


async def _page(runs: Sequence[RunLine], query: Query) -> Found:
    part = runs[query.offset : query.offset + query.size]
    return Found(rows=[_row(one) for one in part], total=len(runs))


def _row(one: RunLine) -> Row:
    state = state_chip(one.state_text, TONES[one.state])
    return Row(
        key=one.month,
        cells=(el("strong", one.month), state, one.slips, yuan(one.total_fen)),
    )


def _none() -> Node:
    return empty_state(
        Text("还没有工资批次", "No pay run yet"),
        Text(
            "考勤关账后，在这里算出第一个月。",
            "Close a month of attendance, then compute it here.",
        ),
        symbol="yen",
    )


PAGE = Page(
    path="/pay",
    title=TITLE,
    symbol="yen",
    group=Group.PAY,
    needs=Permission.PAY_VIEW,
    build=build,
)
RUN = Page(
    path="/pay/{month}",
    title=TITLE,
    symbol="yen",
    group=Group.PAY,
    needs=Permission.PAY_VIEW,
    build=build_run,
    menu=False,
)
