"""The one bulk path: a batch of punches becomes rows, each once, in the caller's transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, repeat

from tortoise.backends.base.client import BaseDBAsyncClient

from orm import sql
from orm.batch import Punches, Received, StoredBatch, Unread
from orm.fields import to_ms
from orm.sqlite_backend import in_thread

Owned = tuple[Punches, Sequence[str | None]]
"""Punches and the person of each, None while nobody is known to have its code."""


async def store_batch(
    conn: BaseDBAsyncClient, received: Received, punches: Punches, unread: Sequence[Unread] = ()
) -> StoredBatch:
    """Store what is new, in a handful of statements; a batch without news writes no inbox row.

    `conn` is the caller's open transaction; nothing may be acknowledged before it commits.
    """
    new: Owned = punches, ()
    if punches and sql.dialect(conn) == "sqlite":
        new = await in_thread(conn, lambda raw: _store_sqlite(raw, received, punches))
    elif punches:
        new = await _store_postgres(conn, received, punches)
    return StoredBatch(
        punches=new[0],
        owners=new[1],
        duplicates=len(punches) - len(new[0]),
        quarantined=await _quarantine(conn, received, unread) if unread else [],
    )


async def lock_codes(conn: BaseDBAsyncClient, company_id: str, code_group: str) -> None:
    """Hold batches of this code group back until commit: call it before changing a mapping.

    SQLite has one writer at a time and needs nothing.
    """
    if sql.dialect(conn) == "postgres":
        key = _lock_key(company_id, code_group)
        await sql.rows("SELECT pg_advisory_xact_lock($1)", key, conn=conn)


_COLUMNS = (
    "id, identity, person_code, local_text, at, state, verify, record_no, flags,"
    " person_id, company_id, terminal_id, inbox_id, zone, received_at"
)
_MAPPING = """
    SELECT code, person_id, valid_from, valid_to FROM code_mapping
    WHERE company_id = ? AND code_group = ? AND code IN (SELECT value FROM json_each(?))
    ORDER BY valid_from DESC"""
_INBOX = """
    INSERT INTO inbox (id, company_id, terminal_id, source, received_at, digest, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (terminal_id, digest) DO NOTHING"""
_WIDTH = _COLUMNS.count(",") + 1
_SIZES = (500, 50, 5, 1)
"""Rows per statement: few texts, so that they stay prepared, and few steps for the interpreter."""


@lru_cache
def _insert(rows: int) -> str:
    marks = ", ".join([f"({', '.join('?' * _WIDTH)})"] * rows)
    return (
        f"INSERT INTO punch ({_COLUMNS}) VALUES {marks}"  # noqa: S608 - our own column list
        " ON CONFLICT (terminal_id, identity) DO NOTHING"
    )


def _store_sqlite(raw: sqlite3.Connection, received: Received, punches: Punches) -> Owned:
    """Return the punches that are new and the person of each."""
    digest = hashlib.sha256(received.payload).hexdigest()
    known = raw.execute(
        "SELECT id FROM inbox WHERE terminal_id = ? AND digest = ?", (received.terminal_id, digest)
    ).fetchone()
    got = to_ms(received.received_at)
    owners = _owners(raw, received, punches)
    shared = (
        *(received.company_id, received.terminal_id, known[0] if known else received.id),
        *(received.zone, got),
    )
    rows = zip(*punches.columns(), owners, *map(repeat, shared), strict=False)
    count = _insert_all(raw, list(chain.from_iterable(rows)))
    if count and not known:
        head = (received.id, received.company_id, received.terminal_id, received.source)
        raw.execute(_INBOX, (*head, got, digest, received.payload))
    if count in {0, len(punches)}:
        return (punches, owners) if count else (Punches(), ())
    there = _present(raw, punches.ids)
    keep = [one in there for one in punches.ids]
    return punches.only(keep), [one for one, kept in zip(owners, keep, strict=True) if kept]


def _insert_all(raw: sqlite3.Connection, values: list[object]) -> int:
    """Insert rows given one after the other; returns how many were new."""
    before, at = raw.total_changes, 0
    for size in _SIZES:
        step = size * _WIDTH
        while len(values) - at >= step:
            raw.execute(_insert(size), values[at : at + step])
            at += step
    return raw.total_changes - before


def _owners(raw: sqlite3.Connection, received: Received, punches: Punches) -> Sequence[str | None]:
    """Whose each punch is, by the mapping that held at its instant."""
    codes = json.dumps(list(set(punches.codes)))
    spans: dict[str, list[tuple[str, int, int | None]]] = {}
    for code, person, since, until in raw.execute(
        _MAPPING, (received.company_id, received.code_group, codes)
    ):
        spans.setdefault(code, []).append((person, since, until))
    if not spans:
        return [None] * len(punches)
    pairs = zip(punches.codes, punches.ats, strict=True)
    return [_owner(spans.get(code, ()), at) for code, at in pairs]


def _owner(spans: Sequence[tuple[str, int, int | None]], at: int) -> str | None:
    """The latest span first."""
    for who, since, until in spans:
        if since <= at and (until is None or at < until):
            return who
    return None


def _present(raw: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    found = raw.execute(
        "SELECT id FROM punch WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
    )
    return {row[0] for row in found}


_STORE = f"""
    WITH box AS (
        SELECT coalesce((SELECT id FROM inbox WHERE terminal_id = $3 AND digest = $6), $1) AS id
    ), fresh AS (
        INSERT INTO punch ({_COLUMNS})
        SELECT p.id, p.identity, p.code, p.local_text, p.at, p.state, p.verify, p.record_no,
            p.flags, m.person_id, $2, $3, box.id, $8, $5
        FROM unnest($10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::int[],
                    $16::text[], $17::text[], $18::text[])
            AS p (id, identity, code, local_text, at, state, verify, record_no, flags)
        CROSS JOIN box
        LEFT JOIN LATERAL (
            SELECT person_id FROM code_mapping
            WHERE company_id = $2 AND code_group = $9 AND code_mapping.code = p.code
                AND valid_from <= p.at AND (valid_to IS NULL OR p.at < valid_to)
            ORDER BY valid_from DESC LIMIT 1
        ) m ON true
        ON CONFLICT (terminal_id, identity) DO NOTHING RETURNING id, person_id
    ), stored AS (
        INSERT INTO inbox (id, company_id, terminal_id, source, received_at, digest, payload)
        SELECT box.id, $2, $3, $4, $5, $6, $7 FROM box WHERE EXISTS (SELECT 1 FROM fresh)
        ON CONFLICT (terminal_id, digest) DO NOTHING
    )
    SELECT id, person_id FROM fresh"""  # noqa: S608 - our own column list


async def _store_postgres(conn: BaseDBAsyncClient, received: Received, punches: Punches) -> Owned:
    """Return the punches that are new and the person of each.

    The shared lock makes a mapping that is being changed either seen or waited for.
    """
    key = _lock_key(received.company_id, received.code_group)
    await sql.rows("SELECT pg_advisory_xact_lock_shared($1)", key, conn=conn)
    found = await sql.rows(
        _STORE,
        *(received.id, received.company_id, received.terminal_id, received.source),
        *(to_ms(received.received_at), hashlib.sha256(received.payload).hexdigest()),
        *(received.payload, received.zone, received.code_group),
        *punches.columns(),
        conn=conn,
    )
    owners = {row["id"]: row["person_id"] for row in found}
    new = punches.only([one in owners for one in punches.ids])
    return new, [owners[one] for one in new.ids]


async def _quarantine(
    conn: BaseDBAsyncClient, received: Received, unread: Sequence[Unread]
) -> list[str]:
    """Return the ids of the rows that are new."""
    head = (received.company_id, received.terminal_id, received.source)
    at = to_ms(received.received_at)
    new = []
    for one in unread:
        found = await sql.rows(
            "INSERT INTO quarantine (id, company_id, terminal_id, source, received_at, digest,"
            " payload, reason, detail, repeats, settled_as)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '')"
            " ON CONFLICT (terminal_id, digest) DO UPDATE SET repeats = quarantine.repeats + 1"
            " RETURNING id",
            *(one.id, *head, at, hashlib.sha256(one.payload).hexdigest()),
            *(one.payload, one.reason, json.dumps(one.detail, ensure_ascii=False)),
            conn=conn,
        )
        new += [row["id"] for row in found if row["id"] == one.id]
    return new


def _lock_key(company_id: str, code_group: str) -> int:
    digest = hashlib.sha256(f"{company_id}/{code_group}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
