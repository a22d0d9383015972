"""Recorded terminals: conversations, records, requests and messages of real devices and manuals."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cases.device_adapters import recorded

FILES = ("zk_conversations", "zk_records", "adms_requests", "mqtt_messages")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-devices")
    metafunc.parametrize(
        ("area", "cases", "at"),
        [parameter for area in FILES for parameter in _parameters(area, folder / f"{area}.json")],
    )


def test_recorded_terminal_is_understood(area: str, cases: list[dict[str, Any]], at: int) -> None:
    if area == "zk_conversations":
        recorded.zk_conversation(cases[at])
    elif area == "zk_records":
        recorded.zk_record_case(cases[at])
    elif area == "adms_requests":
        recorded.adms_request(cases[at], cases[:at])
    else:
        recorded.mqtt_message(cases[at])


def _parameters(area: str, path: Path) -> list[Any]:
    if not path.exists():
        return []
    cases = json.loads(path.read_text("utf-8"))
    if isinstance(cases, dict):
        cases = cases["conversations"]
    mark = pytest.mark.area("devices", area)
    return [
        pytest.param(area, cases, at, id=_name(area, at, c), marks=mark) for at, c in _at(cases)
    ]


def _at(cases: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(cases))


def _name(area: str, at: int, case: dict[str, Any]) -> str:
    return f"{area}-{case.get('id') or case.get('name') or case.get('kind')}-{at}"
