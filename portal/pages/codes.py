"""Codes and people: whose is each code on the terminals, since when, and who is not known yet."""

from datetime import date

from hr import listed, mapping, people
from hr.listed import Listed
from hr.mapping import Group as CodeGroup
from hr.mapping import Span
from portal import address
from portal.errors import tried
from portal.page import Group, Page, View
from portal.parts import listed as rows_of
from portal.parts import words
from portal.parts.code_forms import CodeForms
from portal.parts.form_sheet import FormSheet
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import card
from portal.widgets.chip import filter_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.show import moment
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.terminals import dots
from portal.widgets.toast import toast
from portal.widgets.view import Handler, put
from portal.widgets.why import note
from rules.access import Permission
from rules.heads_terminals import codes_head
from rules.text import Text

TITLE = Text("编号对照", "Codes and people")
COLUMNS = (
    Column(key="code", label=Text("编号", "Code"), width=140),
    Column(key="person", label=Text("是谁", "Who")),
    Column(key="since", label=Text("从", "From"), width=190, phone=False),
    Column(key="until", label=Text("到", "Until"), width=190, phone=False),
    Column(key="group", label=Text("终端分组", "Group"), width=130, phone=False),
)
HELD, LISTED, GONE, GROUPS = "", "listed", "gone", "groups"
VIEWS = (
    (HELD, Text("谁的编号", "Whose code")),
    (LISTED, Text("终端里的人", "People on terminals")),
    (GONE, Text("移开的", "Dismissed")),
    (GROUPS, Text("分组", "Groups")),
)


async def build(view: View) -> None:
    page = CodesPage(view)
    await page.reload()


class CodesPage:
    """Three looks at the same thing; the look and the past are in the address."""

    def __init__(self, view: View) -> None:
        self.view = view
        named = view.query.get("view", "")
        self.look = named if named in {key for key, _ in VIEWS} else HELD
        self.past = view.query.get("past") == "1"
        self.spans: list[Span] = []
        self.listed: list[Listed] = []
        self.groups: list[CodeGroup] = []
        self.forms = CodeForms(view, self.reload)
        self.draft = FormSheet(listed.complete.spec.label)
        self.head = put(on=self._head_acts())
        self.chips = put(on={"look": self._look, "past": self._past})
        self.table = DataTable(
            COLUMNS,
            self._load,
            on_open=tried(self._open),
            look=Look(
                search=Text("搜编号、姓名、工号", "Search code, name or number"),
                caption=TITLE,
                empty=_none(),
            ),
        )
        self.list = put(
            on={
                "accept": tried(self._accept),
                "complete": tried(self._complete),
                "dismiss": tried(self._dismiss),
                "restore": tried(self._restore),
            }
        )

    def _head_acts(self) -> dict[str, Handler]:
        return {
            "give": tried(self._give),
            "accept-all": tried(self._accept_all),
            "complete-all": tried(self._complete_all),
            "dismiss-all": tried(self._dismiss_all),
        }

    async def reload(self) -> None:
        """Ask again and draw the chosen look."""
        held = await self.view.ask(mapping.list_spans)
        open_ones = await self.view.ask(listed.list_listed)
        self.listed = open_ones
        if self.look == GONE:
            self.listed = await self.view.ask(listed.list_listed, dismissed=True)
        self.groups = await self.view.ask(mapping.groups)
        matched = sum(bool(one.matches) for one in open_ones)
        said = codes_head(len(held), len(open_ones) - matched, matched)
        self.head.show(answer_head(TITLE, said, self._actions(open_ones)))
        self.chips.show(self._chips(len(open_ones)))
        self.table.root.set_visibility(self.look == HELD)
        await self.table.refresh()
        self.list.show(self._list())

    def _actions(self, open_ones: list[Listed]) -> list[Node]:
        if self.look == LISTED:
            sure = sum(len(one.matches) == 1 for one in open_ones)
            new = sum(not one.matches and bool(one.name.strip()) for one in open_ones)
            found = []
            if any(not one.matches for one in open_ones):
                found.append(button(listed.dismiss_all.spec.label, act="dismiss-all"))
            if new > 1 and self.view.may(listed.complete_all):
                found.append(button(listed.complete_all.spec.label, act="complete-all"))
            if sure > 1:
                label = listed.accept_all.spec.label
                found.append(button(label, act="accept-all", kind="primary"))
            return found
        return [button(mapping.give.spec.label, act="give", kind="primary", symbol="plus")]

    def _chips(self, waiting: int) -> Node:
        return div(
            (
                filter_chip(
                    label,
                    act="look",
                    key=key,
                    on=key == self.look,
                    count=waiting if key == LISTED and waiting else None,
                )
                for key, label in VIEWS
            ),
            filter_chip(Text("连同以前的", "With the past"), act="past", on=self.past)
            if self.look == HELD
            else None,
            cls="chips",
        )

    def _list(self) -> Node | None:
        if self.look == HELD:
            return None
        if self.look == GROUPS:
            return card([_group(one) for one in self.groups], flush=True)
        gone = self.look == GONE
        rows = [rows_of.line(one, self.view, dismissed=gone) for one in self.listed]
        return card(rows or rows_of.none(dismissed=gone), flush=True)

    async def _load(self, query: Query) -> Found:
        self.spans = await self.view.ask(mapping.list_spans, search=query.search, past=self.past)
        part = self.spans[query.offset : query.offset + query.size]
        return Found(rows=[self._row(one) for one in part], total=len(self.spans))

    def _row(self, one: Span) -> Row:
        until = moment(self.view.local(one.until)) if one.until else Text("一直", "on")
        return Row(
            key=one.id,
            cells=(
                el("strong", one.code),
                div(
                    icon("person"),
                    span(one.name, " ", span(one.person_code, cls="small")),
                    cls="person",
                ),
                moment(self.view.local(one.since)),
                until,
                words.say(words.GROUP, one.code_group),
            ),
        )

    async def _open(self, mapping_id: str) -> None:
        one = next((each for each in self.spans if each.id == mapping_id), None)
        if one:
            await self.forms.open(one)

    async def _look(self, key: str) -> None:
        self.look = key
        await self._go()

    async def _past(self, _key: str) -> None:
        self.past = not self.past
        await self._go()

    async def _go(self) -> None:
        past = "1" if self.past else ""
        address.replace(address.address("/codes", view=self.look, past=past))
        await self.reload()

    async def _give(self, _key: str) -> None:
        await self.forms.give(self.groups)

    def _find(self, key: str) -> Listed | None:
        return next((one for one in self.listed if rows_of.key_of(one) == key), None)

    async def _accept(self, key: str) -> None:
        line, _, person_id = key.rpartition(" ")
        if one := self._find(line):
            await self.view.ask(listed.accept, one.code_group, one.code, person_id)
            await self.reload()

    async def _accept_all(self, _key: str) -> None:
        count = await self.view.ask(listed.accept_all)
        toast(Text("对上了 {n} 个", "{n} accepted").format(n=count))
        await self.reload()

    async def _complete(self, key: str) -> None:
        one = self._find(key)
        if one is None:
            return
        units = await self.view.ask(people.units)
        self.draft.ask(
            listed.complete.spec.label,
            rows_of.fields(units),
            listed.complete.spec.label,
            lambda values: self._completed(one, values),
            values={"number": one.code, "name": one.name},
            lead=note(rows_of.LEAD.format(code=one.code)),
        )

    async def _completed(self, one: Listed, values: dict[str, object]) -> None:
        await self.view.ask(
            listed.complete,
            one.code_group,
            one.code,
            number=str(values["number"]),
            name=str(values["name"]),
            unit_id=str(values["unit_id"]),
            hired_on=date.fromisoformat(str(values["hired_on"])),
        )
        toast(Text("{name} 已建档", "{name} is on file").format(name=values["name"]))
        await self.reload()

    async def _complete_all(self, _key: str) -> None:
        units = await self.view.ask(people.units)
        self.draft.ask(
            listed.complete_all.spec.label,
            rows_of.shared(units),
            listed.complete_all.spec.label,
            self._completed_all,
        )

    async def _completed_all(self, values: dict[str, object]) -> None:
        count = await self.view.ask(
            listed.complete_all,
            unit_id=str(values["unit_id"]),
            hired_on=date.fromisoformat(str(values["hired_on"])),
        )
        toast(Text("{n} 人已建档", "{n} are on file").format(n=count))
        await self.reload()

    async def _dismiss(self, key: str) -> None:
        one = self._find(key)
        if one is None:
            return
        await self.view.ask(listed.dismiss, one.code_group, one.code)
        await self.reload()

        async def take_back(_pressed: str) -> None:
            await self.view.ask(listed.restore, one.code_group, one.code)
            await self.reload()

        toast(Text("{code} 已移开", "{code} dismissed").format(code=one.code), undo=take_back)

    async def _dismiss_all(self, _key: str) -> None:
        count = await self.view.ask(listed.dismiss_all)
        toast(Text("移开了 {n} 个", "{n} dismissed").format(n=count))
        await self.reload()

    async def _restore(self, key: str) -> None:
        if one := self._find(key):
            await self.view.ask(listed.restore, one.code_group, one.code)
            await self.reload()


def _group(one: CodeGroup) -> Node:
    codes = Text("{n} 个编号", "{n} codes").format(n=one.codes)
    return div(
        icon("terminal"),
        span(
            el("strong", words.say(words.GROUP, one.name)),
            span(
                dots(one.terminals) if one.terminals else Text("没有终端", "no terminal"), cls="sub"
            ),
            cls="words",
        ),
        span(codes, cls="sub"),
        cls="line-row",
    )


def _none() -> Node:
    return empty_state(
        Text("还没有编号", "No code yet"),
        Text(
            "编号是终端认人的号码。登记之后，终端上的打卡就知道是谁的。",
            "A code is how a terminal knows somebody. Once given, its punches have an owner.",
        ),
        symbol="people",
    )


PAGE = Page(
    path="/codes",
    title=TITLE,
    symbol="person",
    group=Group.TIME,
    needs=Permission.PUNCH_ASSIGN,
    build=build,
)
