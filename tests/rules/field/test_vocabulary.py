"""A field says what it expects, reads what is typed, and shows what is stored."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.field import Choice, Field, Kind, parse_all, validate_all
from rules.problem import Refused
from rules.text import Text

OPTIONS = (
    Choice(value="annual", label=Text("年假", "Annual leave")),
    Choice(value="sick", label=Text("病假", "Sick leave")),
)


def field(kind: Kind, **facts: Any) -> Field:
    return Field(name="it", kind=kind, label=Text("项目", "Item"), options=OPTIONS, **facts)


@pytest.mark.parametrize(
    ("kind", "facts", "text", "value"),
    [
        ("text", {}, "  好 ", "好"),
        ("number", {}, "1,200", 1200),
        ("number", {"places": 1}, "1.5", 1.5),
        ("number", {}, "−3", -3),
        ("money", {}, "¥8,900.05", 890005),
        ("money", {}, "12 元", 1200),
        ("date", {}, "2026-11-30", "2026-11-30"),
        ("date", {}, "2026/1/5", "2026-01-05"),
        ("date", {}, "2026年1月5日", "2026-01-05"),
        ("time", {}, "8:30", "08:30"),
        ("time", {}, "18：05", "18:05"),
        ("datetime", {}, "2026-11-30 8:30", "2026-11-30T08:30"),
        ("datetime", {}, "2026-11-30T08:30", "2026-11-30T08:30"),
        ("date_range", {}, "2026-11-30 至 2026-12-04", {"from": "2026-11-30", "to": "2026-12-04"}),
        ("date_range", {}, "2026-11-30 to 2026/12/4", {"from": "2026-11-30", "to": "2026-12-04"}),
        ("yes_no", {}, "是", True),
        ("yes_no", {}, "No", False),
        ("choice", {}, "年假", "annual"),
        ("choice", {}, "Sick leave", "sick"),
        ("choices", {}, "年假、sick", ["annual", "sick"]),
        ("people", {}, "p1, p2", ["p1", "p2"]),
        ("number", {"required": True}, "", None),
    ],
)
def test_what_is_typed_becomes_a_value(kind: Kind, facts: Any, text: str, value: object) -> None:
    assert field(kind, **facts).parse(text) == value


@pytest.mark.parametrize(
    ("kind", "facts", "text", "code"),
    [
        ("number", {}, "abc", "number"),
        ("number", {}, "NaN", "number"),
        ("number", {}, "1e999", "number"),
        ("number", {}, "1.5", "places"),
        ("number", {"low": 1}, "0", "too_low"),
        ("number", {"high": 9}, "10", "too_high"),
        ("money", {}, "1.005", "places"),
        ("money", {"high": 10000}, "100.01", "too_high"),
        ("date", {}, "2026-02-30", "moment"),
        ("date", {"low": "2026-01-01"}, "2025-12-31", "too_low"),
        ("time", {}, "25:00", "moment"),
        ("datetime", {}, "2026-11-30", "moment"),
        ("date_range", {}, "2026-12-04 至 2026-11-30", "backwards"),
        ("date_range", {}, "2026-12-04", "moment"),
        ("yes_no", {}, "maybe", "yes_no"),
        ("choice", {}, "婚假", "not_offered"),
        ("choices", {}, "sick,sick", "list"),
        ("text", {"length": 3}, "四个字了", "too_long"),
        ("text", {}, "a\x00b", "text"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    kind: Kind, facts: Any, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        field(kind, **facts).parse(text)
    assert (refusal.value.problem.code, refusal.value.problem.where) == (code, "it")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", True),
        ("number", float("inf")),
        ("number", "1"),
        ("money", 1.5),
        ("date", 20261130),
        ("datetime", "2026-11-30T08:30+08:00"),
        ("date_range", {"from": "2026-11-30"}),
        ("date_range", {"from": "2026-11-30", "to": None}),
        ("yes_no", 1),
        ("choice", ["annual"]),
        ("choices", "annual"),
        ("people", [3]),
        ("table", {"a": 1}),
        ("table", ["row"]),
        ("text", 7),
    ],
)
def test_a_value_of_another_shape_is_a_problem(kind: Kind, value: object) -> None:
    assert field(kind).validate(value) is not None


def test_a_required_field_wants_a_value_and_zero_is_one() -> None:
    needed = field("number", required=True)
    assert needed.validate(0) is None
    empty: list[object] = [None, "", [], {}]
    for nothing in empty:
        problem = needed.validate(nothing)
        assert problem is not None
        assert problem.text == Text("项目要填", "Item is needed")


def test_a_table_names_the_row_that_does_not_fit() -> None:
    amount = Field(name="amount", kind="money", label=Text("金额", "Amount"), required=True)
    table = field("table", columns=(amount,))
    assert table.validate([{"amount": 100}]) is None
    wrong = table.validate([{"amount": 100}, {"amount": None}])
    assert wrong is not None
    assert wrong.text.zh == "项目第 2 行：金额要填"
    stray = table.validate([{"amount": 1, "note": "x"}])
    assert stray is not None
    assert stray.code == "unknown_field"


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        ("money", -890005, "−8,900.05", "−8,900.05"),
        ("yes_no", False, "否", "No"),
        ("choice", "annual", "年假", "Annual leave"),
        ("choices", ["annual", "sick"], "年假、病假", "Annual leave, Sick leave"),
        (
            "date_range",
            {"from": "2026-11-30", "to": "2026-12-04"},
            "2026-11-30 至 2026-12-04",
            "2026-11-30 to 2026-12-04",
        ),
        ("datetime", "2026-11-30T08:30", "2026-11-30 08:30", "2026-11-30 08:30"),
        ("number", 0, "0", "0"),
        ("text", None, "", ""),
    ],
)
def test_a_value_is_shown_in_both_languages(kind: Kind, value: object, zh: str, en: str) -> None:
    assert (field(kind).show(value, "zh"), field(kind).show(value, "en")) == (zh, en)


def test_a_secret_is_never_shown() -> None:
    assert "hunter2" not in field("text", secret=True).show("hunter2", "en")


def test_a_form_reports_every_problem_and_every_stray_value() -> None:
    fields = (field("number", required=True),)
    assert [p.code for p in validate_all(fields, {"other": 1})] == ["required", "unknown_field"]
    values, problems = parse_all(fields, {"it": "x"})
    assert (values, [p.code for p in problems]) == ({}, ["number"])


@given(st.sampled_from(get_args(Kind)), st.text())
def test_nothing_typed_breaks_a_field(kind: Kind, text: str) -> None:
    one = field(kind, places=2)
    try:
        value = one.parse(text)
    except Refused:
        return
    assert one.validate(value) is None
