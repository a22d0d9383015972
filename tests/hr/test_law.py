"""The law in force at the company's place, and why a value cannot be used."""

from datetime import date

from hr import ids, law
from orm.models import CompanyParameter
from tests.support.town import Town

KEY = "minimum_wage.month"


async def row(town: Town, entered_by: str, checked_by: str = "") -> None:
    await CompanyParameter.create(
        id=ids.new_id(),
        company_id=town.company,
        jurisdiction="CN-4403",
        key=KEY,
        valid_from=date(2025, 3, 1),
        value={"is": "2520"},
        source="notice",
        entered_by=entered_by,
        checked_by=checked_by,
    )


async def test_the_most_specific_place_rules_and_an_unchecked_value_says_so(town: Town) -> None:
    sheet = await law.law(town.of("pavel"))
    rows = {one.key: one for one in sheet.rows}
    assert sheet.place == "CN-4403"
    assert rows["pay.lateness_deduction"].place == "CN-4403"
    assert rows["hours.paid_days_month"].place == "CN"
    assert rows["hours.paid_days_month"].problem is None
    assert rows[KEY].problem is not None
    assert rows[KEY].valid_from == date(2025, 3, 1)


async def test_a_value_counts_once_two_people_stand_behind_it(town: Town) -> None:
    await row(town, entered_by="a")
    found = {one.key: one for one in (await law.law(town.of("pavel"))).rows}
    assert found[KEY].problem is not None
    await CompanyParameter.filter(key=KEY).update(checked_by="b")
    found = {one.key: one for one in (await law.law(town.of("pavel"))).rows}
    assert (found[KEY].value, found[KEY].confidence, found[KEY].problem) == ("2520", "C", None)
