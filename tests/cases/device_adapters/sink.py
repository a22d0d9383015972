"""A store in memory with the one rule the database has: a unique key per terminal and identity."""

from dataclasses import dataclass, field

from devices.driver import Batch, PunchEvent, Unreadable


@dataclass(slots=True)
class Sink:
    """Stores batches; `new` and `quarantined` are what the last batch added."""

    rows: dict[tuple[str, str], PunchEvent] = field(default_factory=dict)
    quarantine: list[Unreadable] = field(default_factory=list)

    def store(self, serial: str, batch: Batch | None) -> int:
        """Store a batch, return how many rows are new."""
        before = len(self.rows)
        for event in batch.events if batch else ():
            self.rows.setdefault((serial, event.identity), event)
        self.quarantine += batch.unreadable if batch else ()
        return len(self.rows) - before
