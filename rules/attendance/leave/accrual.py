"""Monthly accrual as a list of postings, before the balance cap."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from rules.attendance.leave.values import Accrual, PostOn
from rules.period import Month


def postings(accrual: Accrual) -> Iterator[tuple[date, Fraction]]:
    """Yield date and amount of every posting between the accrual's first and last date."""
    month = Month.of(accrual.first)
    while month.first <= accrual.last:
        on = _posted_on(accrual, month)
        if on is not None and accrual.first <= on <= accrual.last:
            yield on, _rounded(accrual.monthly * _part(accrual, month), accrual.multiple)
        month = month.next


def _posted_on(accrual: Accrual, month: Month) -> date | None:
    """Return the posting date; one on the first never precedes joining."""
    if accrual.joined and accrual.joined > month.last:
        return None
    if accrual.on is PostOn.LAST:
        return month.last
    return max(month.first, accrual.joined) if accrual.joined else month.first


def _part(accrual: Accrual, month: Month) -> Fraction:
    if not accrual.prorate or accrual.joined is None or accrual.joined not in month:
        return Fraction(1)
    return Fraction((month.last - accrual.joined).days + 1, month.last.day)


def _rounded(amount: Fraction, multiple: Fraction | None) -> Fraction:
    if not multiple:
        return amount
    return (amount / multiple + Fraction(1, 2)).__floor__() * multiple
