import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.jcs import canonical
from rules.problem import Refused

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
INTEGERS = st.integers(-(2**53), 2**53)
JSON = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXT | st.floats(-1e15, 1e15),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


def test_the_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27],
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA'
        r"""'B\"\\\\\"/"}"""
    )
    assert canonical(value).decode() == expected


def test_keys_are_ordered_by_utf16_code_units() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\u00f6"]
    order = list(json.loads(canonical(dict.fromkeys(keys, 0))))
    assert order == ["\r", "1", "\x80", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (1e21, "1e+21"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (0.000001, "0.000001"),
        (1e-7, "1e-7"),
        (-333333333.33333325, "-333333333.33333325"),
        (1424953923781206.25, "1424953923781206.2"),
        (100.0, "100"),
        (0.1, "0.1"),
    ],
)
def test_doubles_are_written_as_ecmascript_does(number: float, text: str) -> None:
    assert canonical(number).decode() == text


@given(JSON)
def test_any_json_value_survives_and_is_stable(value: Any) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_returns_from_its_text(number: float) -> None:
    assert float(canonical(number)) == number


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": [1, 2**53 + 1]}, "$.a[1]"),
        ({"pay": Decimal("1.00")}, "$.pay"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "$.at"),
        ({"name": "\ud800"}, "$.name"),
        ({"raw": b"x"}, "$.raw"),
        ([float("nan")], "$[0]"),
        ([float("inf")], "$[0]"),
        ({"a": {1: 2}}, "$.a.1"),
        ({"a": {2}}, "$.a"),
    ],
)
def test_what_json_cannot_carry_is_refused_with_its_place(value: object, where: str) -> None:
    with pytest.raises(Refused) as refusal:
        canonical(value)
    assert refusal.value.problem.where == where
