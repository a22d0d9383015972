"""Dates of the written contract and of probation (Labour Contract Law art. 19, 70, 82)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rules.lifecycle.spans import add_months

ContractType = Literal["fixed", "open_ended", "task", "part_time"]

_PROBATION = ((36, 6), (12, 2), (3, 1), (0, 0))
"""(contract months from, probation months at most)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleWage:
    """The days that cost a second wage (None: none), and when the contract counts as open-ended."""

    first: date | None
    last: date | None
    open_ended_from: date | None


def double_wage(hired: date, signed: date | None) -> DoubleWage:
    """Return the double-wage period of a missing written contract (art. 82, Rules art. 6-7).

    From the day after one full month to the day before signing, at most to the end of the first
    year; the hire day is counted. `signed` None: not signed yet.
    """
    first, year = add_months(hired, 1), add_months(hired, 12)
    open_ended = year if signed is None or signed >= year else None
    last = year - timedelta(days=1)
    if signed is not None:
        last = min(last, signed - timedelta(days=1))
    if last < first:
        return DoubleWage(first=None, last=None, open_ended_from=open_ended)
    return DoubleWage(first=first, last=last, open_ended_from=open_ended)


def longest_probation(contract: ContractType, months: int | None) -> int:
    """Return the longest probation in months; it may be agreed once with one employer."""
    if contract == "open_ended":
        return 6
    if contract != "fixed" or months is None:
        return 0
    return next(most for least, most in _PROBATION if months >= least)
