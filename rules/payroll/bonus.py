"""Income that is taxed apart from the wage series: year-end bonus and severance. Yuan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from rules.money import round_fen
from rules.params import Parameter, Params
from rules.payroll.tax import Bracket, bracket_of, tax_on

Better = Literal["separate", "merged", "equal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The year's tax either way; the person chooses (2023 No. 30)."""

    separate: Decimal
    merged: Decimal

    @property
    def better(self) -> Better:
        """Name the cheaper way."""
        if self.separate == self.merged:
            return "equal"
        return "separate" if self.separate < self.merged else "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveranceTax:
    """What of a one-off severance is exempt and what the rest costs."""

    exempt: Decimal
    taxable: Decimal
    tax: Decimal


def separate_tax(bonus: Decimal, monthly: Sequence[Bracket]) -> Decimal:
    """Tax a bonus alone: a twelfth finds the monthly bracket, the quick deduction counts once.

    财政部 税务总局公告2023年第30号; 国税发〔2005〕9号. No basic deduction.
    """
    if bonus <= 0:
        return Decimal("0.00")
    bracket = bracket_of(bonus / 12, monthly)
    return round_fen(bonus * bracket.rate - bracket.quick)


def choose(
    taxable: Decimal, bonus: Decimal, *, annual: Sequence[Bracket], monthly: Sequence[Bracket]
) -> Choice:
    """Compare both ways; `taxable` is the year's taxable wage before the bonus, maybe negative."""
    return Choice(
        separate=tax_on(taxable, annual) + separate_tax(bonus, monthly),
        merged=tax_on(taxable + bonus, annual),
    )


def separate_allowed(params: Params, paid_on: date, *, already_used: bool) -> bool:
    """Say whether the bonus may be taxed alone: once a year, while the rule is in force."""
    rule = params.find("iit.bonus_separate_allowed", paid_on, "CN")
    return isinstance(rule, Parameter) and rule.value is True and not already_used


def severance_tax(
    amount: Decimal, local_annual_average: Decimal, annual: Sequence[Bracket]
) -> SeveranceTax:
    """Tax a severance: three local annual averages are exempt, the rest alone on the annual table.

    财税〔2018〕164号 art. 5: no 60,000 deduction, no division by years of service.
    """
    exempt = min(amount, round_fen(local_annual_average * 3))
    taxable = amount - exempt
    return SeveranceTax(exempt=exempt, taxable=taxable, tax=tax_on(taxable, annual))
