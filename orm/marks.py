"""Marking days in bulk: a batch of punches marks as many days as it has people."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from orm import sql
from orm.fields import to_ms

Mark = tuple[str, str, date]
"""A fresh id, the person, the day."""

_AGAIN = "ON CONFLICT (person_id, date) DO UPDATE SET id = excluded.id"
_POSTGRES = f"""
    INSERT INTO dirty_day (id, company_id, person_id, date, since)
    SELECT m.id, $1, m.person, m.date, $2
    FROM unnest($3::text[], $4::text[], $5::date[]) AS m (id, person, date) {_AGAIN}"""  # noqa: S608 - ours
_SQLITE = f"""
    INSERT INTO dirty_day (id, company_id, person_id, date, since)
    SELECT value ->> 0, $1, value ->> 1, value ->> 2, $2 FROM json_each($3) WHERE true {_AGAIN}"""  # noqa: S608 - ours


async def write(company_id: str, since: datetime, marks: Sequence[Mark]) -> None:
    """Mark each person's day once; a day marked again gets the new id and stays since when it was.

    Call inside a transaction.
    """
    if not marks:
        return
    ids, people, days = map(list, zip(*marks, strict=True))
    if sql.dialect() == "postgres":
        await sql.rows(_POSTGRES, company_id, to_ms(since), ids, people, days)
    else:
        rows = json.dumps([(id_, person, day.isoformat()) for id_, person, day in marks])
        await sql.rows(_SQLITE, company_id, to_ms(since), rows)
