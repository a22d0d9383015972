"""The people of the company, and one person's file beside the list."""

from collections.abc import Mapping
from dataclasses import replace as changed
from datetime import date

from hr import clock, month, notices, people, records
from hr.people import PersonView, UnitView
from portal import address
from portal.page import Group, Page, View
from portal.parts import file
from portal.widgets.answer import answer_head
from portal.widgets.button import button, link
from portal.widgets.chip import avatar, filter_chip, removable_chip
from portal.widgets.empty import empty_state
from portal.widgets.form import FormView
from portal.widgets.markup import Node, div, el
from portal.widgets.menu import menu
from portal.widgets.sheet import SideSheet
from portal.widgets.show import date as show_date
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.access import Permission
from rules.field import Choice, Values
from rules.heads import people_head
from rules.text import Text

TITLE = Text("花名册", "People")
COLUMNS = (
    Column(key="code", label=Text("工号", "No."), sortable=True, width=88),
    Column(key="name", label=Text("姓名", "Name"), sortable=True, width=180),
    Column(key="unit", label=Text("部门", "Unit")),
    Column(key="position", label=Text("岗位", "Position"), phone=False),
    Column(key="hired_on", label=Text("入职", "Joined"), sortable=True, width=140, phone=False),
)
ADDED = Text("已新增 {name}", "{name} added")
SAVED = Text("已保存 {name} 的资料", "{name}'s file is saved")


async def build(view: View) -> None:
    page = PeoplePage(view, await view.ask(people.units))
    await page.open_address(f"/people/{view.path.get('person_id', '')}", view.query)
    address.on_back(page.open_address)


class PeoplePage:
    """The list with its filters, and the sheet of whoever is open."""

    def __init__(self, view: View, units: list[UnitView]) -> None:
        self.view, self.units = view, units
        self.unit, self.left = "", False
        self.person: PersonView | None = None
        self.rows: dict[str, Row] = {}
        self.sheet = SideSheet(
            Text("员工档案", "Employee file"),
            on={
                "edit": self._edit,
            },
            on_close=self._closed,
        )
        self.head = put(on={"add": self._add})
        self.chips = put(
            cls="chips",
            on={
                "left": self._toggle_left,
                "unit": self._set_unit,
            },
        )
        self.table = DataTable(
            COLUMNS,
            self._load,
            on_open=self.open,
            look=Look(
                search=Text("搜姓名、拼音、工号", "Search name, pinyin or number"),
                caption=TITLE,
                empty=_nobody(),
            ),
        )

    async def open_address(self, path: str, query: Mapping[str, str]) -> None:
        """Show what an address names: filters, and a person."""
        self.unit, self.left = query.get("unit", ""), query.get("left") == "1"
        sort = query.get("sort", "code").removeprefix("-")
        self.table.search(query.get("q", ""))
        self.table.query = changed(
            self.table.query, sort=sort, descending=query.get("sort", "").startswith("-"), page=1
        )
        await self._refresh()
        person_id = path.removeprefix("/people").strip("/")
        if person_id:
            await self._show(person_id)
        else:
            self._turn_to(None)
            self.sheet.close()

    async def open(self, person_id: str) -> None:
        await self._show(person_id)
        address.push(self._address())

    async def _show(self, person_id: str) -> None:
        found = await self.view.ask(people.person, person_id)
        self._turn_to(found)
        events = []
        if self.view.may(records.timeline):
            events = await self.view.ask(records.timeline, subject=person_id)
        self.sheet.live.clear()
        self.sheet.show(
            file.head(found), file.body(found, events, self.view.local), self._actions(found)
        )

    def _actions(self, found: PersonView) -> list[Node] | None:
        """What this reader may do for the person who is open."""
        today = self.view.local(clock.now()).date()
        write, look = f"/notices/new?person={found.id}", f"/month/{today:%Y-%m}/{found.id}/{today}"
        offered = (
            (notices.send, link(Text("写通知", "Notice"), write, symbol="mail", cls="btn")),
            (month.day, link(Text("看今天", "Today"), look, symbol="calendar", cls="btn")),
            (people.edit_person, button(Text("改资料", "Edit"), act="edit", symbol="pen")),
        )
        return [node for act, node in offered if act.spec.needs in self.view.me.may] or None

    async def _refresh(self) -> None:
        await self.table.refresh()
        working = await self.view.ask(people.list_people, limit=1)
        left = await self.view.ask(people.list_people, left=True, limit=1)
        add = button(people.add_person.spec.label, act="add", kind="primary", symbol="plus")
        self.head.show(
            answer_head(
                TITLE,
                people_head(working.total, working.units, left.total),
                (add,) if self.view.may(people.add_person) else (),
            )
        )
        self.chips.show(self._chips(working.total, left.total))

    def _chips(self, working: int, left: int) -> list[Node]:
        names = {one.id: one.label for one in self.units}
        unit = Text("部门：{unit}", "Unit: {unit}").format(unit=names.get(self.unit, ""))
        here, gone = Text("在职", "Working"), Text("已离职", "Left")
        return [
            filter_chip(here, act="left", key="", on=not self.left, count=working),
            filter_chip(gone, act="left", key="1", on=self.left, count=left),
            removable_chip(unit, act="unit", key="")
            if self.unit
            else menu(Text("部门", "Unit"), list(names.items()), act="unit"),
        ]

    async def _load(self, query: Query) -> Found:
        page = await self.view.ask(
            people.list_people,
            search=query.search,
            unit_id=self.unit or None,
            left=self.left,
            sort=query.sort or "code",
            descending=query.descending,
            offset=query.offset,
            limit=query.size,
        )
        self.rows = {one.id: _row(one) for one in page.rows}
        rows = [changed(row, chosen=self._is_open(row.key)) for row in self.rows.values()]
        return Found(rows=rows, total=page.total)

    def _is_open(self, key: str) -> bool:
        return self.person is not None and self.person.id == key

    def _turn_to(self, found: PersonView | None) -> None:
        """Mark in the list who is open beside it."""
        before, self.person = self.person, found
        for one in (before, found):
            if one and (row := self.rows.get(one.id)):
                marked = changed(row, chosen=self._is_open(row.key))
                self.table.view.patch(row.key, self.table.row(marked))

    async def _toggle_left(self, key: str) -> None:
        self.left = key == "1"
        await self._filtered()

    async def _set_unit(self, key: str) -> None:
        self.unit = key
        await self._filtered()

    async def _filtered(self) -> None:
        self.table.query = changed(self.table.query, page=1)
        await self._refresh()
        address.replace(self._address())

    def _address(self) -> str:
        query = self.table.query
        sort = f"-{query.sort}" if query.descending else query.sort
        return address.address(
            f"/people/{self.person.id}" if self.person else "/people",
            unit=self.unit,
            left="1" if self.left else "",
            q=query.search,
            sort="" if sort == "code" else sort,
        )

    def _closed(self) -> None:
        self._turn_to(None)
        address.push(self._address())

    async def _edit(self, _key: str) -> None:
        found = self.person
        if found is None:
            return
        before = {name: getattr(found, name) or "" for name in file.EDITED}
        self.sheet.show(file.head(found), None)
        self.sheet.live.clear()
        with self.sheet.live:
            FormView(
                file.FIELDS,
                values=before,
                keep=f"person-{found.id}",
                on_save=lambda values: self._save(found, before, values),
            )

    async def _save(self, found: PersonView, before: dict[str, str], values: Values) -> None:
        changes = {name: str(values.get(name) or "") for name in file.EDITED}
        await self.view.ask(people.edit_person, found.id, changes)
        await self._reshow(found.id)

        async def take_back(_key: str) -> None:
            await self.view.ask(people.edit_person, found.id, before)
            await self._reshow(found.id)

        toast(SAVED.format(name=changes["name"]), undo=take_back)

    async def _reshow(self, person_id: str) -> None:
        await self._show(person_id)
        await self.table.refresh()

    async def _add(self, _key: str) -> None:
        self._turn_to(None)
        title = div(el("h2", people.add_person.spec.label), cls="sheet-title")
        self.sheet.show(title, None)
        self.sheet.live.clear()
        units = [Choice(value=one.id, label=one.label) for one in self.units]
        with self.sheet.live:
            FormView(
                file.NEW,
                choices={"unit_id": units},
                keep="new-person",
                on_save=self._added,
                save=people.add_person.spec.label,
            )

    async def _added(self, values: Values) -> None:
        person_id = await self.view.ask(
            people.add_person,
            code=str(values["code"]),
            name=str(values["name"]),
            unit_id=str(values["unit_id"]),
            hired_on=date.fromisoformat(str(values["hired_on"])),
            position=str(values.get("position") or ""),
        )
        await self._refresh()
        await self.open(person_id)
        toast(ADDED.format(name=values["name"]))


def _row(one: people.PersonRow) -> Row:
    name = div(avatar(one.name), el("strong", one.name), cls="person")
    return Row(
        key=one.id,
        cells=(one.code, name, one.unit, one.position, show_date(one.hired_on)),
    )


def _nobody() -> Node:
    return empty_state(
        Text("这里还没有人", "Nobody here yet"),
        Text("新增第一位员工，或换一个筛选。", "Add the first employee, or change the filter."),
        symbol="people",
    )


PAGE = Page(
    path="/people",
    title=TITLE,
    symbol="people",
    group=Group.PEOPLE,
    needs=Permission.PERSON_VIEW,
    build=build,
)
PERSON = changed(PAGE, path="/people/{person_id}", menu=False)
