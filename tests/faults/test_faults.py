"""Faults on the database of the pass: a few by seed in `make test`, all with five by `make faults`.

The case runner (tests/cases/test_hostile_faults.py) has every fault of the list.
"""

import os
from pathlib import Path

import pytest

from tests.dbfixtures import Database
from tests.faults.catalogue import FAULTS
from tests.faults.registry import Fault
from tests.faults.running import failed, keep, survived
from tests.faults.stand import FULL

ALL = FULL or os.environ.get("LIUHEN_FAULTS") == "all"  # every fault, in its short form
SEEDS = int(os.environ.get("LIUHEN_SEEDS", "5" if FULL else "1"))
FIRST = int(os.environ.get("LIUHEN_SEED", "20261125"))
SHORT = {"F01", "F30", "F32", "F34", "F35", "F36"}  # what the two databases do differently


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
@pytest.mark.parametrize("fault", [one for one in FAULTS if ALL or one.id in SHORT], ids=str)
async def test_it_is_survived(fault: Fault, seed: int, db: Database, tmp_path: Path) -> None:
    try:
        outcome = await survived(fault, db, tmp_path, seed)
    except Exception as wrong:
        keep(failed(fault, db, seed, wrong))
        raise
    keep(outcome)
    print(f"\n{outcome.id} {outcome.seconds} s: {outcome.seen}")
