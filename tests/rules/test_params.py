from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.params import Parameter, Params, load, places
from rules.params.names import CONFIDENCE, NAMES, cited
from rules.problem import Problem, Refused
from rules.text import Text

OCTOBER = date(2026, 10, 31)


def company_row(**changes: Any) -> Parameter:
    row = Parameter(
        jurisdiction="CN-4403",
        key="minimum_wage.month",
        valid_from=date(2025, 3, 1),
        value="2520",
        source="深人社规〔2025〕1号",
        confidence="C",
        entered_by="xu.wen",
        checked_by="he.li",
    )
    return replace(row, **changes)


def problem(found: Parameter | Problem) -> Problem:
    assert isinstance(found, Problem)
    return found


def test_the_value_of_the_day_is_found_with_its_source() -> None:
    row = load().get("hours.work_days_month", date(2024, 12, 31), "CN")
    assert (row.decimal(), row.source) == (Decimal("20.83"), "劳社部发〔2008〕3号")
    assert load().get("hours.work_days_month", date(2025, 1, 1), "CN").decimal() == Decimal("20.67")


def test_a_place_falls_back_to_its_province_and_country_only_when_it_does_not_know_the_key() -> (
    None
):
    assert places("CN-4403") == ("CN-4403", "CN-44", "CN")
    assert places("CN") == ("CN",)
    assert load().get("overtime.month_cap_hours", OCTOBER, "CN-4403").jurisdiction == "CN"
    assert load().get("pay.lateness_deduction", OCTOBER, "CN-4401").jurisdiction == "CN-44"


def test_an_expired_local_value_is_not_replaced_by_the_national_one() -> None:
    rows = [
        company_row(jurisdiction="CN", confidence="V", value="1"),
        company_row(valid_to=date(2026, 6, 30)),
    ]
    found = problem(Params(rows).find("minimum_wage.month", OCTOBER, "CN-4403"))
    assert found.code == "params.expired"
    assert "2026-06-30" in found.text.zh
    assert "2026-06-30" in found.text.en


@pytest.mark.parametrize(
    ("key", "day", "place", "code"),
    [
        ("social.limits", OCTOBER, "CN-11", "params.unconfirmed"),
        ("minimum_wage.month", OCTOBER, "CN-4403", "params.unconfirmed"),
        ("social.limits", OCTOBER, "CN-4403", "params.expired"),
        ("iit.bonus_separate_allowed", date(2028, 1, 1), "CN", "params.expired"),
        ("minimum_wage.month", OCTOBER, "CN-51", "params.missing"),
        ("minimum_wage.month", date(2019, 1, 1), "CN-31", "params.missing"),
    ],
)
def test_what_is_missing_expired_or_unconfirmed_is_a_task_for_hr(
    key: str, day: date, place: str, code: str
) -> None:
    found = problem(load().find(key, day, place))
    assert (found.code, found.where, found.facts["role"]) == (code, key, "hr")
    assert found.hint is not None
    with pytest.raises(Refused):
        load().get(key, day, place)


def test_the_company_confirms_a_value_with_two_people() -> None:
    params = load().with_rows([company_row()])
    assert params.get("minimum_wage.month", OCTOBER, "CN-4403").confidence == "C"
    for pair in [{"checked_by": ""}, {"checked_by": "xu.wen"}, {"entered_by": ""}]:
        alone = load().with_rows([company_row(**pair)])
        found = problem(alone.find("minimum_wage.month", OCTOBER, "CN-4403"))
        assert found.code == "params.unconfirmed"


def test_a_later_row_supersedes_and_rows_never_disappear() -> None:
    later = company_row(valid_from=date(2026, 7, 1), value="2600")
    params = Params([company_row(), later])
    assert params.get("minimum_wage.month", OCTOBER, "CN-4403").decimal() == Decimal(2600)
    before = params.get("minimum_wage.month", date(2026, 6, 30), "CN-4403")
    assert before.decimal() == Decimal(2520)
    assert len(params.rows()) == 2


def test_a_value_of_the_wrong_shape_is_refused() -> None:
    for value in ["about 2000", "NaN", ["1"], True]:
        with pytest.raises(Refused, match="not a number"):
            company_row(value=value).decimal()
    with pytest.raises(Refused, match="not a table"):
        company_row().flag("allowed")


def test_every_seed_row_has_a_source_and_a_sensible_period() -> None:
    rows = load().rows()
    assert len(rows) >= 45
    for row in rows:
        assert row.source
        assert row.confidence in ("V", "V2", "V3", "R")
        assert row.valid_to is None or row.valid_from <= row.valid_to


def test_seed_rows_of_one_key_and_place_do_not_overlap() -> None:
    rows = load().rows()
    for one in rows:
        for other in rows:
            if one is not other and (one.jurisdiction, one.key) == (other.jurisdiction, other.key):
                assert not one.covers(other.valid_from)


def test_every_shipped_key_and_confidence_has_a_name() -> None:
    rows = load().rows()
    assert {row.key for row in rows} == set(NAMES)
    assert {row.confidence for row in rows} <= set(CONFIDENCE)


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ("劳动法 art.44", "劳动法第44条", "劳动法 art. 44"),
        ("某条例 art. 34", "某条例第34条", "某条例 art. 34"),
        ("财税〔2018〕164号 art.5(1)", "财税〔2018〕164号第5条(1)", "财税〔2018〕164号 art. 5(1)"),
        ("a part. 3 of it", "a part. 3 of it", "a part. 3 of it"),
    ],
)
def test_an_article_is_cited_as_each_language_does(source: str, zh: str, en: str) -> None:
    assert cited(source) == Text(zh, en)
