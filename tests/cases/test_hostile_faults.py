"""The faults a gateway must survive: `--cases-hostile DIR`, faults.jsonl, one line a fault.

A line passes when its fault has a run in tests/faults and survives it, with one seed, on SQLite;
`make faults` has five seeds and both databases. A run takes seconds of real processes, so with the
repository's own cases ten of them run, others each day; with a directory that is brought, all.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from orm import config
from orm.migrate import migrate
from tests.cases.hostile_lines import Json, lines, marked
from tests.cases.not_built import brought, not_built
from tests.dbfixtures import Database
from tests.faults.catalogue import FAULTS
from tests.faults.running import survived

RUNS = {fault.id: fault for fault in FAULTS}
EACH_DAY = 10
TODAY = datetime.now(UTC).toordinal()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    cases = list(lines(metafunc.config.getoption("--cases-hostile") / "faults.jsonl"))
    if not brought("hostile", metafunc.config):
        cases = Random(TODAY).sample(cases, min(EACH_DAY, len(cases)))
    metafunc.parametrize("case", marked(iter(cases), area))


def area(case: Json) -> str:
    """Each fault that has no run is an area of its own."""
    return "faults" if case["id"] in RUNS else f"fault_{case['id']}"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, whatever the database of the pass."""
    path = tmp_path_factory.mktemp("faults") / "template.db"
    with ThreadPoolExecutor(1) as pool:  # the test's loop is not ours
        pool.submit(lambda: asyncio.run(migrate(f"sqlite://{path}"))).result()
    return path


@pytest.fixture
async def sqlite(migrated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A connected copy of it."""
    url = f"sqlite://{shutil.copy(migrated, tmp_path / 'liuhen.db')}"
    await config.connect(url)
    try:
        yield Database(url=url, dialect="sqlite")
    finally:
        await config.close()


async def test_a_fault_is_survived_with_nothing_lost(
    case: Json, sqlite: Database, tmp_path: Path
) -> None:
    fault = RUNS.get(case["id"])
    if fault is None:
        not_built(area(case))
    outcome = await survived(fault, sqlite, tmp_path, TODAY)
    print(f"\n{outcome.id} {outcome.seconds} s: {outcome.seen}")
