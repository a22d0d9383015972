"""What may never be taken from a wage, and what it may never fall below. Yuan per month."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rules.money import round_fen
from rules.payroll.overtime import Class, overtime_lines

DAMAGE_SHARE = Decimal("0.20")
SICK_SHARE = Decimal("0.80")
PROBATION_SHARE = Decimal("0.80")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A wage that can be compared with a minimum, and what is missing to it."""

    amount: Decimal
    shortfall: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationFloor:
    """The safe floor takes the higher 80 %; the text's "or" allows the lower reading."""

    safe: Decimal
    statutory: Decimal


def damage_deduction(wage: Decimal, agreed: Decimal, minimum: Decimal) -> Decimal:
    """Return the most that may be deducted for damage: 20 % of the wage, the rest >= minimum wage.

    Wage Payment Rules art. 16; needs a contract clause and damage caused by the employee.
    """
    allowed = min(agreed, round_fen(wage * DAMAGE_SHARE), wage - minimum)
    return max(allowed, Decimal("0.00"))


def minimum_wage_check(
    gross: Decimal, *, overtime: Decimal, allowances: Decimal, minimum: Decimal, full: bool
) -> Comparison:
    """Compare a month's wage with the minimum (Minimum Wage Rules art. 12).

    Overtime pay and night, heat and hazard allowances do not count. The monthly minimum is owed
    for full normal work; `full` False: nothing is missing by this rule.
    """
    comparable = gross - overtime - allowances
    missing = max(minimum - comparable, Decimal("0.00")) if full else Decimal("0.00")
    return Comparison(amount=comparable, shortfall=missing)


def package_wage_check(
    agreed: Decimal, hours: Mapping[Class, Decimal], minimum: Decimal
) -> Comparison:
    """Check an all-in wage: minimum wage plus its overtime must fit inside (2021 case set)."""
    lines = overtime_lines(minimum, hours).values()
    needed = minimum + sum((round_fen(line) for line in lines), Decimal(0))
    return Comparison(amount=needed, shortfall=max(needed - agreed, Decimal("0.00")))


def sick_pay_floor(minimum: Decimal) -> Decimal:
    """Return the national floor of sick pay: 80 % of the minimum wage (劳部发〔1995〕309号 §59)."""
    return round_fen(minimum * SICK_SHARE)


def probation_floor(contract: Decimal, lowest_grade: Decimal, minimum: Decimal) -> ProbationFloor:
    """Return the floor of probation pay (Labour Contract Law art. 20, Rules art. 15)."""
    high, low = max(contract, lowest_grade), min(contract, lowest_grade)
    return ProbationFloor(
        safe=max(round_fen(high * PROBATION_SHARE), minimum),
        statutory=max(round_fen(low * PROBATION_SHARE), minimum),
    )
