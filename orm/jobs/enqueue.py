"""Writing jobs: always in the caller's transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orm import sql
from orm.jobs.words import say

_INSERT = """
    INSERT INTO job (id, company_id, lane, kind, version, args, state, prio, run_at, attempt,
        max_attempts, rescues, again, ukey, batch_id, errors, created_at)
    SELECT n.id, CAST($2 AS varchar), CAST($3 AS varchar), CAST($4 AS varchar),
        CAST($5 AS integer), n.args,
        CASE WHEN coalesce(n.run_at, 0) + n.delay > <now> OR n.delay > 0 THEN 'scheduled'
            ELSE 'ready' END, CAST($6 AS integer), coalesce(n.run_at, <now>) + n.delay, 0,
        CAST($7 AS integer), 0, false, n.ukey,
        CAST($8 AS varchar), <empty>, <now>
    FROM <incoming> WHERE true
    ON CONFLICT (ukey) WHERE <live> DO NOTHING RETURNING id"""
_AGAIN = "UPDATE job SET again = true WHERE ukey = $1 AND state = 'running'"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """One job of an insert; `run_at` (None: now) and `delay` in milliseconds."""

    id: str
    args: dict[str, Any]
    ukey: str | None = None
    run_at: int | None = None
    delay: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What all jobs of one insert share."""

    kind: str
    version: int = 1
    lane: str = "default"
    prio: int = 0
    max_attempts: int = 5
    company_id: str | None = None
    batch_id: str | None = None


async def insert(shape: Shape, jobs: Sequence[NewJob]) -> list[str]:
    """Insert the jobs whose unique key is not alive yet; return their ids."""
    text = json.dumps(
        [
            {"id": j.id, "args": j.args, "ukey": j.ukey, "run_at": j.run_at, "delay": j.delay}
            for j in jobs
        ],
        ensure_ascii=False,
    )
    found = await sql.rows(
        say(_INSERT),
        *(text, shape.company_id, shape.lane, shape.kind, shape.version, shape.prio),
        *(shape.max_attempts, shape.batch_id),
    )
    if found and sql.dialect() == "postgres":
        await sql.rows(say("SELECT <wake>"))
    return [row["id"] for row in found]


async def ask_again(ukey: str) -> bool:
    """Let the running holder of a key run once more after this run; False when none runs."""
    return bool(await sql.run(_AGAIN, ukey))


async def waiting(ukey: str) -> bool:
    """Whether a job with this key waits to run."""
    return bool(
        await sql.rows(
            "SELECT 1 FROM job WHERE ukey = $1 AND state IN ('scheduled', 'ready')", ukey
        )
    )


async def cancel(ukey: str) -> tuple[str, str | None] | None:
    """Cancel the live job of a key, also a running one (it loses its token): id and batch."""
    found = await sql.rows(
        say("""UPDATE job SET state = 'cancelled', finished_at = <now>, token = NULL,
            lease_until = NULL WHERE ukey = $1 AND <live> RETURNING id, batch_id"""),
        ukey,
    )
    return (found[0]["id"], found[0]["batch_id"]) if found else None


async def insert_batch(
    batch_id: str, label: str, company_id: str | None, total: int, on_done: str
) -> None:
    """Open a batch that counts as its jobs end; `on_done` is JSON or `null`."""
    await sql.rows(
        say("""INSERT INTO job_batch (id, company_id, label, total, done, failed, on_done,
            created_at) VALUES ($1, $2, $3, $4, 0, 0, <json:$5>, <now>) RETURNING id"""),
        *(batch_id, company_id, label, total, on_done),
    )
