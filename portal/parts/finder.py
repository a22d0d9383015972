"""Finding one person: type a name, pinyin or number, choose."""

from collections.abc import Awaitable, Callable

from hr import people
from hr.people import PersonRow
from portal.errors import attempt, tried
from portal.page import View
from portal.widgets.chip import avatar
from portal.widgets.field_input import search_input
from portal.widgets.markup import Node, div, el, span
from portal.widgets.terminals import dots
from portal.widgets.view import put
from rules.text import Text

SHOWN = 8
Chosen = Callable[[PersonRow], Awaitable[None]]


class Finder:
    """A box and at most eight people under it; `chosen` gets the one that is pressed."""

    def __init__(self, view: View, chosen: Chosen) -> None:
        self.view, self._chosen = view, chosen
        self.found: list[PersonRow] = []
        self.box = search_input(
            Text("搜姓名、拼音、工号", "Search name, pinyin or number"), self._typed
        )
        self.list = put(on={"choose": tried(self._choose)})

    async def find(self, text: str) -> None:
        """Look and draw."""
        page = await self.view.ask(people.list_people, search=text, limit=SHOWN)
        self.found = list(page.rows)
        nobody = el("p", Text("没有这个人。", "Nobody of that name."), cls="nobody")
        self.list.show(div([_person(one) for one in self.found] or nobody, data_keys=""))

    async def _typed(self, text: str) -> None:
        await attempt(lambda: self.find(text))

    async def _choose(self, person_id: str) -> None:
        person = next((one for one in self.found if one.id == person_id), None)
        if person:
            await self._chosen(person)


def _person(one: PersonRow) -> Node:
    return el(
        "button",
        avatar(one.name),
        el("strong", one.name),
        span(one.code, cls="muted"),
        span(dots([part for part in (one.unit, one.position) if part]), cls="sub"),
        cls="choose",
        type="button",
        data_act="choose",
        data_key=one.id,
    )
