"""Every fault of the list, with a seed: it really happens, and no invariant breaks."""

from pathlib import Path

import pytest

from tests.dbfixtures import Database
from tests.faults.catalogue import FAULTS
from tests.faults.registry import Fault
from tests.faults.stand import standing


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.id)
async def test_it_is_survived(fault: Fault, db: Database, tmp_path: Path) -> None:
    async with standing(db, tmp_path, 1) as stand:
        try:
            print(fault.id, await fault.run(stand), stand.verdict)
        finally:
            print(stand.gateway.log.read_text()[-3000:] if stand.gateway.log.exists() else "")
