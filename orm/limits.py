"""What the bare drivers can do: the limits that the ingest benches are measured against.

One plain table, one unique key, one commit per batch (performance.md, section A); nothing else.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg

Row = tuple[str, str, str, int, str, bytes, int]
"""Id, device, person code, instant, verify, digest, received: what any punch needs at least."""

_TABLE = """
    CREATE TABLE raw_punch (
        id TEXT PRIMARY KEY, device TEXT, code TEXT, at BIGINT, verify TEXT, digest {bytes},
        received BIGINT, UNIQUE (device, code, at)
    )"""
_SQLITE = """
    INSERT INTO raw_punch VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (device, code, at) DO NOTHING"""
_POSTGRES = """
    INSERT INTO raw_punch
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[],
                         $6::bytea[], $7::bigint[])
    ON CONFLICT (device, code, at) DO NOTHING"""


def sqlite_rate(file: Path, batches: Sequence[Sequence[Row]]) -> float:
    """Rows per second by executemany, WAL, synchronous=FULL, one commit per batch."""
    conn = sqlite3.connect(file, isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute(_TABLE.format(bytes="BLOB"))
    began = time.perf_counter()
    for batch in batches:
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany(_SQLITE, batch)
        conn.execute("COMMIT")
    seconds = time.perf_counter() - began
    conn.close()
    return sum(map(len, batches)) / seconds


async def postgres_rate(options: dict[str, Any], batches: Sequence[Sequence[Row]]) -> float:
    """Rows per second by INSERT from unnested arrays, one commit per batch."""
    conn = await asyncpg.connect(**options)
    try:
        await conn.execute("DROP TABLE IF EXISTS raw_punch")
        await conn.execute(_TABLE.format(bytes="BYTEA"))
        began = time.perf_counter()
        for batch in batches:
            await conn.execute(_POSTGRES, *map(list, zip(*batch, strict=True)))
        seconds = time.perf_counter() - began
        await conn.execute("DROP TABLE raw_punch")
    finally:
        await conn.close()
    return sum(map(len, batches)) / seconds
