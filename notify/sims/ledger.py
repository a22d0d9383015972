"""A provider's own book of what it really did; on disk before it answers anybody."""

import json
import os
from pathlib import Path


class Ledger:
    """Append-only JSON lines, each fsynced; survives a restart."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = path.open("a", encoding="utf-8")

    def write(self, **facts: object) -> None:
        """Write one entry down."""
        self._file.write(json.dumps(facts, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def read(self) -> list[dict[str, str]]:
        """Return all entries, the oldest first."""
        return [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]

    def close(self) -> None:
        """Close the file."""
        self._file.close()
