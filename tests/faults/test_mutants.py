"""Wrong products must be caught, or the harness proves nothing: k of k (security.md 6.2).

`make faults` runs all; each day's `make test` runs one. That each change still has its place in
the product is looked at every time.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.dbfixtures import Database
from tests.faults.catalogue import FAULTS
from tests.faults.mutants import MUTANTS, Mutant, changed, patched
from tests.faults.processes import ROOT
from tests.faults.running import Outcome, keep, survived

RUNS = {fault.id: fault for fault in FAULTS}
TODAY = MUTANTS[datetime.now(UTC).toordinal() % len(MUTANTS)]
SEED, PATIENCE = 7, 12.0


def test_there_are_enough_and_each_has_its_place_once() -> None:
    assert len({one.id for one in MUTANTS}) == len(MUTANTS) >= 15
    for one in MUTANTS:
        changed((ROOT / one.file).read_text("utf-8"), one.file, one.old, one.new)
        assert one.by in RUNS or (ROOT / one.by).exists(), one.by


@pytest.mark.parametrize("mutant", MUTANTS if os.environ.get("LIUHEN_FAULTS") else [TODAY], ids=str)
async def test_it_is_caught(mutant: Mutant, db: Database, tmp_path: Path) -> None:
    by_run = mutant.by in RUNS
    root = patched(tmp_path / "mutant", mutant.file, mutant.old, mutant.new, whole=not by_run)
    word = await _by_run(mutant, db, tmp_path, root) if by_run else await _by_tests(mutant, root)
    keep(Outcome(
        id=mutant.id, database=db.dialect, seed=SEED, passed=bool(word), seen=word, verdict={},
        seconds=0.0,
    ))  # fmt: skip
    assert word, f"{mutant.id} is not caught by {mutant.by}: {mutant.what}"
    print(f"\n{mutant.id} {mutant.what}: {word}")


async def _by_run(mutant: Mutant, db: Database, folder: Path, root: Path) -> str:
    """What the fault run says is wrong; "" when it finds nothing."""
    try:
        await survived(RUNS[mutant.by], db, folder, SEED, root=root, patience=PATIENCE, full=False)
    except AssertionError as caught:
        late = isinstance(caught.__cause__, TimeoutError)  # a slow machine catches nobody
        return "" if late else f"{mutant.by}: {str(caught)[:150]}"
    return ""


async def _by_tests(mutant: Mutant, root: Path) -> str:
    """The tests that fail in the copy; "" when all pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", mutant.by]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=root, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await process.communicate()
    if process.returncode == 0:
        return ""
    failed = [line for line in out.decode().splitlines() if line.startswith("FAILED")]
    assert failed, f"the tests did not run: {out.decode()[-500:]}"
    return failed[0].removeprefix("FAILED ")[:150]
