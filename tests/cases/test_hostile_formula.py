"""Hostile formulas: `--cases-hostile DIR`, formula.jsonl; refused when saved, or a plain result."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.expression import Kind, Value, compute, in_order
from rules.problem import Refused
from tests.cases.not_built import not_built

Json = dict[str, Any]

VALUES: dict[str, Value] = {
    "base": Decimal(8700),
    "wage": Decimal(8700),
    "performance": Decimal(5000),
    "allowance": Decimal(300),
    "bonus": Decimal(1000),
    "tax": Decimal(45),
    "gross": Decimal(9000),
    "net": Decimal(8000),
    "deduction": Decimal(50),
    "days": Decimal(21),
    "hours": Decimal(8),
    "overtime": Decimal(3),
    "absent": Decimal(1),
    "late": Decimal(2),
    "rate": Decimal(2),
    "score": Decimal(80),
}
NAMES: dict[str, Kind] = dict.fromkeys(VALUES, "number")
CELL = "cell"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of every line."""
    path = Path(metafunc.config.getoption("--cases-hostile")) / "formula.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    cases = [json.loads(line) for line in lines if line.strip()]
    mark = pytest.mark.area("hostile", "formula")
    metafunc.parametrize("case", [pytest.param(case, id=case["id"], marks=mark) for case in cases])


def sources(case: Json) -> dict[str, str]:
    if case["surface"] == "formula_set":
        return dict(case["input"])
    return {CELL: generated(case["gen"]) if "gen" in case else case["input"]}


def generated(gen: Json) -> str:
    """`repeat` n times and `then`, or n brackets of `nest` around a number."""
    if "nest" in gen:
        closing = {"(": ")", "[": "]"}[gen["nest"]]
        return f"{gen['nest'] * gen['n']}1{closing * gen['n']}"
    return f"{gen['repeat'] * gen['n']}{gen.get('then', '')}"


def used(case: Json) -> Decimal:
    formulas = in_order(sources(case), NAMES)
    value = compute(formulas, VALUES)[CELL].value
    assert isinstance(value, Decimal)
    return value


def rejected_at_save(case: Json) -> None:
    with pytest.raises(Refused) as refusal:
        in_order(sources(case), NAMES)
    assert refusal.value.problem.where
    assert refusal.value.problem.text.zh != refusal.value.problem.text.en


def cycle_named(case: Json) -> None:
    with pytest.raises(Refused) as refusal:
        in_order(sources(case), NAMES)
    assert refusal.value.problem.code == "expression.cycle"
    assert all(name in refusal.value.problem.text.en for name in case["input"])


def rejected_or_limited(case: Json) -> None:
    with pytest.raises(Refused):
        used(case)


def error_named(case: Json) -> None:
    with pytest.raises(Refused) as refusal:
        used(case)
    assert refusal.value.problem.where.startswith(f"{CELL}:")


def computed(case: Json) -> None:
    assert used(case).is_finite()


EXPECTED: dict[str, Callable[[Json], None]] = {
    "reject_at_save": rejected_at_save,
    "reject_at_save_cycle_named": cycle_named,
    "reject_at_save_or_limit": rejected_or_limited,
    "error_named_cell": error_named,
    "value": computed,
}


def test_a_formula_is_refused_or_gives_a_plain_value(case: Json) -> None:
    expect: str = case["expect"]
    if expect.startswith("value_"):
        assert used(case) == Decimal(expect.removeprefix("value_").removeprefix("exact_"))
    elif expect in EXPECTED:
        EXPECTED[expect](case)
    else:
        not_built(f"formula {expect}")
