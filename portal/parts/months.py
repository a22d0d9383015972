"""A month in an address: read strictly, stepped through, named."""

from portal.page import View
from rules.payroll.run import month_name
from rules.period import Month
from rules.problem import refuse
from rules.text import Text


def read_month(text: str) -> Month:
    """The month of an address; anything else is refused in words."""
    try:
        return Month.parse(text)
    except ValueError:
        raise refuse(
            "month",
            f"“{text[:20]}”不是月份。请写成 2026-11。",
            f"“{text[:20]}” is not a month. Write it as 2026-11.",
        ) from None


def asked_month(view: View, usual: Month) -> Month:
    """The month the address asks for, else the usual one."""
    text = view.query.get("month", "")
    return read_month(text) if text else usual


def named(month: Month) -> Text:
    """11 月, November."""
    return month_name(month)
