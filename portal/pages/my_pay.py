"""My payslips, and one payslip that opens line by line to the punch."""

from hr import pay_views
from hr.pay_views import SlipView
from portal.page import Group, Page, View
from portal.parts import payslip
from portal.parts.ledger import ledger
from portal.parts.mine import slip_row
from portal.parts.proof import opened_seal, seal, seal_node
from portal.widgets.answer import answer_head
from portal.widgets.button import link
from portal.widgets.card import card
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el
from portal.widgets.show import change, yuan
from portal.widgets.view import put
from portal.widgets.why import note
from rules.access import Permission
from rules.money import to_fen
from rules.text import Text

TITLE = Text("我的工资", "My pay")
EMPTY = Text("还没有工资条", "No payslip yet")
EMPTY_HINT = Text(
    "工资批次关闭以后，您的工资条会出现在这里。", "It appears here once the pay run is closed."
)
HEAD = Text("{month} 应发 {sum}。", "Gross pay of {month}: {sum}.")
ASK = Text(
    "有疑问，请在每一行打开来源核对，再找薪酬核实。",
    "In doubt, open a line to see its sources, then ask payroll.",
)


async def build(view: View) -> None:
    slips = await view.ask(pay_views.my_slips)
    if not slips:
        put(answer_head(TITLE, EMPTY), empty_state(EMPTY, EMPTY_HINT, symbol="slip"))
        return
    newest = HEAD.format(month=slips[0].month, sum=yuan(slips[0].gross_fen))
    put(answer_head(TITLE, newest), div(ledger([slip_row(one) for one in slips]), cls="narrow"))


async def build_slip(view: View) -> None:
    found = await view.ask(pay_views.my_slip, view.path["month"])
    proof = await seal(view, found.run_id)
    page = put(
        _total(found),
        div(
            payslip.because(found),
            card(payslip.lines(found), cls="slip-card"),
            [note(one.text) for one in found.slip.notes],
            seal_node(proof),
            note(ASK, symbol="info"),
            cls="narrow slip-page",
        ),
        on={"proof": lambda _: page.patch("seal", opened_seal(proof))},
    )


def _total(found: SlipView) -> Node:
    where = Text("{name} ・ {month} 工资条", "{name}, payslip of {month}").format(
        name=found.name, month=found.month
    )
    against = None
    if found.difference and not found.difference.same:
        against = div(
            Text("比上月 ", "against last month "),
            el("strong", change(to_fen(found.difference.amount))),
        )
    months = link(Text("换月份", "Other month"), "/me/pay", symbol="calendar")
    return div(
        div(el("p", where, cls="where"), el("h1", yuan(found.gross_fen), cls="money")),
        div(div(Text("应发", "gross")), against, months, cls="end"),
        cls="phone-total",
    )


PAGE = Page(
    path="/me/pay",
    title=TITLE,
    symbol="slip",
    group=Group.MINE,
    needs=Permission.PAYSLIP_VIEW,
    build=build,
    tab=4,
)
SLIP = Page(
    path="/me/pay/{month}",
    title=Text("工资条", "Payslip"),
    symbol="slip",
    group=Group.MINE,
    needs=Permission.PAYSLIP_VIEW,
    build=build_slip,
    menu=False,
)
