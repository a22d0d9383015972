"""Search everything: whom or what is this, from anywhere with Ctrl K."""

from itertools import groupby

from nicegui import ui

from hr import search
from hr.search import Hit, Kind
from portal import address
from portal.page import Group, Page, View
from portal.widgets.answer import answer_head
from portal.widgets.card import card
from portal.widgets.field_input import search_input
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.view import put
from rules.access import Permission
from rules.heads import search_head
from rules.text import Text

TITLE = Text("搜索", "Search")
LABEL = Text("姓名、拼音、工号、终端、申请号、通知号", "Name, pinyin, number, terminal, request")
PLACES = {
    Kind.PERSON: ("person", "/people/"),
    Kind.TERMINAL: ("terminal", "/terminals/"),
    Kind.REQUEST: ("form", "/todo/"),
    Kind.NOTICE: ("mail", "/notices/"),
    Kind.MY_NOTICE: ("mail", "/me/notices/"),
}


async def build(view: View) -> None:
    page = SearchPage(view)
    await page.find(view.query.get("q", ""))
    page.box.write(view.query.get("q", ""))
    page.box.focus()


class SearchPage:
    """One box; what is found stands under it by kind, each a link."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.head = put()
        with ui.element("div").classes("search-box"):
            self.box = search_input(LABEL, self._typed)
        self.results = put(cls="page-foot").props("aria-live=polite")

    async def find(self, text: str) -> None:
        """Look, and draw."""
        hits = await self.view.ask(search.search, text)
        kinds = {kind: list(found) for kind, found in groupby(hits, key=lambda hit: hit.kind)}
        more = any(len(found) == search.EACH for found in kinds.values())
        self.head.show(answer_head(TITLE, search_head(text.strip(), len(hits), more=more)))
        self.results.show(
            div([_kind(kind, found) for kind, found in kinds.items()], cls="stack", data_keys="")
        )

    async def _typed(self, text: str) -> None:
        await self.find(text)
        address.replace(address.address("/search", q=text.strip()))


def _kind(kind: Kind, hits: list[Hit]) -> Node:
    return card((_hit(one) for one in hits), title=kind.value, flush=True)


def _hit(one: Hit) -> Node:
    symbol, path = PLACES[one.kind]
    return el(
        "a",
        icon(symbol),
        el("strong", one.name),
        span(one.about, cls="sub"),
        cls="hit",
        href=f"{path}{one.id}",
        data_key=one.id,
    )


PAGE = Page(
    path="/search",
    title=TITLE,
    symbol="search",
    group=Group.TODAY,
    needs=Permission.SELF,
    build=build,
    menu=False,
)
