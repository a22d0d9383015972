"""The faults a gateway must survive: `--cases-hostile DIR`, faults.jsonl, one line a fault."""

import pytest

from tests.cases.hostile_lines import Json, lines, marked
from tests.cases.not_built import not_built


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-hostile")
    metafunc.parametrize("case", marked(lines(folder / "faults.jsonl"), area))


def area(_: Json) -> str:
    """Kills are proven in tests/faults; no fault of the list has its own run yet."""
    return "faults"


def test_a_fault_is_survived_with_nothing_lost(case: Json) -> None:
    not_built(area(case))
