"""A simulated terminal's memory: JSON lines on disk, safe against SIGKILL.

`stored` is synced before the punch is shown to anybody; `sent` and `acked` follow. After a kill a
half-written last line is dropped and everything else is there again.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Record:
    """One punch in the terminal's log; `n` counts from 1."""

    n: int
    code: str
    local: str
    state: int = 0
    verify: int = 1


class Ledger:
    """The log of one terminal; without a path it lives in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        self.records: list[Record] = []
        self.acked: set[int] = set()
        self.notes: list[dict[str, Any]] = []
        self.cleared = 0
        self._done = 0
        self._file: IO[bytes] | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab+")
            self._load(self._file)

    def unacked(self, limit: int) -> list[Record]:
        """Return up to `limit` records that nobody has acknowledged, oldest first."""
        while self._done < len(self.records) and self.records[self._done].n in self.acked:
            self._done += 1
        waiting = (r for r in islice(self.records, self._done, None) if r.n not in self.acked)
        return list(islice(waiting, limit))

    def store(self, records: Iterable[Record]) -> None:
        """Write punches and sync, before anybody hears of them."""
        new = list(records)
        self._write([{"do": "stored", **asdict(record)} for record in new], sync=True)
        self.records += new

    def sent(self, numbers: list[int]) -> None:
        """Note what went out; not synced, it proves nothing."""
        self._write([{"do": "sent", "n": numbers}])

    def ack(self, numbers: list[int]) -> None:
        """Note what the server promised to keep, and sync."""
        self._write([{"do": "acked", "n": numbers}], sync=True)
        self.acked.update(numbers)

    def forget(self, numbers: list[int]) -> None:
        """Drop acknowledgements, because the server asks for these records again."""
        self.acked.difference_update(numbers)
        self._done = 0

    def clear(self) -> None:
        """Note that the terminal's log was emptied; `records` stays, it is what was punched."""
        self.cleared = len(self.records)
        self._write([{"do": "cleared", "n": self.cleared}], sync=True)

    def note(self, **facts: object) -> None:
        """Note what else was done (an order carried out), and sync; `notes` survive a kill."""
        self.notes.append(facts)
        self._write([{"do": "noted", **facts}], sync=True)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _write(self, entries: list[dict[str, object]], *, sync: bool = False) -> None:
        if self._file is None:
            return
        self._file.write(b"".join(json.dumps(entry).encode() + b"\n" for entry in entries))
        self._file.flush()
        if sync:
            os.fdatasync(self._file.fileno())

    def _load(self, file: IO[bytes]) -> None:
        file.seek(0)
        whole = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            self._take(json.loads(line))
            whole += len(line)
        file.truncate(whole)

    def _take(self, entry: dict[str, Any]) -> None:
        does = entry.pop("do")
        if does == "stored":
            self.records.append(Record(**entry))
        elif does == "acked":
            self.acked.update(entry["n"])
        elif does == "cleared":
            self.cleared = entry["n"]
        elif does == "noted":
            self.notes.append(entry)
