"""Ledger against database, by itself: standard library only, nothing of the product is imported.

python tests/faults/check_ledger.py --ledgers DIR --people FILE (--sqlite FILE | --psql COMMAND ...)

DIR holds one JSON-lines ledger per terminal, named SERIAL.jsonl; FILE maps person codes to person
ids (a code that is not in it belongs to nobody). Prints one JSON object; exits 1 unless clean.
"""

import argparse
import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

QUERY = (
    "SELECT t.serial, p.person_code, p.local_text, coalesce(p.person_id, '')"
    " FROM punch p JOIN terminal t ON t.id = p.terminal_id"
)
Row = tuple[str, str, str, str]


def ledger_punches(folder: Path) -> Counter[tuple[str, str, str]]:
    """Every punch the terminals say they have stored."""
    found: Counter[tuple[str, str, str]] = Counter()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            if entry["do"] == "stored":
                found[path.stem, entry["code"], entry["local"]] += 1
    return found


def judge(
    ledger: Counter[tuple[str, str, str]], rows: Iterable[Row], people: dict[str, str]
) -> dict[str, int]:
    """Count what is lost, doubled, invented, or on the wrong person."""
    rows = list(rows)
    database = Counter(row[:3] for row in rows)
    return {
        "ledger": ledger.total(),
        "database": database.total(),
        "lost": (ledger - database).total(),
        "doubled": sum(n - ledger[key] for key, n in database.items() if n > ledger[key] > 0),
        "invented": sum(n for key, n in database.items() if key not in ledger),
        "wrong_person": sum(people.get(code, "") != person for _, code, _, person in rows),
    }


def from_sqlite(path: str) -> list[Row]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
        return conn.execute(QUERY).fetchall()


def from_psql(command: list[str]) -> list[Row]:
    asked = [*command, "-X", "-q", "-c", f"COPY ({QUERY}) TO STDOUT WITH (FORMAT csv)"]
    text = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    return [(a, b, c, d) for a, b, c, d in csv.reader(io.StringIO(text))]


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--ledgers", type=Path, required=True)
    options.add_argument("--people", type=Path, required=True)
    options.add_argument("--sqlite")
    options.add_argument("--psql", nargs=argparse.REMAINDER)
    given = options.parse_args()
    rows = from_sqlite(given.sqlite) if given.sqlite else from_psql(given.psql)
    found = judge(ledger_punches(given.ledgers), rows, json.loads(given.people.read_text()))
    print(json.dumps(found))
    return 1 if any(found[fault] for fault in list(found)[2:]) else 0


if __name__ == "__main__":
    sys.exit(main())
