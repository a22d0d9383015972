"""Hostile terminals: every line of zk, adms, mqtt and time has its expected outcome."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cases.device_adapters import adms, mqtt, outcome, time, zk

SURFACES = ("zk", "adms", "mqtt", "time")
AREAS = {"mqtt": mqtt.area, "time": time.area}
ELSEWHERE = {"time_hr"}
"""Cases that ask for days, pay or persons: test_hostile_time.py."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-hostile")
    metafunc.parametrize(
        ("surface", "case"),
        [
            _parameter(name, case)
            for name in SURFACES
            for case in _cases(folder / f"{name}.jsonl")
            if _area(name, case) not in ELSEWHERE
        ],
    )


def test_hostile_input_has_the_expected_outcome(surface: str, case: dict[str, Any]) -> None:
    area = _area(surface, case)
    if surface == "time":
        time.check(case)
        return
    if area == "mqtt_broker":
        outcome.check(case["expect"], mqtt.run_at_broker(case))
        return
    runner = {"zk": zk.run, "adms": adms.run, "mqtt": mqtt.run}[surface]
    outcome.check(case["expect"], runner(case))


def _parameter(surface: str, case: dict[str, Any]) -> Any:
    mark = pytest.mark.area("hostile", _area(surface, case))
    return pytest.param(surface, case, id=case["id"], marks=mark)


def _area(surface: str, case: dict[str, Any]) -> str:
    return AREAS[surface](case) if surface in AREAS else surface


def _cases(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
