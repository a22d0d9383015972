"""Attendance, leave, roster and entitlement scenarios: `--cases-shifts DIR`, one adapter a kind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cases.not_built import not_built
from tests.cases.shifts_attendance import attendance
from tests.cases.shifts_leave import entitlement, leave, roster

Json = dict[str, Any]

ADAPTERS: dict[str, Callable[[Json], Json]] = {
    "attendance": attendance,
    "leave": leave,
    "roster": roster,
    "entitlement": entitlement,
}
"""What a scenario's kind is judged by: the scenario in, the report out."""

FORMAT = "attendance-scenarios/1"
TOLERANCE = 0.0005


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of every scenario in the directory."""
    folder: Path = metafunc.config.getoption("--cases-shifts")
    cases = [case for path in sorted(folder.glob("*.json")) for case in _read(path)]
    marked = [
        pytest.param(case, id=case["id"], marks=pytest.mark.area("shifts", case["kind"]))
        for case in cases
    ]
    metafunc.parametrize("case", marked)


def _read(path: Path) -> list[Json]:
    data = json.loads(path.read_text("utf-8"))
    assert data["format"] == FORMAT, f"{path}: format {data['format']} is not {FORMAT}"
    scenarios: list[Json] = data["scenarios"]
    return scenarios


def test_the_engine_agrees_with_the_scenario(case: Json) -> None:
    adapter = ADAPTERS.get(case["kind"])
    if adapter is None:
        not_built(case["kind"])
    assert differences(case["expect"], adapter(case)) == [], case["why"]


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Compare only what is expected; numbers may differ by the tolerance."""
    if isinstance(expected, dict):
        return [
            line
            for key, value in expected.items()
            for line in _at_key(value, found, key, f"{where}.{key}".lstrip("."))
        ]
    if isinstance(expected, int | float) and isinstance(found, int | float):
        same = abs(expected - found) <= TOLERANCE
    else:
        same = expected == found
    return [] if same else [f"{where}: expected {expected!r}, found {found!r}"]


def _at_key(expected: Any, found: Any, key: str, where: str) -> list[str]:
    if not isinstance(found, dict) or key not in found:
        return [f"{where}: not reported"]
    return differences(expected, found[key], where)
