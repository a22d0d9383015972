"""Events in the business transaction: what happened, bound to the tree by a salted hash."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from hr import ids
from orm import events
from orm.events import NewEvent
from orm.fields import to_ms
from rules.evidence.entry import SALT_BYTES, Entry, salted_hash
from rules.evidence.jcs import canonical
from rules.evidence.tree import leaf_hash


async def record(
    company_id: str,
    *,
    kind: str,
    subject: str,
    actor: str,
    at: datetime,
    data: Mapping[str, object],
) -> str:
    """Write one event and its place in the sequencer's queue; call inside a transaction."""
    salt = secrets.token_bytes(SALT_BYTES)
    entry = Entry(
        company=company_id,
        type=kind,
        subject=subject,
        at=rfc3339(at),
        actor=actor,
        data_sha256=salted_hash(data, salt),
        prev=await _previous(company_id, subject),
    )
    event = NewEvent(
        id=ids.new_id(),
        company_id=company_id,
        type=kind,
        subject=subject,
        actor=actor,
        at=to_ms(at),
        data=canonical(data).decode(),
        salt=salt.hex(),
        leaf=entry.leaf(),
    )
    await events.append(event)
    return event.id


async def _previous(company_id: str, subject: str) -> str:
    last = await events.newest_leaf(company_id, subject)
    return "" if last is None else leaf_hash(last).hex()


def rfc3339(at: datetime) -> str:
    """UTC with milliseconds, the one way times stand in the record."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
