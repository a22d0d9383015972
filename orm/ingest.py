"""The one bulk path: a batch of punches becomes rows, each once, in the caller's transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from orm import sql
from orm.fields import to_ms
from orm.sqlite_backend import in_thread

_LIMITS = (("identity", 160), ("person_code", 64), ("local_text", 32), ("record_no", 32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One received unit and where it came from; `id` becomes the inbox row's if it is stored."""

    id: str
    company_id: str
    terminal_id: str
    code_group: str
    zone: str
    source: str
    received_at: datetime
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPunch:
    """One punch to store; `identity` is unique within its terminal."""

    id: str
    identity: str
    person_code: str
    local_text: str
    at: datetime
    verify: str
    state: int | None = None
    record_no: str | None = None
    flags: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Bytes nobody can read; sent again they only count up."""

    id: str
    payload: bytes
    reason: str
    detail: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """What was really new: punches with their person (None: unassigned), and quarantined bytes."""

    punches: list[tuple[NewPunch, str | None]]
    duplicates: int
    quarantined: list[str]


def fits(punch: NewPunch) -> bool:
    """Whether storage can hold it; what does not fit belongs in quarantine, not in a crash."""
    values = ((getattr(punch, name) or "", most) for name, most in _LIMITS)
    whole = abs(punch.state or 0) < 1 << 31
    return whole and all(len(text) <= most and _clean(text) for text, most in values)


async def store_batch(
    conn: BaseDBAsyncClient,
    received: Received,
    punches: Sequence[NewPunch],
    unread: Sequence[Unread] = (),
) -> StoredBatch:
    """Store what is new, in at most 4 statements; a batch without news writes no inbox row.

    `conn` is the caller's open transaction; nothing may be acknowledged before it commits.
    """
    if not punches:
        owners: dict[str, str | None] = {}
    elif sql.dialect(conn) == "sqlite":
        owners = await in_thread(conn, lambda raw: _store_sqlite(raw, received, punches))
    else:
        owners = await _store_postgres(conn, received, punches)
    stored = [(one, owners[one.id]) for one in punches if one.id in owners]
    return StoredBatch(
        punches=stored,
        duplicates=len(punches) - len(stored),
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
    "id, company_id, terminal_id, inbox_id, identity, person_code, local_text, zone, at,"
    " received_at, state, verify, record_no, flags, person_id"
)
_MAPPING = """
    SELECT code, person_id, valid_from, valid_to FROM code_mapping
    WHERE company_id = ? AND code_group = ? AND code IN (SELECT value FROM json_each(?))
    ORDER BY valid_from DESC"""
_PUNCH = f"""
    INSERT INTO punch ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (terminal_id, identity) DO NOTHING"""  # noqa: S608 - our own column list
_INBOX = """
    INSERT INTO inbox (id, company_id, terminal_id, source, received_at, digest, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (terminal_id, digest) DO NOTHING"""


def _store_sqlite(
    raw: sqlite3.Connection, received: Received, punches: Sequence[NewPunch]
) -> dict[str, str | None]:
    """Return punch id -> person for the rows that are new."""
    digest = hashlib.sha256(received.payload).hexdigest()
    known = raw.execute(
        "SELECT id FROM inbox WHERE terminal_id = ? AND digest = ?", (received.terminal_id, digest)
    ).fetchone()
    inbox_id = known[0] if known else received.id
    spans = _spans(raw, received, punches)
    company, terminal, zone = received.company_id, received.terminal_id, received.zone
    got = to_ms(received.received_at)
    rows = []
    for p in punches:  # the hottest loop of ingest: plain names, one tuple
        at = to_ms(p.at)
        owner = _owner(spans.get(p.person_code, ()), at)
        rows.append((
            p.id, company, terminal, inbox_id, p.identity, p.person_code, p.local_text, zone,
            at, got, p.state, p.verify, p.record_no, p.flags, owner,
        ))  # fmt: skip
    before = raw.total_changes
    raw.executemany(_PUNCH, rows)
    count = raw.total_changes - before
    if count and not known:
        values = (received.id, company, terminal, received.source, got, digest, received.payload)
        raw.execute(_INBOX, values)
    owners = {row[0]: row[-1] for row in rows} if count else {}
    return (
        owners if count in (0, len(rows)) else {id_: owners[id_] for id_ in _present(raw, owners)}
    )


Spans = Sequence[tuple[str, int, int | None]]


def _spans(
    raw: sqlite3.Connection, received: Received, punches: Sequence[NewPunch]
) -> dict[str, Spans]:
    """For each code of the batch who it was from when until when, the latest first."""
    codes = json.dumps(list({p.person_code for p in punches}))
    found: dict[str, list[tuple[str, int, int | None]]] = {}
    for code, person, since, until in raw.execute(
        _MAPPING, (received.company_id, received.code_group, codes)
    ):
        found.setdefault(code, []).append((person, since, until))
    return dict(found)


def _owner(spans: Spans, at: int) -> str | None:
    for who, since, until in spans:
        if since <= at and (until is None or at < until):
            return who
    return None


def _present(raw: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    found = raw.execute(
        "SELECT id FROM punch WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in found]


_STORE = f"""
    WITH box AS (
        SELECT coalesce((SELECT id FROM inbox WHERE terminal_id = $3 AND digest = $6), $1) AS id
    ), fresh AS (
        INSERT INTO punch ({_COLUMNS})
        SELECT p.id, $2, $3, box.id, p.identity, p.code, p.local_text, $8, p.at, $5,
            p.state, p.verify, p.record_no, p.flags, m.person_id
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


async def _store_postgres(
    conn: BaseDBAsyncClient, received: Received, punches: Sequence[NewPunch]
) -> dict[str, str | None]:
    """Return punch id -> person for the rows that are new.

    The shared lock makes a mapping that is being changed either seen or waited for.
    """
    key = _lock_key(received.company_id, received.code_group)
    await sql.rows("SELECT pg_advisory_xact_lock_shared($1)", key, conn=conn)
    found = await sql.rows(
        _STORE,
        *(received.id, received.company_id, received.terminal_id, received.source),
        *(to_ms(received.received_at), hashlib.sha256(received.payload).hexdigest()),
        *(received.payload, received.zone, received.code_group),
        *([p.id for p in punches], [p.identity for p in punches], [p.person_code for p in punches]),
        *([p.local_text for p in punches], [to_ms(p.at) for p in punches]),
        *([p.state for p in punches], [p.verify for p in punches]),
        *([p.record_no for p in punches], [p.flags for p in punches]),
        conn=conn,
    )
    return {row["id"]: row["person_id"] for row in found}


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


def _clean(text: str) -> bool:
    return "\0" not in text and (text.isascii() or text == text.encode(errors="ignore").decode())
