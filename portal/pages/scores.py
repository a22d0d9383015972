"""Performance scores: one percent per person and month, typed in place; the employee confirms."""

from decimal import Decimal

from nicegui import ui

from hr import clock, pay, pay_views
from hr.pay_views import ScoreRow
from portal.address import address
from portal.errors import attempt
from portal.page import Group, Page, View
from portal.parts.months import asked_month, named
from portal.widgets.answer import answer_head
from portal.widgets.button import icon_button
from portal.widgets.chip import avatar, state_chip
from portal.widgets.empty import empty_state
from portal.widgets.field_input import FieldInput, search_input
from portal.widgets.markup import Node, div, el, span
from portal.widgets.say import t
from portal.widgets.view import View as Drawn
from portal.widgets.view import put
from rules.access import Permission
from rules.field import Field
from rules.heads_setup import scores_head
from rules.period import Month
from rules.problem import Refused
from rules.text import Text

TITLE = Text("绩效得分", "Performance scores")
PERCENT = Field(
    name="percent", kind="number", label=Text("得分", "Score"), places=2, low=0, high=200
)
SHOWN = 100


async def build(view: View) -> None:
    """The scores of a month: of everybody whose score the visitor sets."""
    month = asked_month(view, Month.of(view.local(clock.now()).date()).previous)
    page = ScoresPage(view, month, await view.ask(pay_views.scores, str(month)))
    page.draw()


class ScoresPage:
    """Each field saves when it is left."""

    def __init__(self, view: View, month: Month, rows: list[ScoreRow]) -> None:
        self.view, self.month = view, month
        self.rows = {one.person_id: one for one in rows}
        self.word = ""
        self.head = put(on={"go": ui.navigate.to})
        with ui.element("section").classes("card table-card scores"):
            with ui.element("div").classes("table-tools"):
                search_input(Text("搜姓名、部门", "Search name or unit"), self._search)
                self.hint = put(cls="aside")
            self.box = ui.element("div")

    def draw(self) -> None:
        """Draw the head and the rows."""
        self._draw_head()
        self.box.clear()
        rows = [one for one in self.rows.values() if self.word in f"{one.name} {t(one.unit)}"]
        with self.box:
            for one in rows[:SHOWN]:
                self._row(one)
            if not rows:
                put(_nobody())
        more = len(rows) - SHOWN
        said = Text(f"还有 {more} 人，请搜索", f"{more} more: search") if more > 0 else SAVED
        self.hint.show(span(said, cls="sub"))

    def _draw_head(self) -> None:
        rows = self.rows.values()
        said = scores_head(
            named(self.month),
            len(rows),
            sum(bool(one.percent) for one in rows),
            sum(one.confirmed for one in rows),
        )
        turns = [
            icon_button(symbol, label, act="go", key=address("/scores", month=str(to)), cls="btn")
            for symbol, label, to in (
                ("left", Text("上个月", "Month before"), self.month.previous),
                ("right", Text("下个月", "Month after"), self.month.next),
            )
        ]
        where = Text(f"{TITLE.zh} ・ {self.month}", f"{TITLE.en}, {self.month}")
        self.head.show(answer_head(where, said, turns))

    def _row(self, one: ScoreRow) -> None:
        with ui.element("div").classes("score-row"):
            put(
                div(
                    avatar(one.name),
                    el("strong", one.name),
                    span(one.unit, cls="sub"),
                    cls="person",
                ),
                cls="bare",
            )
            if one.person_id == self.view.me.person_id:
                put(span(one.percent or OWN, cls="sub"), cls="bare")
                put(_state(one), cls="bare")
                return
            box = FieldInput(
                Text("{name}的得分", "Score of {name}").format(name=one.name),
                "number",
                text=one.percent,
            ).describe(unit="%", required=False)
            state = put(_state(one), cls="score-state")
            box.on("left", lambda: self._save(one.person_id, box, state))

    async def _save(self, person: str, box: FieldInput, state: Drawn) -> None:
        before = self.rows[person]
        try:
            value = PERCENT.parse(box.text)
        except Refused as refused:
            box.say_error(refused.problem.text)
            return
        box.say_error("")
        percent = "" if value is None else f"{Decimal(str(value)):f}"
        if percent in ("", before.percent):
            box.write(before.percent)
            return
        done = await attempt(
            lambda: self.view.ask(pay.set_score, person, str(self.month), Decimal(percent))
        )
        await self._reload()
        box.write(self.rows[person].percent)
        if done:
            state.show(_state(self.rows[person]))
            self._draw_head()

    async def _reload(self) -> None:
        rows = await self.view.ask(pay_views.scores, str(self.month))
        self.rows = {one.person_id: one for one in rows}

    def _search(self, text: str) -> None:
        self.word = text.strip()
        self.draw()


SAVED = Text(
    "离开格子就保存，本人在“我的工资”里确认", "Saved on leaving a field; the employee confirms"
)
OWN = Text("自己的由上级打", "yours is set by your manager")


def _state(one: ScoreRow) -> Node:
    if one.confirmed:
        return state_chip(Text("本人已确认", "confirmed"), "good")
    if one.percent:
        return state_chip(Text("等本人确认", "not confirmed yet"), "wait")
    return state_chip(Text("没有得分", "no score"), "plain")


def _nobody() -> Node:
    return empty_state(
        Text("没有要您打分的人", "Nobody waits for a score from you"),
        Text("只有直属和下级会出现在这里。", "Only your reports appear here."),
        symbol="people",
    )


PAGE = Page(
    path="/scores",
    title=TITLE,
    symbol="pen",
    group=Group.PAY,
    needs=Permission.SCORE_EDIT,
    build=build,
)
