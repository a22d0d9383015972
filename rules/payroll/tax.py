"""Individual income tax on wages: cumulative withholding (SAT Announcement 2018 No. 61 art. 6).

All amounts in yuan. A negative month is 0 and is carried inside the year; the employer never
refunds. Basic deduction: 2018 No. 61, 2020 No. 13 art. 1 and 2020 No. 19.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from rules.money import round_fen
from rules.params import Parameter

Basic = Literal["per_month_employed", "first_job_in_tax_year", "full_year_60000_from_january"]

YEAR_DEDUCTION = Decimal(60_000)
MONTH_DEDUCTION = Decimal(5_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """Up to and including `up_to` (None: no limit) the tax is amount × rate − quick."""

    up_to: Decimal | None
    rate: Decimal
    quick: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthIncome:
    """One month: `special` = own insurance and housing fund, `additional` = special additional."""

    month: int
    income: Decimal
    exempt: Decimal = Decimal(0)
    special: Decimal = Decimal(0)
    additional: Decimal = Decimal(0)
    other: Decimal = Decimal(0)

    @property
    def before_basic(self) -> Decimal:
        """Return what is left before the basic deduction; may be negative."""
        return self.income - self.exempt - self.special - self.additional - self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What one month withholds, with the cumulative figures the tax form shows."""

    month: int
    cum_basic: Decimal
    cum_taxable: Decimal
    tax: Decimal


def read_brackets(row: Parameter) -> tuple[Bracket, ...]:
    """Read a bracket parameter (`iit.annual_brackets`, `iit.monthly_brackets`)."""
    entries = cast("list[dict[str, str]]", row.value)
    return tuple(
        Bracket(
            up_to=Decimal(entry["up_to"]) if "up_to" in entry else None,
            rate=Decimal(entry["rate"]),
            quick=Decimal(entry["quick"]),
        )
        for entry in entries
    )


def bracket_of(amount: Decimal, brackets: Sequence[Bracket]) -> Bracket:
    """Return the bracket an amount falls into; upper limits are inclusive."""
    return next(b for b in brackets if b.up_to is None or amount <= b.up_to)


def tax_on(amount: Decimal, brackets: Sequence[Bracket]) -> Decimal:
    """Return the tax on a taxable amount, rounded to the fen; 0 when there is nothing to tax."""
    if amount <= 0:
        return Decimal("0.00")
    bracket = bracket_of(amount, brackets)
    return round_fen(amount * bracket.rate - bracket.quick)


def withhold(
    rows: Iterable[MonthIncome], basic: Basic, brackets: Sequence[Bracket]
) -> list[Withheld]:
    """Withhold month by month with one employer in one tax year; rows in order."""
    result: list[Withheld] = []
    left = paid = Decimal(0)
    for count, row in enumerate(rows, 1):
        left += row.before_basic
        deduction = basic_deduction(basic, month=row.month, employed=count)
        taxable = max(left - deduction, Decimal(0))
        tax = max(tax_on(taxable, brackets) - paid, Decimal(0))
        paid += tax
        result.append(Withheld(month=row.month, cum_basic=deduction, cum_taxable=taxable, tax=tax))
    return result


def basic_deduction(basic: Basic, *, month: int, employed: int) -> Decimal:
    """Return the cumulative basic deduction in calendar month `month`, the `employed`-th here."""
    if basic == "full_year_60000_from_january":
        return YEAR_DEDUCTION
    return MONTH_DEDUCTION * (month if basic == "first_job_in_tax_year" else employed)


def settle(rows: Iterable[MonthIncome], brackets: Sequence[Bracket]) -> Decimal:
    """Return the tax of the whole year at the person's annual settlement (IIT Law art. 11)."""
    left = sum((row.before_basic for row in rows), Decimal(0))
    return tax_on(left - YEAR_DEDUCTION, brackets)


def may_deduct_60000(*, months_filed: int, income: Decimal) -> bool:
    """Say whether 60,000 may be deducted from January on (2020 No. 19 art. 1).

    Last year all 12 months were filed by this employer and the gross wages were at most 60,000.
    """
    return months_filed == 12 and income <= YEAR_DEDUCTION
