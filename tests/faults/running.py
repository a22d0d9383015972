"""One fault, one seed: run it, judge it, and keep what was seen."""

import asyncio
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.dbfixtures import Database
from tests.faults.processes import ROOT
from tests.faults.registry import Fault
from tests.faults.stand import standing

_TAIL = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run was."""

    id: str
    database: str
    seed: int
    passed: bool
    seen: str
    verdict: dict[str, int]
    seconds: float


async def survived(
    fault: Fault, db: Database, folder: Path, seed: int, *, root: Path = ROOT, **facts: Any
) -> Outcome:
    """Run a fault on a connected database; raises AssertionError with the gateway's last words."""
    began = time.monotonic()
    async with standing(db, folder, seed, root=root, **facts) as stand:
        try:
            async with asyncio.timeout(fault.seconds):
                seen = await fault.run(stand)
        except TimeoutError as late:
            late.add_note(_last_words(stand.gateway.log))
            raise AssertionError(f"{fault.id}: not done after {fault.seconds:.0f} s") from late
        except AssertionError as wrong:
            wrong.add_note(f"{fault.id} with seed {seed}")
            wrong.add_note(_last_words(stand.gateway.log))
            raise
        seconds = time.monotonic() - began
        return Outcome(
            id=fault.id, database=stand.db.dialect, seed=seed, passed=True, seen=seen,
            verdict=stand.verdict, seconds=round(seconds, 1),
        )  # fmt: skip


def keep(outcome: Outcome) -> None:
    """Append to the file that `make faults` makes its table of; else nothing is written."""
    if path := os.environ.get("LIUHEN_FAULTS_OUT"):
        with Path(path).open("a", encoding="utf-8") as out:
            fields = {name: getattr(outcome, name) for name in Outcome.__slots__}
            out.write(json.dumps(fields, ensure_ascii=False) + "\n")


def failed(fault: Fault, db: Database, seed: int, why: BaseException) -> Outcome:
    """The record of a run that did not survive."""
    return Outcome(
        id=fault.id, database=db.dialect, seed=seed, passed=False, seen=str(why)[:300],
        verdict={}, seconds=0.0,
    )  # fmt: skip


def _last_words(log: Path) -> str:
    return (
        log.read_text("utf-8", "replace")[-_TAIL:] if log.exists() else "the gateway said nothing"
    )
