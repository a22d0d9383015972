"""Saying whose code it is: find the person, read what will happen, do it."""

from collections.abc import Awaitable, Callable

from hr import people, punches
from hr.people import PersonRow
from hr.punches import Waiting
from portal.page import View
from portal.widgets.button import button
from portal.widgets.chip import avatar
from portal.widgets.field_input import search_input
from portal.widgets.markup import Node, div, el, span
from portal.widgets.sheet import SideSheet
from portal.widgets.show import moment
from portal.widgets.terminals import dots
from portal.widgets.toast import toast
from portal.widgets.view import put
from portal.widgets.why import note
from rules.attendance.step import counted
from rules.text import Text

SHOWN = 8


class AssignSheet:
    """Opens beside the list for one code."""

    def __init__(
        self, view: View, done: Callable[[], Awaitable[None]], closed: Callable[[], None]
    ) -> None:
        self.view, self._done = view, done
        self.one: Waiting | None = None
        self.found: list[PersonRow] = []
        self.chosen = ""
        self.sheet = SideSheet(
            punches.assign.spec.label, on={"assign": self._assign}, on_close=closed
        )
        with self.sheet.live:
            self.box = search_input(
                Text("搜姓名、拼音、工号", "Search name, pinyin or number"), self._typed
            )
            self.list = put(on={"choose": self.choose})
            self.effect = put()

    async def open(self, one: Waiting) -> None:
        """Start with the people it may be."""
        self.one, self.chosen = one, ""
        await self._search(one.device_name)
        if not self.found:
            await self._search("")
        head = [
            div(span(dots(one.terminals)), cls="sheet-person"),
            div(
                el("h2", Text("编号 {code} 是谁", "Who is {code}").format(code=one.code)),
                cls="sheet-title",
            ),
        ]
        self.sheet.show(head, None)
        self.box.focus()
        self._draw()

    def close(self) -> None:
        self.sheet.close()

    async def choose(self, person_id: str) -> None:
        """Pick a person; what will happen is said before the button appears."""
        if person_id not in {one.id for one in self.found}:
            person = await self.view.ask(people.person, person_id)
            await self._search(person.code)
        self.chosen = person_id
        self._draw()

    async def _typed(self, text: str) -> None:
        self.chosen = ""
        await self._search(text)
        self._draw()

    async def _search(self, text: str) -> None:
        page = await self.view.ask(people.list_people, search=text, limit=SHOWN)
        self.found = list(page.rows)

    def _draw(self) -> None:
        person = next((one for one in self.found if one.id == self.chosen), None)
        nobody = el("p", Text("没有这个人。", "Nobody of that name."), cls="nobody")
        self.list.show(
            div([_person(one, on=one is person) for one in self.found] or nobody, data_keys="")
        )
        self.effect.show(self._effect(person) if person else None)
        self.sheet.foot.show(self._button() if person else None)
        self.sheet.foot.set_visibility(person is not None)

    def _effect(self, person: PersonRow) -> Node | None:
        if self.one is None:
            return None
        said = Text(
            "{punches}会归到{name}。从 {first} 起，终端上的 {code} 就是{name}；"
            "这些天的考勤会重新判定，原始打卡不变。",
            "{punches} will belong to {name}. From {first} on, {code} is {name} there; "
            "those days are judged again, the punches themselves stay as they are.",
        )
        first = moment(self.view.local(self.one.first_at))
        return note(
            said.format(
                punches=counted(self.one.count, "条打卡", "punch", "punches"),
                name=person.name,
                first=first,
                code=self.one.code,
            )
        )

    def _button(self) -> Node | None:
        if self.one is None:
            return None
        words = Text("认领 {n} 条", "Assign {n}").format(n=self.one.count)
        return button(words, act="assign", kind="primary")

    async def _assign(self, _key: str) -> None:
        one, person = self.one, next((p for p in self.found if p.id == self.chosen), None)
        if one is None or person is None:
            return
        count = await self.view.ask(punches.assign, one.code_group, one.code, person.id)
        self.sheet.close()
        said = Text("已归到{name}：{punches}", "Now of {name}: {punches}").format(
            name=person.name, punches=counted(count, "条打卡", "punch", "punches")
        )
        toast(said)
        await self._done()


def _person(one: PersonRow, *, on: bool) -> Node:
    return el(
        "button",
        avatar(one.name),
        el("strong", one.name),
        span(one.code, cls="muted"),
        span(dots([part for part in (one.unit, one.position) if part]), cls="sub"),
        cls="choose on" if on else "choose",
        type="button",
        aria_pressed="true" if on else "false",
        data_act="choose",
        data_key=one.id,
    )
