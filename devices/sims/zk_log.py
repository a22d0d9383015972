"""The bytes a simulated ZK terminal answers bulk reads with: log and users, with their faults."""

from dataclasses import replace

from devices.codecs import zk_record, zk_time, zk_user
from devices.codecs.zk_record import Row
from devices.driver import User
from devices.sims.faults import Faults
from devices.sims.zk_memory import Memory


def log(memory: Memory, faults: Faults) -> bytes:
    """Lay the attendance log out: uint32 byte count, then records."""
    rows = list(memory.rows(faults))
    if faults.take("announce") is not None:
        rows = []
    if (kept_back := faults.number("withhold", 1)) is not None:
        rows = rows[: -int(kept_back)]
    if rows and faults.take("duplicate") is not None:
        rows.append(rows[-1])
    if rows and faults.take("bad_date") is not None:
        rows[len(rows) // 2] = _impossible(rows[len(rows) // 2], memory.layout)
    if (size := faults.number("odd_size", 28)) is not None:
        rows = [row[: int(size)] for row in rows]
    return _counted(rows)


def users(memory: Memory, faults: Faults) -> bytes:
    """Lay the user list out: uint32 byte count, then records of 72 or 28 bytes."""
    rows = [_named(row, gbk=faults.on("gbk_names")).encode() for row in memory.users.values()]
    if faults.on("blank_users"):
        rows.insert(0, bytes(len(rows[0]) if rows else 72))
    return _counted(rows)


def _counted(rows: list[bytes]) -> bytes:
    body = b"".join(rows)
    return len(body).to_bytes(4, "little") + body


def _named(row: zk_user.Row, *, gbk: bool) -> zk_user.Row:
    """The row with its name as a GBK terminal stores it; what is GBK already stays."""
    if not gbk or row.name.isascii() or zk_user.code_page([row]) == "gbk":
        return row
    in_gbk = zk_user.encode(User(code="1", name=row.user.name), row.size, "gbk")
    (other,) = zk_user.decode_rows(_counted([in_gbk]), 1)
    return replace(row, name=other.name)


def _impossible(raw: bytes, layout: str) -> bytes:
    row = zk_record.parse(raw, layout)
    february = zk_time.pack(2026, 2, 30, 30_000)
    bad = Row(uid=row.uid, code=row.code, time=february, verify=row.verify, state=row.state)
    return zk_record.encode(bad, layout)
