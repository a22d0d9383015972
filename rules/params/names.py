"""What each parameter is called; a key without a name is shown as it is."""

import re

from rules.text import Text, plain

NAMES: dict[str, Text] = {
    "minimum_wage.month": Text("月最低工资", "minimum wage a month"),
    "social.limits": Text("社保基数上下限", "floor and ceiling of contributions"),
    "social.rates": Text("社保费率", "contribution rates"),
    "pay.lateness_deduction": Text("能否扣迟到", "whether lateness may be charged"),
    "pay.damage_deduction_cap": Text("赔偿扣款上限", "cap on deductions for damage"),
    "pay.sick_floor_of_minimum_wage": Text("病假工资底线", "floor of sick pay"),
    "severance.cap_multiple": Text("补偿金封顶倍数", "severance: cap as a multiple"),
    "severance.cap_years": Text("补偿金封顶月数", "severance: cap in months"),
    "hours.paid_days_month": Text("月计薪天数", "paid days a month"),
    "hours.work_days_month": Text("月工作日", "working days a month"),
    "hours.work_days_year": Text("年工作日", "working days a year"),
    "hours.statutory_days_year": Text("法定节假日天数", "statutory holidays a year"),
    "overtime.multiplier": Text("加班费倍数", "overtime multipliers"),
    "overtime.day_cap_hours": Text("每日加班上限", "overtime cap a day"),
    "overtime.month_cap_hours": Text("每月加班上限", "overtime cap a month"),
    "iit.monthly_brackets": Text("个税月度税率表", "income tax, monthly brackets"),
    "iit.annual_brackets": Text("个税年度税率表", "income tax, annual brackets"),
    "iit.basic_deduction_month": Text("个税基本减除", "income tax, basic deduction"),
    "iit.bonus_separate_allowed": Text("年终奖可单独计税", "bonus may be taxed apart"),
    "iit.settlement_exempt": Text("汇算清缴豁免", "exempt from annual settlement"),
    "iit.housing_fund_exempt": Text("公积金免税上限", "housing fund exempt from tax"),
    "iit.severance_exempt_multiple_of_local_annual_average": Text(
        "补偿金免税倍数", "severance exempt from tax, multiple"
    ),
    "iit.personal_pension_year_max": Text("个人养老金年上限", "private pension, yearly maximum"),
    "iit.sad.infant_care_month_per_child": Text("婴幼儿照护扣除", "deduction: infant care"),
    "iit.sad.child_education_month_per_child": Text("子女教育扣除", "deduction: child education"),
    "iit.sad.elderly_only_child_month": Text("赡养老人（独生）", "deduction: parents, only child"),
    "iit.sad.elderly_shared_max_month": Text("赡养老人（分摊）", "deduction: parents, shared"),
    "iit.sad.rent_month_by_city_tier": Text("住房租金扣除", "deduction: rent"),
    "iit.sad.mortgage_interest_month": Text("房贷利息扣除", "deduction: mortgage interest"),
    "iit.sad.degree_education_month": Text("学历教育扣除", "deduction: degree education"),
    "iit.sad.qualification_year": Text("职业资格扣除", "deduction: qualification"),
}
CONFIDENCE: dict[str, Text] = {
    "V": Text("官方文本", "official text"),
    "V2": Text("专业来源", "professional source"),
    "V3": Text("转载", "weak copy"),
    "R": Text("凭记忆，没核对", "recalled, not checked"),
    "C": Text("公司录入", "entered by the company"),
}
"""How well a value is known: V and V2 count, a company's own when two people stand behind it."""


def name_of(key: str) -> Text:
    """The name of a parameter."""
    return NAMES.get(key) or plain(key)


def cited(source: str) -> Text:
    """A source as people cite it: 第34条 in Chinese, art. 34 in English."""
    return Text(
        re.sub(r"\s*\bart\. ?([\d-]+)", r"第\1条", source),
        re.sub(r"\s*\bart\. ?(?=\d)", " art. ", source),
    )
