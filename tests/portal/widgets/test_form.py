"""A stored value becomes the text of its box, and the box gives the same value back."""

import pytest

from portal.widgets.form import written
from portal.widgets.sign_pad import read_strokes
from rules.field import Choice, Field, Kind
from rules.text import Text

OPTIONS = (
    Choice(value="d", label=Text("白班", "Day")),
    Choice(value="n", label=Text("夜班", "Night")),
)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "何佳怡", "何佳怡"),
        ("number", 12, "12"),
        ("money", 890000, "8900.00"),
        ("money", -5, "-0.05"),
        ("date", "2026-11-30", "2026-11-30"),
        ("time", "08:30", "08:30"),
        ("datetime", "2026-11-30T08:30", "2026-11-30T08:30"),
        ("date_range", {"from": "2026-11-30", "to": "2026-12-04"}, "2026-11-30 to 2026-12-04"),
        ("yes_no", True, "1"),
        ("yes_no", False, "0"),
        ("choice", "n", "n"),
        ("choices", ["d", "n"], "d,n"),
        ("text", None, ""),
    ],
)
def test_a_value_survives_its_box(kind: Kind, value: object, text: str) -> None:
    field = Field(name="f", kind=kind, label=Text("甲", "A"), options=OPTIONS)
    assert written(field, value) == text
    assert field.parse(text) == value


@pytest.mark.parametrize(
    "said",
    [
        None,
        "x",
        [1],
        [[1, 2]],
        [[[1, 2]]],
        [[[1, 2, True]]],
        [[[1, 2, 10**12]]],
        [[[1, 2, 3]] * 6000],
    ],
)
def test_a_malformed_signature_counts_as_unsigned(said: object) -> None:
    assert read_strokes(said) == []


def test_a_signature_keeps_its_strokes_and_drops_mere_dots() -> None:
    assert read_strokes([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9]]]) == [[(1, 2, 3), (4, 5, 6)]]
