"""One request in its own address: the to-do centre with the request open beside it."""

from portal.page import Group, Page, View
from portal.pages.todo import TodoPage
from rules.access import Permission
from rules.text import Text


async def build(view: View) -> None:
    await TodoPage(view).start(view.path["request_id"])


PAGE = Page(
    path="/todo/{request_id}",
    title=Text("申请", "Request"),
    symbol="todo",
    group=Group.TODAY,
    needs=Permission.REQUEST_ACT,
    build=build,
    menu=False,
)
