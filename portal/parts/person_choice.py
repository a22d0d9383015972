"""Finding one person: a search box and the few who match, as buttons."""

from collections.abc import Callable, Sequence

from hr import people
from hr.people import PersonRow
from portal.page import View
from portal.widgets.chip import avatar
from portal.widgets.field_input import search_input
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.terminals import dots
from portal.widgets.view import put
from rules.text import Text

SHOWN = 6
FIND = Text("搜姓名、拼音、工号", "Search name, pinyin or number")
NOBODY = Text("没有这个人。", "Nobody of that name.")


class PersonChoice:
    """Place it in a container; `chosen` is the person, `changed` is told when it changes."""

    def __init__(self, view: View, changed: Callable[[], None], *, left: bool = False) -> None:
        self.view, self._changed, self.left = view, changed, left
        self.found: list[PersonRow] = []
        self.chosen: PersonRow | None = None
        self.box = search_input(FIND, self.look)
        self.list = put(cls="people-choice", on={"choose": self._choose})

    async def look(self, text: str) -> None:
        """Find people; with `left` also those who have gone."""
        found = await self.view.ask(people.list_people, search=text, limit=SHOWN)
        self.found = list(found.rows)
        if self.left:
            gone = await self.view.ask(people.list_people, search=text, left=True, limit=SHOWN)
            self.found += gone.rows
        self.draw()

    def draw(self) -> None:
        self.list.show(div(_people(self.found, self.chosen), data_keys=""))

    def show(self, *, on: bool) -> None:
        self.box.set_visibility(on)
        self.list.set_visibility(on)

    def _choose(self, key: str) -> None:
        self.chosen = next((one for one in self.found if one.id == key), None)
        self.draw()
        self._changed()


def _people(found: Sequence[PersonRow], chosen: PersonRow | None) -> Child:
    rows = [_person(one, on=chosen is not None and one.id == chosen.id) for one in found]
    return rows or el("p", NOBODY, cls="nobody")


def _person(one: PersonRow, *, on: bool) -> Node:
    gone = Text("{on} 离职", "left {on}").format(on=one.left_on)
    return el(
        "button",
        avatar(one.name),
        el("strong", one.name),
        span(one.code, cls="muted"),
        span(dots([one.unit, *([gone] if one.left_on else [])]), cls="sub"),
        cls="choose on" if on else "choose",
        type="button",
        aria_pressed="true" if on else "false",
        data_act="choose",
        data_key=one.id,
    )
