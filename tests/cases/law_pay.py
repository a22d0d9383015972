"""Law vectors about money: tax, overtime, insurance, severance, floors. Vector in, answer out."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from rules.money import round_fen
from rules.params import load
from rules.payroll import bonus, floors, insurance, overtime, severance, tax
from rules.payroll.overtime import Class

Json = dict[str, Any]


def brackets(key: str) -> tuple[tax.Bracket, ...]:
    return tax.read_brackets(load().get(key, date(2026, 1, 1), "CN"))


ANNUAL, MONTHLY = brackets("iit.annual_brackets"), brackets("iit.monthly_brackets")
AMOUNTS = ("income", "exempt", "special", "additional", "other")


def iit_cumulative(given: Json) -> Json:
    rows = [
        tax.MonthIncome(
            month=row["month"], **{key: Decimal(row[key]) for key in AMOUNTS if key in row}
        )
        for row in given["rows"]
    ]
    months = tax.withhold(rows, given["basic_deduction_rule"], ANNUAL)
    withheld = sum((month.tax for month in months), Decimal(0))
    owed = tax.settle(rows, ANNUAL)
    return {
        "months": [
            {
                "month": month.month,
                "cum_basic_deduction": month.cum_basic,
                "cum_taxable": month.cum_taxable,
                "tax": month.tax,
            }
            for month in months
        ],
        "year_withheld": withheld,
        "annual_tax": owed,
        "refund_at_annual_settlement": max(withheld - owed, Decimal(0)),
        "due_at_annual_settlement": max(owed - withheld, Decimal(0)),
    }


def iit_eligibility_60k(given: Json) -> Json:
    eligible = tax.may_deduct_60000(
        months_filed=given["prev_year_months_filed_same_employer"],
        income=Decimal(given["prev_year_wage_income"]),
    )
    return {"eligible": eligible}


def iit_bonus_separate(given: Json) -> Json:
    amount = Decimal(given["amount"])
    owed = bonus.separate_tax(amount, MONTHLY)
    return {"tax": owed, "net": amount - owed}


def iit_bonus_choice(given: Json) -> Json:
    choice = bonus.choose(
        Decimal(given["annual_taxable_before_bonus"]),
        Decimal(given["bonus"]),
        annual=ANNUAL,
        monthly=MONTHLY,
    )
    return {
        "separate_total": choice.separate,
        "merged_total": choice.merged,
        "better": choice.better,
    }


def iit_bonus_allowed(given: Json) -> Json:
    allowed = bonus.separate_allowed(
        load(),
        date.fromisoformat(given["paid_on"]),
        already_used=given["already_used_in_tax_year"],
    )
    return {"separate_allowed": allowed}


def iit_severance(given: Json) -> Json:
    found = bonus.severance_tax(
        Decimal(given["amount"]), Decimal(given["local_avg_annual_wage_prev_year"]), ANNUAL
    )
    return {"exempt": found.exempt, "taxable": found.taxable, "tax": found.tax}


def hours(given: Json) -> dict[Class, Decimal]:
    return {
        "extended": Decimal(given["hours_extended"]),
        "rest_day": Decimal(given["hours_rest_day"]),
        "statutory": Decimal(given["hours_statutory"]),
    }


def paid_hours(base: Decimal, worked: dict[Class, Decimal]) -> Json:
    lines = {k: round_fen(v) for k, v in overtime.overtime_lines(base, worked).items()}
    return {"lines": lines, "total": sum(lines.values(), Decimal(0))}


def overtime_pay(given: Json) -> Json:
    return paid_hours(Decimal(given["monthly_base"]), hours(given))


def overtime_limit(given: Json) -> Json:
    broken = overtime.violations(
        month=Decimal(given["month_extended_hours"]),
        longest_day=Decimal(given["max_day_extended"]),
    )
    return {"violations": list(broken)}


def comprehensive_hours(given: Json) -> Json:
    statutory = Decimal(given["of_which_statutory_hours"])
    extended = overtime.comprehensive_extended(
        worked=Decimal(given["total_hours_worked"]),
        standard=Decimal(given["period_standard_hours"]),
        statutory=statutory,
    )
    worked: dict[Class, Decimal] = {"extended": extended, "statutory": statutory}
    return {"extended_hours": extended, **paid_hours(Decimal(given["monthly_base"]), worked)}


def social_insurance(given: Json) -> Json:
    declared = Decimal(given["declared_base"])
    paid = {
        name: insurance.contribute(declared, fund(row)) for name, row in given["parameters"].items()
    }
    return {
        "funds": {
            name: {"base": one.base, "personal": one.personal, "employer": one.employer}
            for name, one in paid.items()
        },
        "personal_total": sum((one.personal for one in paid.values()), Decimal(0)),
        "employer_total": sum((one.employer for one in paid.values()), Decimal(0)),
    }


def fund(row: Json) -> insurance.Fund:
    rounding = row.get("rounding", {})
    return insurance.Fund(
        floor=Decimal(row["floor"]),
        ceiling=Decimal(row["ceiling"]),
        personal_rate=Decimal(row["personal_rate"]),
        employer_rate=Decimal(row["employer_rate"]),
        personal_fixed=Decimal(row.get("personal_fixed", 0)),
        employer_fixed=Decimal(row.get("employer_fixed", 0)),
        unit=Decimal(rounding.get("unit", "0.01")),
        mode=rounding.get("mode", "half_up"),
    )


def economic_compensation(given: Json) -> Json:
    found = severance.severance(
        severance.Ending(
            kind=given["kind"],
            start=date.fromisoformat(given["start"]),
            last_day=date.fromisoformat(given["last_day"]),
            average=Decimal(given["avg_wage_12m"]),
            local_average=Decimal(given["local_avg_monthly_wage_prev_year"]),
            minimum=Decimal(given["local_minimum_wage"]),
            previous_month=Decimal(given.get("previous_month_wage", 0)),
        )
    )
    return {
        "months": found.months,
        "monthly_base": found.monthly_base,
        "capped": found.capped,
        "economic_compensation": found.compensation,
        "notice_pay": found.notice_pay,
        "damages": found.damages,
        "total": found.total,
    }


def damage_deduction(given: Json) -> Json:
    wage = Decimal(given["month_wage"])
    most = floors.damage_deduction(
        wage, Decimal(given["agreed_damage"]), Decimal(given["local_minimum_wage"])
    )
    return {"max_deduction": most, "pay_after": wage - most}


def minimum_wage_check(given: Json) -> Json:
    found = floors.minimum_wage_check(
        Decimal(given["gross"]),
        overtime=Decimal(given["overtime_pay"]),
        allowances=Decimal(given["night_heat_allowances"]),
        minimum=Decimal(given["local_minimum_wage"]),
        full=given["full_attendance"],
    )
    return {"comparable_wage": found.amount, "shortfall": found.shortfall}


def package_wage_check(given: Json) -> Json:
    found = floors.package_wage_check(
        Decimal(given["agreed_all_in"]), hours(given), Decimal(given["local_minimum_wage"])
    )
    return {"legal_minimum": found.amount, "shortfall": found.shortfall}


def probation_wage_floor(given: Json) -> Json:
    found = floors.probation_floor(
        Decimal(given["contract_wage"]),
        Decimal(given["lowest_grade_wage"]),
        Decimal(given["local_minimum_wage"]),
    )
    return {"safe_floor": found.safe, "statutory_minimum_reading": found.statutory}


def sick_pay_floor(given: Json) -> Json:
    return {"monthly_floor": floors.sick_pay_floor(Decimal(given["local_minimum_wage"]))}


ADAPTERS: dict[str, Callable[[Json], Json]] = {
    "iit_cumulative": iit_cumulative,
    "iit_eligibility_60k": iit_eligibility_60k,
    "iit_bonus_separate": iit_bonus_separate,
    "iit_bonus_choice": iit_bonus_choice,
    "iit_bonus_allowed": iit_bonus_allowed,
    "iit_severance": iit_severance,
    "overtime_pay": overtime_pay,
    "overtime_limit": overtime_limit,
    "comprehensive_hours": comprehensive_hours,
    "social_insurance": social_insurance,
    "severance": economic_compensation,
    "damage_deduction": damage_deduction,
    "minimum_wage_check": minimum_wage_check,
    "package_wage_check": package_wage_check,
    "probation_wage_floor": probation_wage_floor,
    "sick_pay_floor": sick_pay_floor,
}
