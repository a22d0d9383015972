"""More: on a phone, every page that the bottom bar has no room for."""

from portal.frame import in_bar, visible
from portal.page import Group, Page, View
from portal.parts.ledger import ledger, ledger_row
from portal.parts.mine import sign_out
from portal.widgets.answer import answer_head
from portal.widgets.markup import Node, div, el
from portal.widgets.view import put
from rules.access import Permission
from rules.text import Text

TITLE = Text("更多", "More")


async def build(view: View) -> None:
    from portal.pages import PAGES  # the list holds this page too

    barred = in_bar(PAGES, view)
    rest = [page for page in visible(PAGES, view) if page.menu and page not in barred]
    groups = [(group, [page for page in rest if page.group is group]) for group in Group]
    put(
        answer_head(TITLE, view.me.name),
        div(
            (_group(group, pages) for group, pages in groups if pages),
            sign_out(),
            cls="narrow more-list",
        ),
    )


def _group(group: Group, pages: list[Page]) -> Node:
    rows = [ledger_row(page.path, page.symbol, page.title) for page in pages]
    return el("section", el("h2", group.value), ledger(rows))


PAGE = Page(
    path="/more",
    title=TITLE,
    symbol="more",
    group=Group.MINE,
    needs=Permission.SELF,
    build=build,
    menu=False,
)
