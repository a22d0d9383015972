"""Hostile time that ends in days, pay or persons: time.jsonl of `--cases-hostile DIR`."""

from typing import Any

import pytest

from tests.cases import time_hr
from tests.cases.device_adapters import time
from tests.cases.hostile_lines import lines, marked
from tests.support.town import Town


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-hostile")
    ours = (one for one in lines(folder / "time.jsonl") if time.area(one) == "time_hr")
    metafunc.parametrize("case", marked(ours, lambda _: "time_hr"))


async def test_hostile_time_has_the_expected_outcome(town: Town, case: dict[str, Any]) -> None:
    await time_hr.check(town, case)
