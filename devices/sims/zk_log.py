"""The bytes a simulated ZK terminal answers bulk reads with: log and users, with their faults."""

from devices.codecs import zk_record, zk_time, zk_user
from devices.codecs.zk_record import Row
from devices.driver import User
from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal


def log(terminal: Terminal, layout: str, faults: Faults) -> bytes:
    """Lay the attendance log out: uint32 byte count, then records."""
    records = visible(terminal, faults)
    if faults.take("duplicate") is not None:
        records = records + records[-1:]
    rows = [_row(terminal, record, layout) for record in records]
    if rows and faults.take("bad_date") is not None:
        rows[len(rows) // 2] = _impossible(rows[len(rows) // 2], layout)
    if (size := faults.number("odd_size", 28)) is not None:
        rows = [row[: int(size)] for row in rows]
    body = b"".join(rows)
    return len(body).to_bytes(4, "little") + body


def users(terminal: Terminal, layout: str, faults: Faults) -> bytes:
    """Lay the user list out: uint32 byte count, then records of 72 or 28 bytes."""
    size = 28 if layout in {"8A", "8B", "16"} else 72
    encoding = "gbk" if faults.on("gbk_names") else "utf-8"
    people = [
        User(code=code, name=name, slot=slot)
        for slot, (code, name) in enumerate(terminal.people, 1)
    ]
    if faults.on("blank_users"):
        people.insert(0, User(code="", slot=0))
    body = b"".join(zk_user.encode(user, size, encoding) for user in people)
    return len(body).to_bytes(4, "little") + body


def visible(terminal: Terminal, faults: Faults) -> list[Record]:
    """Return the records the terminal still has: all, none when cleared, the last when wrapped."""
    if faults.on("cleared"):
        return []
    kept = faults.number("wrap", 0)
    return terminal.ledger.records[-int(kept) :] if kept else terminal.ledger.records


def _row(terminal: Terminal, record: Record, layout: str) -> bytes:
    row = Row(
        uid=terminal.slot(record.code),
        code=record.code.encode(),
        time=zk_time.encode(record.local),
        verify=record.verify,
        state=record.state,
    )
    return zk_record.encode(row, layout)


def _impossible(raw: bytes, layout: str) -> bytes:
    row = zk_record.parse(raw, layout)
    february = zk_time.pack(2026, 2, 30, 30_000)
    bad = Row(uid=row.uid, code=row.code, time=february, verify=row.verify, state=row.state)
    return zk_record.encode(bad, layout)
