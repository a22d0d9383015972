"""Economic compensation at the end of employment (Labour Contract Law art. 46-47, 87). Yuan."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from rules.lifecycle.spans import add_months
from rules.money import round_fen

Kind = Literal["N", "N+1", "2N", "none"]

CAP_MULTIPLE = 3
CAP_MONTHS = Decimal(12)
OLD_RULES_END = date(2008, 1, 1)
"""Service before this day follows older rules (art. 97): a person must look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Facts of an ending; start and last day inclusive, wages per month.

    `average` = gross wage of the 12 months before, `local_average` = last year's monthly wage of
    the place, `previous_month` is only needed for N+1 (Implementation Rules art. 20).
    """

    kind: Kind
    start: date
    last_day: date
    average: Decimal
    local_average: Decimal
    minimum: Decimal
    previous_month: Decimal = Decimal(0)

    @property
    def needs_review(self) -> bool:
        """Say whether part of the service falls under the rules before 2008."""
        return self.start < OLD_RULES_END


@dataclass(frozen=True, slots=True, kw_only=True)
class Severance:
    """What is owed. `compensation` is N; for 2N the damages replace it (Rules art. 25)."""

    months: Decimal
    monthly_base: Decimal
    capped: bool
    compensation: Decimal
    notice_pay: Decimal
    damages: Decimal

    @property
    def total(self) -> Decimal:
        """Return the sum that is paid."""
        return self.damages or self.compensation + self.notice_pay


def severance(ending: Ending) -> Severance:
    """Compute N, N+1 or 2N: the cap first, then the doubling."""
    earned = max(ending.average, ending.minimum)
    cap = ending.local_average * CAP_MULTIPLE
    capped = earned > cap
    base = round_fen(cap if capped else earned)
    months = _months(ending, capped=capped)
    compensation = round_fen(base * months)
    return Severance(
        months=months,
        monthly_base=base,
        capped=capped,
        compensation=compensation,
        notice_pay=round_fen(ending.previous_month) if ending.kind == "N+1" else Decimal("0.00"),
        damages=compensation * 2 if ending.kind == "2N" else Decimal("0.00"),
    )


def service_months(start: date, last_day: date) -> Decimal:
    """Count months of pay: one for each year, one for six months and more, half for less."""
    end = last_day + timedelta(days=1)
    years = max(end.year - start.year, 0)
    if add_months(start, 12 * years) > end:
        years -= 1
    if add_months(start, 12 * years) >= end:
        return Decimal(years)
    half_year = add_months(start, 12 * years + 6)
    return years + (Decimal(1) if half_year <= end else Decimal("0.5"))


def _months(ending: Ending, *, capped: bool) -> Decimal:
    if ending.kind == "none":
        return Decimal(0)
    months = service_months(ending.start, ending.last_day)
    return min(months, CAP_MONTHS) if capped else months
