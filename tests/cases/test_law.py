"""Law vectors: `--cases-law DIR`, one adapter per area, every expected value compared."""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from tests.cases import law_attendance, law_calendar, law_pay, law_people
from tests.cases.not_built import not_built

Json = dict[str, Any]

ADAPTERS: dict[str, Callable[[Json], Json]] = (
    law_attendance.ADAPTERS | law_calendar.ADAPTERS | law_pay.ADAPTERS | law_people.ADAPTERS
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of every vector in the directory."""
    if "vector" not in metafunc.fixturenames:
        return
    folder: Path = metafunc.config.getoption("--cases-law")
    vectors = [vector for path in sorted(folder.glob("*.json")) for vector in _read(path)]
    marked = [
        pytest.param(vector, id=vector["id"], marks=pytest.mark.area("law", vector["area"]))
        for vector in vectors
    ]
    metafunc.parametrize("vector", marked)


def _read(path: Path) -> list[Json]:
    """Files without vectors (calendar, parameters) are data for other tests."""
    vectors: list[Json] = json.loads(path.read_text("utf-8")).get("vectors", [])
    return vectors


def test_the_rule_gives_what_the_law_says(vector: Json) -> None:
    adapter = ADAPTERS.get(vector["area"])
    if adapter is None:
        not_built(vector["area"])
    assert differences(vector["expected"], adapter(vector["inputs"])) == [], vector["title"]


def test_a_wrong_amount_would_be_seen() -> None:
    assert differences({"a": [{"b": "1.00"}]}, {"a": [{"b": Decimal("1.01")}]}) == [
        "a[0].b: expected '1.00', found Decimal('1.01')"
    ]
    assert differences({"a": None, "b": True}, {"a": "0", "b": "1"}) != []
    assert differences({"a": "1"}, {}) == ["a: expected '1', found nothing"]
    assert differences({"a": [1]}, {"a": [1, 2]}) != []
    assert differences({"a": "1.50"}, {"a": Decimal("1.5")}) == []


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Compare what is expected; amounts are decimal strings and compare as numbers."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            line
            for key, value in expected.items()
            for line in _entry(value, found, key, f"{where}.{key}".lstrip("."))
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [line for i, (e, f) in pairs for line in differences(e, f, f"{where}[{i}]")]
    if _same(expected, found):
        return []
    return [f"{where}: expected {expected!r}, found {found!r}"]


def _entry(value: Any, found: Json, key: str, where: str) -> list[str]:
    if key not in found:
        return [f"{where}: expected {value!r}, found nothing"]
    return differences(value, found[key], where)


def _same(expected: Any, found: Any) -> bool:
    if isinstance(found, Decimal):
        return _number(expected) == found
    return type(expected) is type(found) and bool(expected == found)


def _number(text: Any) -> Decimal | None:
    try:
        return Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None
