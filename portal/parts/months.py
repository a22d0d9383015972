"""A month in an address, and its name."""

from hr.views import month_of
from portal.page import View
from rules.payroll.run import month_name
from rules.period import Month
from rules.text import Text


def asked_month(view: View, usual: Month) -> Month:
    """The month the address asks for, else the usual one."""
    text = view.query.get("month", "")
    return month_of(text) if text else usual


def named(month: Month) -> Text:
    """11 月, November."""
    return month_name(month)
