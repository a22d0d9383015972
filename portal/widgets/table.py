"""A table that asks for one page at a time: sort, search, keyboard walk, Enter opens."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from nicegui import ui

from portal.widgets.button import icon_button
from portal.widgets.empty import empty_state
from portal.widgets.field_input import search_input
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.say import Words
from portal.widgets.view import Handler, put
from portal.widgets.waiting import skeleton
from rules.text import Text

NOTHING = Text("没有符合的内容", "Nothing matches")
LOOSEN = Text("换个词，或去掉一个筛选。", "Try another word or take a filter off.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width` in px, None shares what is left; `phone` False drops it on small screens."""

    key: str
    label: Words
    align: Literal["start", "end"] = "start"
    sortable: bool = False
    width: int | None = None
    phone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line; `cells` in the order of the columns."""

    key: str
    cells: Sequence[Child]
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the table asks for; `sort` is always one of the sortable columns."""

    page: int = 1
    size: int = 50
    sort: str = ""
    descending: bool = False
    search: str = ""

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    rows: Sequence[Row]
    total: int


Load = Callable[[Query], Awaitable[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`empty` stands there when there is nothing at all; `search` labels the box, "" hides it."""

    empty: Node | None = None
    search: Words = ""
    caption: Words = ""
    compact: bool = False
    actions: Child = None
    on: dict[str, Handler] = field(default_factory=dict)


class DataTable:
    """Call `await table.refresh()` once to fill it, and again when the filters around it change."""

    def __init__(
        self,
        columns: Sequence[Column],
        load: Load,
        *,
        on_open: Handler | None = None,
        look: Look | None = None,
        query: Query | None = None,
    ) -> None:
        self.columns, self._load, self.query = columns, load, query or Query()
        self.look = look or Look()
        acts: dict[str, Handler] = {"sort": self._sort, "page": self._page, **self.look.on}
        if on_open:
            acts["open"] = on_open
        self._opens = on_open is not None
        with ui.element("section").classes("card table-card") as self.root:
            if self.look.search:
                with ui.element("div").classes("table-tools"):
                    self.box = search_input(self.look.search, self._search)
                    put(self.look.actions, cls="actions", on=self.look.on)
            self.view = put(skeleton(), on=acts)

    async def refresh(self) -> None:
        """Ask again and draw."""
        found = await self._load(self.query)
        last = max(1, -(-found.total // self.query.size))
        if self.query.page > last:
            self.query = replace(self.query, page=last)
            found = await self._load(self.query)
        self.view.show(self._draw(found))

    def search(self, text: str) -> None:
        """Write what is searched for into the box, such as what the address says."""
        self.query = replace(self.query, search=text)
        if self.box.text != text:
            self.box.write(text)

    async def ask(self, query: Query) -> None:
        """Change page, sort, search or size."""
        self.query = query
        await self.refresh()

    def _draw(self, found: Found) -> Child:
        if not found.rows:
            nothing = empty_state(NOTHING, LOOSEN, symbol="search")
            return nothing if self.query.search else self.look.empty or nothing
        return [self._table(found.rows), self._foot(found)]

    def _table(self, rows: Sequence[Row]) -> Node:
        return div(
            el(
                "table",
                el("caption", self.look.caption, cls="unseen") if self.look.caption else None,
                el("thead", el("tr", (self._head(column) for column in self.columns))),
                el("tbody", (self.row(row) for row in rows), data_keys=""),
                cls="table compact" if self.look.compact else "table",
            ),
            cls="table-scroll",
        )

    def row(self, row: Row) -> Node:
        """One line, `data_row="<key>"`, for `table.view.patch(key, table.row(row))`."""
        cells = zip(self.columns, row.cells, strict=True)
        return el(
            "tr",
            (el("td", cell, cls=_cell_class(column)) for column, cell in cells),
            cls="chosen" if row.chosen else "",
            tabindex=0 if self._opens else None,
            data_row=row.key,
            data_key=row.key,
            data_act="open" if self._opens else None,
        )

    def _head(self, column: Column) -> Node:
        if not column.sortable:
            return el("th", column.label, scope="col", cls=_cell_class(column), width=column.width)
        here = self.query.sort == column.key
        order = ("descending" if self.query.descending else "ascending") if here else "none"
        arrow = icon("down" if self.query.descending else "up") if here else None
        press = el(
            "button",
            column.label,
            arrow,
            cls="sort",
            type="button",
            data_act="sort",
            data_key=column.key,
        )
        return el(
            "th", press, scope="col", cls=_cell_class(column), width=column.width, aria_sort=order
        )

    def _foot(self, found: Found) -> Node:
        first, last = self.query.offset + 1, self.query.offset + len(found.rows)
        said = Text(
            f"第 {first}–{last} 条，共 {found.total:,} 条", f"{first}–{last} of {found.total:,}"
        )
        more = found.total > last
        return div(
            span(said),
            div(
                icon_button(
                    "left", Text("上一页", "Previous page"), act="page", key="-1", cls="btn"
                )
                if first > 1
                else None,
                icon_button("right", Text("下一页", "Next page"), act="page", key="1", cls="btn")
                if more
                else None,
                cls="sheet-nav",
            ),
            cls="card-foot",
        )

    async def _sort(self, key: str) -> None:
        if key not in {column.key for column in self.columns if column.sortable}:
            return
        turned = not self.query.descending if key == self.query.sort else False
        await self.ask(replace(self.query, sort=key, descending=turned, page=1))

    async def _page(self, step: str) -> None:
        if step in {"-1", "1"}:
            await self.ask(replace(self.query, page=max(1, self.query.page + int(step))))

    async def _search(self, text: str) -> None:
        if text != self.query.search:
            await self.ask(replace(self.query, search=text.strip(), page=1))


def _cell_class(column: Column) -> str:
    return (
        f"{'num ' if column.align == 'end' else ''}{'' if column.phone else 'not-phone'}".rstrip()
    )
