"""Hostile workbooks: `--cases-hostile DIR`, xlsx.jsonl and the files it names."""

import pytest

from tests.cases.hostile_lines import Json, lines, marked
from tests.cases.not_built import not_built


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-hostile")
    metafunc.parametrize("case", marked(lines(folder / "xlsx.jsonl"), area))


def area(case: Json) -> str:
    """There is no import of workbooks yet."""
    return str(case["surface"])


def test_a_workbook_is_read_or_refused_in_words(case: Json) -> None:
    not_built(area(case))
