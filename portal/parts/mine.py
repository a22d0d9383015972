"""What several pages of my space share: what one files, a payslip in a list, signing out."""

from hr.notices import NoticeRow
from hr.pay_views import MySlip
from portal.parts.ledger import ledger_row
from portal.widgets.button import link
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.show import yuan
from rules.text import Text

QUICK = (
    ("/me/leave", "leave", Text("请假", "Leave")),
    ("/me/file/correction", "calendar", Text("补卡", "Correction")),
    ("/me/file/overtime", "clock", Text("加班", "Overtime")),
)
OUT = Text("退出登录", "Sign out")


def quick() -> Node:
    """The three things one files most."""
    return div(
        (link(words, href, symbol=sign, cls="btn") for href, sign, words in QUICK), cls="quick"
    )


def slip_row(one: MySlip) -> Node:
    """A payslip in a list: the month, and the gross it opens on."""
    return ledger_row(
        f"/me/pay/{one.month}", "slip", one.month, Text("应发", "gross"), yuan(one.gross_fen)
    )


def is_read(one: NoticeRow) -> bool:
    """Whether something proves that its addressee has read a notice."""
    return one.best in {"read", "confirmed"}


def sign_out() -> Node:
    """A plain form: it works without a socket."""
    return el(
        "form",
        el("button", icon("out"), span(OUT), cls="btn", type="submit"),
        method="post",
        action="/logout",
    )
