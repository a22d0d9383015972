from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.expression import Kind, Value, check, compute, evaluate, in_order
from rules.expression.operations import FUNCTIONS
from rules.problem import Refused

NAMES: dict[str, Kind] = {"base": "number", "days": "number", "city": "text", "late": "flag"}
VALUES: dict[str, Value] = {
    "base": Decimal(8700),
    "days": Decimal("21.5"),
    "city": "深圳",
    "late": True,
}


def value(source: str, **given_: Any) -> Any:
    return evaluate(check(source, NAMES), VALUES | given_).value


def refusal(source: str) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        value(source)
    problem = refused.value.problem
    return problem.code.removeprefix("expression."), problem.where


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 5", "2"),
        ("-2 * -3", "6"),
        ("--2", "2"),
        ("2 - -3", "5"),
        ("0.1 + 0.2", "0.3"),
        ("1e3 + 1", "1001"),
        ("round(base / 21.75 * days, 2)", "8600.00"),
        ("round(2.5)", "3"),
        ("round(-2.675, 2)", "-2.68"),
        ("floor(-1.5) + ceil(1.2) + abs(-3)", "3"),
        ("min(3, 1, 2) + max(3, 1, 2)", "4"),
        ("if(days < 1, 0, base)", "8700"),
        ("if(base == 0, 0, days / base) * 0", "0"),
        ("if(late and city = '深圳', 50, 0)", "50"),
        ("if(not late or 1 > 2, 1, 2)", "2"),
        ("if(true, 1, 1 / 0)", "1"),
    ],
)
def test_numbers(source: str, expected: str) -> None:
    assert value(source) == Decimal(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 < 2 and 2 <= 2", True),
        ("1 >= 2 or 3 != 3", False),
        ('city == "上海"', False),
        ("not not late", True),
        ("late == true", True),
        ("false and 1 / 0 > 1", False),
        ("true or 1 / 0 > 1", True),
    ],
)
def test_conditions(source: str, *, expected: bool) -> None:
    assert value(source) is expected


@pytest.mark.parametrize(
    ("source", "code", "where"),
    [
        ("", "syntax", "1"),
        ("1 +", "syntax", "4"),
        ("1 + * 2", "syntax", "5"),
        ("1 2", "syntax", "3"),
        ("(1", "syntax", "3"),
        ("1 < 2 < 3", "syntax", "7"),
        ("min(1,)", "syntax", "7"),
        ("base.real", "character", "5"),
        ("b\u0430se", "character", "2"),
        ("\uff11 + 1", "character", "1"),
        ("salary + 1", "name", "1"),
        ("1 + print(2)", "function", "5"),
        ("round()", "syntax", "7"),
        ("abs(1, 2)", "arguments", "1"),
        ("base + city", "kind", "6"),
        ("city < city", "kind", "6"),
        ("if(1, 2, 3)", "kind", "1"),
        ("if(late, 2, city)", "kind", "1"),
        ("1 == city", "kind", "3"),
        ("1 + 1 / (base - base)", "zero", "10"),
        ("0 / 0", "zero", "5"),
        ("1e15 + 1", "too_large", "1"),
        ("1e308 * 10", "too_large", "1"),
        ("round(1, 7)", "places", "1"),
        ("round(1, 0.5)", "places", "1"),
        ("1" * 31, "number", "1"),
        ("1+" * 1000 + "1", "too_long", "2001"),
        ("1+" * 900 + "1", "too_deep", "202"),
        ("(" * 40 + "1", "too_deep", "33"),
        ("-" * 300 + "1", "too_deep", "200"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(source: str, code: str, where: str) -> None:
    assert refusal(source) == (code, where)


def test_a_missing_or_wrong_value_is_refused() -> None:
    formula = check("base + days", NAMES)
    incomplete: list[dict[str, Value]] = [
        {"base": Decimal(1)},
        {"base": Decimal(1), "days": "2"},
    ]
    for values in incomplete:
        with pytest.raises(Refused, match="days has no value"):
            evaluate(formula, values)
    assert formula.names == {"base", "days"}
    assert formula.kind == "number"


def test_the_result_explains_itself() -> None:
    step = evaluate(check("round(base * (days - 1), 2) / 2", NAMES), VALUES)
    assert (step.text, step.value) == ("round(base * (days - 1), 2) / 2", Decimal("89175.00"))
    rounded, two = step.parts
    assert (rounded.text, two.text) == ("round(base * (days - 1), 2)", "2")
    product = rounded.parts[0]
    assert [(part.text, part.value) for part in product.parts] == [
        ("base", Decimal(8700)),
        ("days - 1", Decimal("20.5")),
    ]
    assert product.parts[1].parts[0].text == "days"


def test_only_the_branch_that_counts_is_explained() -> None:
    step = evaluate(check("if(late, base, days)", NAMES), VALUES)
    assert [part.text for part in step.parts] == ["late", "base"]


def test_formulas_of_one_set_are_computed_in_order() -> None:
    formulas = in_order({"pay": "gross - tax", "tax": "gross * 0.1", "gross": "base + 300"}, NAMES)
    assert list(formulas) == ["gross", "tax", "pay"]
    steps = compute(formulas, VALUES)
    assert steps["pay"].value == Decimal(8100)


def test_a_cycle_and_a_fault_name_their_formulas() -> None:
    with pytest.raises(Refused, match=r"a → b → a|b → a → b"):
        in_order({"a": "b + 1", "b": "a + 1"}, NAMES)
    with pytest.raises(Refused, match="tax: formula, character 1: there is no gros"):
        in_order({"tax": "gros * 2"}, NAMES)
    with pytest.raises(Refused, match=r"ok: .* not a number"):
        in_order({"ok": "late"}, NAMES)
    with pytest.raises(Refused, match=r"tax: .* division by zero"):
        compute(in_order({"tax": "base / 0"}, NAMES), VALUES)


PIECES = ["base", "days", "1", "2.5", "0", "+", "-", "*", "/", "(", ")", ",", "<", "==", "and"]


@given(st.lists(st.sampled_from([*PIECES, *FUNCTIONS, "'x'", "late", "city"]), max_size=30))
def test_any_row_of_tokens_is_computed_or_refused(pieces: list[str]) -> None:
    assert computed_or_refused(" ".join(pieces))


@given(st.text(max_size=60))
def test_any_characters_are_computed_or_refused(source: str) -> None:
    assert computed_or_refused(source)


def computed_or_refused(source: str) -> bool:
    try:
        return isinstance(value(source), Decimal | str | bool)
    except Refused as refused:
        return refused.problem.where.isdigit()
