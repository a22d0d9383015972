"""Parameters: the law as it stands at our place, with its source, and what the company entered."""

from datetime import date
from functools import partial

from hr import law, parameters
from hr.law import LawRow, LawSheet
from hr.parameters import ParameterView
from portal.errors import tried
from portal.page import Group, Page, View
from portal.widgets.answer import answer_head
from portal.widgets.button import button, text_button
from portal.widgets.card import card
from portal.widgets.chip import Tone, state_chip
from portal.widgets.form import FormView
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.say import Words, t
from portal.widgets.sheet import SideSheet
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.toast import toast
from portal.widgets.view import put
from portal.widgets.why import facts, note
from rules.access import Permission
from rules.field import Choice, Field
from rules.heads_setup import parameters_head
from rules.params.names import CONFIDENCE, NAMES, cited, name_of
from rules.text import Text, plain

TITLE = Text("参数", "Parameters")
COLUMNS = (
    Column(key="name", label=Text("参数", "Parameter"), width=220),
    Column(key="value", label=Text("值", "Value")),
    Column(key="valid", label=Text("有效期", "Valid"), width=210, phone=False),
    Column(key="source", label=Text("出处", "Source"), phone=False),
    Column(key="state", label=Text("可信", "Trust"), width=150),
)
TONES: dict[str, Tone] = {"V": "good", "V2": "good", "C": "good", "V3": "wait", "R": "wait"}
UNITS = {
    "day": Text("天", "days"),
    "month": Text("个月", "months"),
    "hour": Text("小时", "hours"),
    "CNY": Text("元", "CNY"),
}
TABLE = Text("一张表", "a table")
SAID = {"true": Text("是", "yes"), "false": Text("否", "no")}
OPEN_END = Text("至今", "on")
_SHORT = 40


async def build(view: View) -> None:
    """The law in force, and the company's own values."""
    page = ParametersPage(view, await view.ask(law.law))
    await page.reload()


class ParametersPage:
    """What the company entered on top, then the law; a value opens beside the list."""

    def __init__(self, view: View, sheet: LawSheet) -> None:
        self.view, self.law = view, sheet
        self.own: list[ParameterView] = []
        self.sheet = SideSheet(TITLE)
        self.enter = SideSheet(parameters.enter.spec.label)
        with self.enter.live:
            FormView(_fields(sheet), on_save=self._enter, keep="parameter")
        self.head = put(on={"enter": self._new})
        self.mine = put(on={"check": tried(self._check)})
        self.table = DataTable(
            COLUMNS,
            self._load,
            on_open=self._open,
            look=Look(search=Text("搜参数、出处", "Search name or source"), caption=TITLE),
        )

    async def reload(self) -> None:
        """Ask again and draw."""
        self.own = await self.view.ask(parameters.list_parameters)
        self.law = await self.view.ask(law.law)
        said = parameters_head(
            sum(not one.checked for one in self.own),
            sum(one.problem is not None for one in self.law.rows),
        )
        enter = button(parameters.enter.spec.label, act="enter", kind="primary", symbol="plus")
        where = Text(f"{TITLE.zh} ・ {self.law.place}", f"{TITLE.en}, {self.law.place}")
        actions = (enter,) if self.view.may(parameters.enter) else ()
        self.head.show(answer_head(where, said, actions))
        self.mine.show(_own_card(self.view, self.own))
        await self.table.refresh()

    def _new(self, _key: str) -> None:
        self.sheet.close()
        title = el("h2", parameters.enter.spec.label)
        self.enter.show(div(title, cls="sheet-title"), None)

    async def _enter(self, values: dict[str, object]) -> None:
        given = {key: str(value) for key, value in values.items() if value is not None}
        ends = given.get("valid_to")
        await self.view.ask(
            parameters.enter,
            jurisdiction=given["jurisdiction"],
            key=given["key"],
            valid_from=date.fromisoformat(given["valid_from"]),
            valid_to=date.fromisoformat(ends) if ends else None,
            value=given["value"],
            source=given["source"],
        )
        self.enter.close()
        toast(Text("已录入，等另一个人核对。", "Entered; another person must check it."))
        await self.reload()

    async def _check(self, parameter_id: str) -> None:
        await self.view.ask(parameters.check, parameter_id)
        toast(Text("已核对，从下一次计算起生效。", "Checked; it counts from the next run on."))
        await self.reload()

    async def _load(self, query: Query) -> Found:
        word = query.search.lower()
        rows = [one for one in self.law.rows if word in _searched(one)]
        part = rows[query.offset : query.offset + query.size]
        return Found(rows=[_row(one) for one in part], total=len(rows))

    def _open(self, parameter_id: str) -> None:
        one = next((one for one in self.law.rows if one.id == parameter_id), None)
        if one:
            self.enter.close()
            self.sheet.show(div(el("h2", name_of(one.key)), cls="sheet-title"), _body(one))


def _fields(sheet: LawSheet) -> tuple[Field, ...]:
    keys = tuple(Choice(value=key, label=name) for key, name in NAMES.items())
    field = partial(Field, required=True)
    return (
        field(name="key", kind="choice", label=Text("参数", "Parameter"), options=keys),
        field(
            name="jurisdiction",
            kind="text",
            label=Text("适用地", "Place"),
            default=sheet.place,
            length=16,
            help=Text("行政区划：CN 全国，CN-44 广东，CN-4403 深圳。", "CN, CN-44, CN-4403 …"),
        ),
        field(
            name="value",
            kind="text",
            label=Text("值", "Value"),
            length=64,
            help=Text(
                "只录单个的数。成套的税率表随版本更新。",
                "One figure; whole tables come with releases.",
            ),
        ),
        field(name="valid_from", kind="date", label=Text("从", "From")),
        Field(name="valid_to", kind="date", label=Text("到", "To")),
        field(
            name="source",
            kind="long_text",
            label=Text("出处", "Source"),
            length=512,
            help=Text("文号、网址或页码，别人要能查到。", "Document number, address or page."),
        ),
    )


def _own_card(view: View, own: list[ParameterView]) -> Node | None:
    if not own:
        return None
    heads = (
        Text("参数", "Parameter"),
        Text("值", "Value"),
        Text("有效期", "Valid"),
        Text("出处", "Source"),
        Text("核对", "Check"),
    )
    table = el(
        "table",
        el("thead", el("tr", (el("th", words, scope="col") for words in heads))),
        el("tbody", (_own_row(view, one) for one in own)),
        cls="table roles-table",
    )
    return card(
        div(table, cls="table-scroll"),
        title=Text("公司录入的", "Entered by the company"),
        aside=Text("两个人才算数", "it takes two people"),
        flush=True,
        cls="no-rule own-card",
    )


def _own_row(view: View, one: ParameterView) -> Node:
    return el(
        "tr",
        el("td", el("strong", name_of(one.key)), div(one.jurisdiction, cls="small")),
        el("td", one.value),
        el("td", _valid(one.valid_from, one.valid_to), cls="nowrap"),
        el("td", cited(one.source)),
        el("td", _check_cell(view, one)),
    )


def _check_cell(view: View, one: ParameterView) -> Node:
    if one.checked:
        return state_chip(Text("已核对", "checked"), "good")
    if one.mine or not view.may(parameters.check):
        return state_chip(Text("等另一个人核对", "waits for another"), "wait")
    return text_button(parameters.check.spec.label, act="check", key=one.id)


def _row(one: LawRow) -> Row:
    return Row(
        key=one.id,
        cells=(
            [el("strong", name_of(one.key)), " ", span(one.place, cls="small")],
            TABLE if one.value[:1] in "[{" else _short(_value(one)),
            _valid(one.valid_from, one.valid_to),
            span(_short(t(cited(one.source))), cls="sub"),
            _trust(one),
        ),
    )


def _trust(one: LawRow) -> Node:
    if one.problem is not None:
        return state_chip(Text("不能用", "cannot be used"), "wrong")
    return state_chip(
        CONFIDENCE.get(one.confidence, plain(one.confidence)), TONES.get(one.confidence, "plain")
    )


def _body(one: LawRow) -> list[Child]:
    pairs: list[tuple[Words, Child]] = [
        (Text("值", "Value"), el("code", _value(one), cls="hash")),
        (Text("适用地", "Place"), one.place),
        (Text("有效期", "Valid"), _valid(one.valid_from, one.valid_to)),
        (Text("出处", "Source"), cited(one.source)),
        (Text("可信", "Trust"), CONFIDENCE.get(one.confidence, plain(one.confidence))),
        (Text("编号", "Id"), el("code", one.id, cls="hash")),
    ]
    if one.note:
        pairs.append((Text("说明", "Note"), one.note))
    return [facts(pairs), note(one.problem, symbol="alert", tone="wrong") if one.problem else None]


def _value(one: LawRow) -> str:
    unit = UNITS.get(one.unit, plain(one.unit))
    return f"{t(SAID.get(one.value, plain(one.value)))} {t(unit)}".strip()


def _valid(first: date, last: date | None) -> Text:
    return (
        Text(f"{first} 至 {last}", f"{first} to {last}") if last else plain(f"{first} ") + OPEN_END
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _searched(one: LawRow) -> str:
    return f"{t(name_of(one.key))} {one.key} {one.source}".lower()


PAGE = Page(
    path="/parameters",
    title=TITLE,
    symbol="slip",
    group=Group.PAY,
    needs=Permission.PAY_VIEW,
    build=build,
)
