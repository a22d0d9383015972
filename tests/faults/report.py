"""Write docs/why/faults.md from what `make faults` kept: planned, run, passed; mutants; baseline.

python -m tests.faults.report DIR   (DIR holds sqlite.jsonl, postgres.jsonl, baseline.json)
A run that is not there has failed; the exit status says whether all passed.
"""

import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.catalogue import FAULTS
from tests.faults.mutants import MUTANTS
from tests.faults.processes import ROOT
from tests.faults.registry import LATER

DATABASES = ("sqlite", "postgres")
Lines = dict[str, list[dict[str, Any]]]


def read(folder: Path) -> Lines:
    """Every outcome, by `id/database`."""
    found: Lines = defaultdict(list)
    for database in DATABASES:
        path = folder / f"{database}.jsonl"
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                outcome = json.loads(line)
                found[f"{outcome['id']}/{database}"].append(outcome)
    return found


def cell(outcomes: list[dict[str, Any]]) -> str:
    """Seeds passed of seeds run."""
    if not outcomes:
        return "not run"
    return f"{sum(one['passed'] for one in outcomes)}/{len(outcomes)}"


def seen(found: Lines, name: str) -> str:
    """What the last run saw; of one that failed, why."""
    outcomes = [one for database in DATABASES for one in found.get(f"{name}/{database}", [])]
    wrong = [one for one in outcomes if not one["passed"]]
    chosen = (wrong or outcomes or [{"seen": ""}])[-1]["seen"]
    return str(chosen).replace("|", "/").replace("\n", " ")[:160]


def faults_table(found: Lines, baseline: dict[str, str]) -> list[str]:
    rows = ["| id | fault | SQLite | PostgreSQL | seen | stock pyzk, paho, mosquitto |",
            "|---|---|---|---|---|---|"]  # fmt: skip
    for one in FAULTS:
        cells = [cell(found.get(f"{one.id}/{database}", [])) for database in DATABASES]
        rows.append(
            f"| {one.id} | {one.what} | {' | '.join(cells)} | {seen(found, one.id)} |"
            f" {baseline.get(one.id, '')} |"
        )
    return rows


def mutants_table(found: Lines) -> list[str]:
    rows = ["| id | wrong product | caught | by |", "|---|---|---|---|"]
    for one in MUTANTS:
        cells = [found.get(f"{one.id}/{database}", []) for database in DATABASES]
        done = [item for cell_ in cells for item in cell_]
        caught = "not run" if not done else "yes" if all(i["passed"] for i in done) else "NO"
        rows.append(f"| {one.id} | {one.what} | {caught} | {seen(found, one.id) or one.by} |")
    return rows


def totals(found: Lines) -> tuple[int, int, int]:
    """Planned, run, passed: runs of faults on both databases, each with as many seeds."""
    ids = [one.id for one in FAULTS]
    done = [item for name in ids for base in DATABASES for item in found.get(f"{name}/{base}", [])]
    seeds = max((len(items) for items in found.values()), default=1)
    return len(ids) * len(DATABASES) * seeds, len(done), sum(item["passed"] for item in done)


def document(found: Lines, baseline: dict[str, str]) -> str:
    planned, run, passed = totals(found)
    caught = sum(
        any(found.get(f"{one.id}/{base}") for base in DATABASES)
        and all(i["passed"] for base in DATABASES for i in found.get(f"{one.id}/{base}", []))
        for one in MUTANTS
    )
    later = [f"- {name}: {why}." for name, why in LATER.items()]
    head = f"""# Faults survived

Written by `make faults` (`tests/faults`), {datetime.now(UTC):%Y-%m-%d %H:%M} UTC,
commit `{_commit()}`; {os.cpu_count()} cores, {platform.system()} {platform.release()},
Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.

{HOW}

**Planned {planned}, run {run}, passed {passed}. Mutants caught {caught} of {len(MUTANTS)}.**
"""
    return "\n".join([
        head, *faults_table(found, baseline), "", "Without a run:", "", *later, "",
        MUTATED, *mutants_table(found), "", LIMITS,
    ])  # fmt: skip


HOW = """\
Real gateway processes, real mosquitto under the product's configuration, simulated terminals with
fsynced ledgers, a proxy that tears links, strace that makes disks fail. Each run asserts that its
fault really happened and that nothing is lost, doubled, invented, on the wrong person, or
acknowledged and not kept; the checker (`tests/faults/check_ledger.py`) imports nothing of the
product. Not run is failed."""
MUTATED = """\
## Wrong products that must be caught

Copies of the product with one change each; the product itself has no test switches.
"""
LIMITS = """\
## What this does not show

- No true power cut: processes are killed, and F34 makes write and fsync fail.
- Terminals are simulated; the last column is the same harness against a script that uses the same
  libraries as they come (`tests/faults/baseline/naive.py`).
- A terminal of the plain QoS 1 kind (`mqtt_attend`) has nothing but the broker's PUBACK: mosquitto
  keeps messages in flight to a connected gateway in memory, so broker and gateway killed in the
  same instant lose them. Terminals with an acknowledgement of the application (face families,
  ADMS) or a log of their own (ZK) do not.
- The million punches of the long run are in [faults-long.md](faults-long.md).
"""


def _commit() -> str:
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def main(folder: Path) -> int:
    found = read(folder)
    base = folder / "baseline.json"
    baseline = json.loads(base.read_text("utf-8")) if base.exists() else {}
    (ROOT / "docs/why/faults.md").write_text(document(found, baseline), "utf-8")
    planned, run, passed = totals(found)
    print(f"faults: planned {planned}, run {run}, passed {passed}")
    return 0 if planned == run == passed else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
