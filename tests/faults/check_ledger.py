"""Ledger against database, by itself: standard library only, nothing of the product is imported.

python tests/faults/check_ledger.py --ledgers DIR --people FILE [--since LOCAL]
    (--sqlite FILE | --psql COMMAND ...)

DIR holds one JSON-lines ledger per terminal, named SERIAL.jsonl. FILE maps `SERIAL/code` or `code`
to a person id, or to a list of [person, first local time, first local time after]; a code that is
not in it belongs to nobody. Prints one JSON object; exits 1 unless clean.

lost      stored on a terminal, neither in the database nor in quarantine nor in a reported gap
promised  the same of what the terminal was told is kept: an acknowledgement before its commit
reported  lost, and inside a gap that the product itself reports
"""

import argparse
import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

FAULTS = ("lost", "promised", "doubled", "invented", "wrong_person")
PUNCHES = (
    "SELECT t.serial, p.person_code, p.local_text, coalesce(p.person_id, ''), p.received_at"
    " FROM punch p JOIN terminal t ON t.id = p.terminal_id"
)
QUARANTINE = {
    "sqlite": "SELECT t.serial, hex(q.payload)",
    "psql": "SELECT t.serial, encode(q.payload, 'hex')",
}
FROM_QUARANTINE = " FROM quarantine q JOIN terminal t ON t.id = q.terminal_id"
GAPS = "SELECT t.serial, g.low, g.high FROM terminal_gap g JOIN terminal t ON t.id = g.terminal_id"
ZONE = timedelta(hours=8)  # of every simulated terminal

Punch = tuple[str, str, str]
Row = tuple[str, str, str, str, int]
People = Mapping[str, str | list[list[str]]]


@dataclass(slots=True)
class Ledger:
    """What the terminals say: how often each punch is stored, its number, and what was acked."""

    punches: Counter[Punch] = field(default_factory=Counter)
    numbers: dict[Punch, int] = field(default_factory=dict)
    acked: set[Punch] = field(default_factory=set)


@dataclass(slots=True)
class Found:
    """What the product says."""

    rows: Sequence[Row]
    quarantine: Sequence[tuple[str, bytes]] = ()
    gaps: Sequence[tuple[str, str, str]] = ()


def read_ledgers(folder: Path) -> Ledger:
    """Read every ledger; an acknowledgement of what is stored later in the file is impossible."""
    ledger = Ledger()
    for path in sorted(folder.glob("*.jsonl")):
        by_number: dict[int, Punch] = {}
        for line in path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break  # the terminal died while writing it
            entry = json.loads(line)
            if entry["do"] == "stored":
                punch = (path.stem, entry["code"], entry["local"])
                by_number[entry["n"]] = punch
                ledger.punches[punch] += 1
                ledger.numbers[punch] = entry["n"]
            elif entry["do"] == "acked":
                ledger.acked.update(by_number[n] for n in entry["n"])
    return ledger


def judge(ledger: Ledger, found: Found, people: People, since: str = "") -> dict[str, int]:
    """Count what is lost, promised and lost, doubled, invented, or on the wrong person."""
    database = Counter(row[:3] for row in found.rows)
    missing = ledger.punches - database
    kept = _quarantined(missing, found.quarantine)
    missing -= kept
    told = Counter(key for key in missing if _reported(key, ledger.numbers[key], found.gaps))
    missing -= told
    stored = ledger.punches
    return {
        "ledger": stored.total(),
        "database": database.total(),
        "lost": missing.total(),
        "promised": sum(key in ledger.acked for key in missing),
        "doubled": sum(n - stored[key] for key, n in database.items() if n > stored[key] > 0),
        "invented": sum(n for key, n in database.items() if key not in stored),
        "wrong_person": sum(not _right(row, people) for row in found.rows),
        "quarantined": kept.total(),
        "strays": len(found.quarantine) - kept.total(),
        "reported": told.total(),
        **_delays(found.rows, since),
    }


def _right(row: Row, people: People) -> bool:
    serial, code, local, person, _ = row
    owner = people.get(f"{serial}/{code}", people.get(code, ""))
    if isinstance(owner, str):
        return owner == person
    return person == next((who for who, low, high in owner if low <= local < high), "")


def _quarantined(
    missing: Counter[Punch], quarantine: Iterable[tuple[str, bytes]]
) -> Counter[Punch]:
    """Match quarantined bytes to missing punches, each at most once."""
    waiting: dict[str, list[Punch]] = defaultdict(list)
    for key in missing.elements():
        waiting[key[0]].append(key)
    kept: Counter[Punch] = Counter()
    for serial, raw in quarantine:
        hit = next((key for key in waiting[serial] if _holds(raw, key)), None)
        if hit is not None:
            waiting[serial].remove(hit)
            kept[hit] += 1
    return kept


def _holds(raw: bytes, key: Punch) -> bool:
    """Say whether these bytes carry this punch, as text or as a record of a ZK terminal."""
    _, code, local = key
    return code.encode() in raw and (local.encode() in raw or _packed(local) in raw)


def _packed(local: str) -> bytes:
    at = datetime.fromisoformat(local)
    days = ((at.year % 100) * 12 + at.month - 1) * 31 + at.day - 1
    seconds = ((days * 24 + at.hour) * 60 + at.minute) * 60 + at.second
    return (seconds & 0xFFFFFFFF).to_bytes(4, "little")


def _reported(key: Punch, number: int, gaps: Iterable[tuple[str, str, str]]) -> bool:
    """Say whether a gap of this terminal covers the punch, by its time or by its number."""
    serial, _, local = key
    for whose, low, high in gaps:
        if whose != serial:
            continue
        if low.isdecimal() and high.isdecimal():
            if int(low) <= number <= int(high):
                return True
        elif low <= local <= high:
            return True
    return False


def _delays(rows: Iterable[Row], since: str) -> dict[str, int]:
    """Milliseconds from a punch to its receipt; a local text is cut to its second."""
    if not since:
        return {}
    waits = sorted(row[4] - _epoch_ms(row[2]) for row in rows if row[2] >= since)
    if not waits:
        return {}
    return {"p99_ms": waits[int(len(waits) * 0.99)], "slowest_ms": waits[-1]}


def _epoch_ms(local: str) -> int:
    return int((datetime.fromisoformat(local).replace(tzinfo=UTC) - ZONE).timestamp() * 1000)


def from_sqlite(path: str) -> Found:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
        quarantine = conn.execute(QUARANTINE["sqlite"] + FROM_QUARANTINE)
        return Found(
            rows=conn.execute(PUNCHES).fetchall(),
            quarantine=[(serial, bytes.fromhex(raw)) for serial, raw in quarantine],
            gaps=conn.execute(GAPS).fetchall(),
        )


def from_psql(command: list[str]) -> Found:
    def asked(query: str) -> list[list[str]]:
        copy = [*command, "-X", "-q", "-c", f"COPY ({query}) TO STDOUT WITH (FORMAT csv)"]
        text = subprocess.run(copy, check=True, capture_output=True, text=True).stdout
        return list(csv.reader(io.StringIO(text)))

    return Found(
        rows=[(a, b, c, d, int(at)) for a, b, c, d, at in asked(PUNCHES)],
        quarantine=[
            (serial, bytes.fromhex(raw))
            for serial, raw in asked(QUARANTINE["psql"] + FROM_QUARANTINE)
        ],
        gaps=[(serial, low, high) for serial, low, high in asked(GAPS)],
    )


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--ledgers", type=Path, required=True)
    options.add_argument("--people", type=Path, required=True)
    options.add_argument("--since", default="", help="measure delays of punches from here on")
    options.add_argument("--sqlite")
    options.add_argument("--psql", nargs=argparse.REMAINDER)
    given = options.parse_args()
    csv.field_size_limit(1 << 30)
    found = from_sqlite(given.sqlite) if given.sqlite else from_psql(given.psql)
    people = json.loads(given.people.read_text())
    verdict = judge(read_ledgers(given.ledgers), found, people, given.since)
    print(json.dumps(verdict))
    return 1 if any(verdict[fault] for fault in FAULTS) else 0


if __name__ == "__main__":
    sys.exit(main())
