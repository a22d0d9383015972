"""Approval scenarios, in the format of `flows/FORMAT.md`: replayed step by step."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rules.approvals.values import HistoryLine, RequestState, open_tasks
from tests.cases.flows_world import Json, World, world


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each scenario in the directory."""
    directory: Path = metafunc.config.getoption("--cases-flows")
    found = [s for file in sorted(directory.glob("*.json")) for s in _scenarios(file)]
    metafunc.parametrize(
        "scenario",
        [pytest.param(s, id=s["id"], marks=pytest.mark.area("flows", s["area"])) for s in found],
    )


def _scenarios(file: Path) -> list[Json]:
    found: list[Json] = json.loads(file.read_text(encoding="utf-8"))["scenarios"]
    return found


def test_the_scenario_replays_as_written(scenario: Json) -> None:
    here = world(scenario)
    for number, step in enumerate(scenario["steps"], start=1):
        here.step(step)
        at = f"step {number}: {step['actor']} {step['act']}"
        assert here.error == step.get("expect_error"), at
        default = step.get("req") or next(iter(here.requests))
        for name, expected in _by_request(step.get("expect", {}), default):
            for key, value in expected.items():
                assert ACTUAL[key](here, name, value) == EXPECTED.get(key, _same)(value), (at, key)


def _by_request(expect: Json, default: str) -> list[tuple[str, Json]]:
    own = {key: value for key, value in expect.items() if key != "requests"}
    return [(default, own), *expect.get("requests", {}).items()]


def _same(value: Any) -> Any:
    return value


def _line(line: Json) -> tuple[Any, ...]:
    return tuple(line.get(key) for key in ("node", "person", "act", "to", "for", "reason"))


def _record(line: HistoryLine) -> tuple[Any, ...]:
    to = list(line.to) if line.to or line.act == "cc" else None
    return (line.node, line.person, line.act, to, line.principal, line.reason)


def _waiting(state: RequestState) -> set[tuple[str, str, str | None]]:
    return {(t.node, t.person, t.principal) for t in open_tasks(state)}


def _form(here: World, name: str, expected: Json) -> Json:
    return {key: here.requests[name].form.get(key) for key in expected}


ACTUAL: dict[str, Callable[[World, str, Any], Any]] = {
    "state": lambda here, name, _: here.requests[name].status,
    "open_tasks": lambda here, name, _: _waiting(here.requests[name]),
    "history": lambda here, name, _: [_record(h) for h in here.requests[name].history],
    "notices": lambda here, _name, _: here.notices,
    "form": _form,
    "batch": lambda here, _name, _: here.batch,
}
EXPECTED: dict[str, Callable[[Any], Any]] = {
    "open_tasks": lambda tasks: {(t["node"], t["person"], t.get("for")) for t in tasks},
    "history": lambda lines: [_line(line) for line in lines],
    "notices": lambda notices: {(n["to"], n["kind"]) for n in notices},
}
