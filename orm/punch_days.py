"""Counts and digests of one terminal's punches by local day, made where the rows are."""

import hashlib
import sqlite3
from collections.abc import Iterable

from orm import sql
from orm.sqlite_backend import in_thread

Found = dict[str, tuple[int, str]]
"""`YYYY-MM-DD` -> how many, and the SHA-256 over the sorted identities, a line each."""

_DAYS = """
    SELECT left(local_text, 10) AS day, count(*) AS count,
        encode(sha256(convert_to(string_agg(identity, chr(10) ORDER BY identity COLLATE "C"),
            'UTF8')), 'hex') AS digest
    FROM punch WHERE terminal_id = $1 AND local_text >= $2 AND local_text < $3
    GROUP BY left(local_text, 10)"""
_ROWS = """
    SELECT substr(local_text, 1, 10), identity FROM punch
    WHERE terminal_id = ? AND local_text >= ? AND local_text < ?"""


async def by_day(terminal_id: str, low: str, high: str) -> Found:
    """The days of local times from `low` up to but not including `high`."""
    if sql.dialect() == "postgres":
        rows = await sql.rows(_DAYS, terminal_id, low, high)
        return {row["day"]: (row["count"], row["digest"]) for row in rows}
    where = (terminal_id, low, high)
    return await in_thread(sql.connection(), lambda raw: _sqlite(raw, where))


def digest_of(identities: Iterable[str]) -> tuple[int, str]:
    """Count and digest of one day; what stands twice counts once."""
    different = sorted(set(identities))
    return len(different), hashlib.sha256("\n".join(different).encode()).hexdigest()


def _sqlite(raw: sqlite3.Connection, where: tuple[str, str, str]) -> Found:
    days: dict[str, list[str]] = {}
    for day, identity in raw.execute(_ROWS, where):
        days.setdefault(day, []).append(identity)
    return {day: digest_of(identities) for day, identities in days.items()}
