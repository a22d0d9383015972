"""Definitions as HR writes them."""

import json
from pathlib import Path

import pytest

from rules.attendance.definition import read_rules, read_shift
from rules.attendance.options import Rules
from rules.problem import Refused

SCENARIOS = Path(__file__).parents[2] / "cases" / "shifts" / "scenarios.json"


def test_an_empty_definition_is_the_default() -> None:
    assert read_rules({}) == Rules()


@pytest.mark.parametrize("given", [{"pairing": "guess"}, {"day_cut": "soon"}, {"ot": {"odd": 1}}])
def test_an_unreadable_definition_is_refused_with_its_reason(given: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        read_rules(given)
    assert refusal.value.problem.code == "definition.rules"
    assert refusal.value.problem.text.zh


def test_a_shift_without_code_is_refused() -> None:
    with pytest.raises(Refused):
        read_shift({"start": "09:00", "end": "18:00"})


def test_every_scenario_can_be_read() -> None:
    for case in json.loads(SCENARIOS.read_text("utf-8"))["scenarios"]:
        assert read_rules(case.get("rules", {}))
        assert all(read_shift(each).code for each in case.get("shifts", ()))
