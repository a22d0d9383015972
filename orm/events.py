"""Appending to the record: on the path of every punch and every action, so in plain SQL."""

from dataclasses import astuple, dataclass

from orm import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """One row of `event`; `at` in milliseconds since 1970."""

    id: str
    company_id: str
    type: str
    subject: str
    actor: str
    at: int
    data: str
    salt: str
    leaf: bytes


async def append(event: NewEvent) -> None:
    """Write an event and its place in the sequencer's queue; call inside a transaction."""
    await sql.rows(
        "INSERT INTO event (id, company_id, type, subject, actor, at, data, salt, leaf)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *astuple(event),
    )
    await sql.rows(
        "INSERT INTO pending_leaf (event_id, company_id) VALUES ($1, $2)",
        event.id,
        event.company_id,
    )


async def newest_leaf(company_id: str, subject: str) -> bytes | None:
    """The leaf of the last event about a subject."""
    found = await sql.rows(
        "SELECT leaf FROM event WHERE company_id = $1 AND subject = $2 ORDER BY id DESC LIMIT 1",
        company_id,
        subject,
    )
    return bytes(found[0]["leaf"]) if found else None
