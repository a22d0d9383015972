"""What every simulated terminal has: people, a clock that may be wrong, and a log on disk."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from devices.clock import show_local
from devices.sims.ledger import Ledger, Record


@dataclass(slots=True, kw_only=True)
class Terminal:
    """One simulated terminal; `on_punch` is called after a punch is safely stored.

    A `full` one refuses to punch. `heard` counts the frames of each connection there was.
    """

    serial: str
    people: list[tuple[str, str]]
    ledger: Ledger
    random: Random
    skew: timedelta = timedelta()
    utc_offset: timedelta = timedelta(hours=8)
    on_punch: Callable[[Record], None] = lambda _: None
    full: Callable[[], bool] = lambda: False
    heard: list[int] = field(default_factory=list)
    disabled: bool = False
    _taken: set[tuple[str, str]] = field(init=False)
    _slots: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = {(record.code, record.local) for record in self.ledger.records}
        self._slots = {code: slot for slot, (code, _) in enumerate(self.people, 1)}

    def now(self) -> str:
        """Return the terminal's own local time."""
        return show_local(datetime.now(UTC) + self.utc_offset + self.skew)

    def set_time(self, local: str) -> None:
        """Set the clock as a server asks."""
        self.skew += datetime.fromisoformat(local) - datetime.fromisoformat(self.now())

    def punch(
        self, code: str | None = None, local: str = "", state: int = 0, verify: int = 1
    ) -> Record | None:
        """Store one punch; None when everybody has punched in this very second, or it is full."""
        if self.full():
            return None
        moment = local or self.now()
        person = code or self._free_person(moment)
        if person is None:
            return None
        record = Record(len(self.ledger.records) + 1, person, moment, state, verify)
        self.ledger.store([record])
        self._taken.add((person, moment))
        self.on_punch(record)
        return record

    def slot(self, code: str) -> int:
        """Return the terminal's own slot number of a person, 0 for a stranger."""
        return self._slots.get(code, 0)

    def prefill(self, records: Iterator[tuple[str, str, int, int]]) -> None:
        """Fill an empty log with older punches (code, local, state, verify), synced once."""
        if self.ledger.records:
            return
        self.ledger.store(Record(n, *fields) for n, fields in enumerate(records, 1))
        self._taken = {(record.code, record.local) for record in self.ledger.records}

    def history(self, count: int) -> Iterator[tuple[str, str, int, int]]:
        """Invent `count` past punches, one a second, ending an hour ago."""
        start = datetime.fromisoformat(self.now()) - timedelta(hours=1, seconds=count)
        for second in range(count):
            code, _ = self.people[self.random.randrange(len(self.people))]
            yield code, show_local(start + timedelta(seconds=second)), 0, 1

    def _free_person(self, moment: str) -> str | None:
        start = self.random.randrange(len(self.people))
        order = self.people[start:] + self.people[:start]
        return next((code for code, _ in order if (code, moment) not in self._taken), None)


def read_people(path: Path | None) -> list[tuple[str, str]]:
    """Read `code[,name]` lines; without a file, people 1001 to 1020."""
    if path is None:
        return [(str(code), "") for code in range(1001, 1021)]
    rows = (line.strip().partition(",") for line in path.read_text("utf-8").splitlines())
    people = [(code.strip(), name.strip()) for code, _, name in rows if code.strip()]
    if not people:
        raise ValueError(f"{path} names nobody: one `code[,name]` per line")
    return people


def read_backlog(path: Path) -> Iterator[tuple[str, str, int, int]]:
    """Read JSON lines `{"code", "local"[, "state", "verify"]}`."""
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            yield row["code"], row["local"], row.get("state", 0), row.get("verify", 1)
