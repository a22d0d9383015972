"""What a simulated ZK terminal keeps, whoever is connected: log, users, templates, its switches."""

from dataclasses import dataclass, field

from devices.codecs import zk_record, zk_time, zk_user
from devices.codecs.zk_record import Row
from devices.driver import User
from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal

CAPACITY = 200_000
_OLD = {"8A", "8B", "16"}


@dataclass(slots=True, kw_only=True)
class Memory:
    """One terminal; `ring` overwrites the oldest record where another one refuses to punch."""

    terminal: Terminal
    layout: str = "40"
    key: int = 0
    capacity: int = CAPACITY
    ring: bool = False
    fingers_each: int = 0
    users: dict[int, zk_user.Row] = field(init=False)
    fingers: dict[int, set[int]] = field(init=False)
    pending_time: str = ""
    _slots: dict[int, int] = field(init=False, default_factory=dict)
    _rows: list[bytes] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.users = {
            slot: self._enrol(User(code=code, name=name, slot=slot))
            for slot, (code, name) in enumerate(self.terminal.people, 1)
        }
        self.fingers = {slot: set(range(self.fingers_each)) for slot in self.users}
        self.terminal.full = lambda: not self.ring and self.kept >= self.capacity
        self.rows()

    @property
    def kept(self) -> int:
        """How many records are in the log."""
        return len(self.terminal.ledger.records) - self._first

    def visible(self, faults: Faults) -> list[Record]:
        """The records that are left: none when cleared, the last when wrapped."""
        return self.terminal.ledger.records[self._start(faults) :]

    def rows(self, faults: Faults | None = None) -> list[bytes]:
        """The records that are left, as laid out."""
        for record in self.terminal.ledger.records[len(self._rows) :]:
            self._rows.append(self._row(record))
        return self._rows[self._start(faults) :]

    def punched(self, record: Record) -> None:
        """Keep the slot a punch was made with: slots are reused, records are not rewritten."""
        self._slots[record.n] = self.slot(record.code)

    def slot(self, code: str) -> int:
        """A person's slot, 0 for a stranger."""
        return next((slot for slot, row in self.users.items() if row.code == code), 0)

    def write(self, raw: bytes) -> None:
        """Take a user of 28 or 72 bytes; raises ValueError for anything else."""
        if len(raw) not in zk_user.SIZES:
            raise ValueError(f"a user of {len(raw)} bytes")
        (row,) = zk_user.decode_rows(len(raw).to_bytes(4, "little") + raw, 1)
        self.users[row.slot] = row
        self.fingers.setdefault(row.slot, set())

    def remove(self, slot: int) -> None:
        """Forget a user and her templates; raises ValueError when there is none."""
        if self.users.pop(slot, None) is None:
            raise ValueError(f"nobody in slot {slot}")
        self.fingers.pop(slot, None)

    def remove_finger(self, slot: int, finger: int) -> None:
        """Forget one template; raises ValueError when there is none."""
        if finger not in self.fingers.get(slot, set()):
            raise ValueError(f"no finger {finger} in slot {slot}")
        self.fingers[slot].discard(finger)

    @property
    def _first(self) -> int:
        records, cleared = self.terminal.ledger.records, self.terminal.ledger.cleared
        return max(cleared, len(records) - self.capacity) if self.ring else cleared

    def _start(self, faults: Faults | None) -> int:
        total = len(self.terminal.ledger.records)
        if faults and faults.on("cleared"):
            return total
        kept = faults.number("wrap", 0) if faults else None
        return max(self._first, total - int(kept)) if kept else self._first

    def _enrol(self, user: User) -> zk_user.Row:
        size = 28 if self.layout in _OLD else 72
        raw = zk_user.encode(user, size)
        (row,) = zk_user.decode_rows(size.to_bytes(4, "little") + raw, 1)
        return row

    def _row(self, record: Record) -> bytes:
        row = Row(
            uid=self._slots.get(record.n, self.slot(record.code)),
            code=record.code.encode(),
            time=zk_time.encode(record.local),
            verify=record.verify,
            state=record.state,
        )
        return zk_record.encode(row, self.layout)
