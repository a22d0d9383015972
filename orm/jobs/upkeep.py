"""What keeps the queue healthy: timers come due, the dead are found, the old goes."""

import json
from typing import Any

from orm import sql
from orm.jobs.finish import Ended
from orm.jobs.words import say

MOST_RESCUES = 3
_DIED = "'the worker died ' || (rescues + 1) || ' times'"
_RESCUE = """
    UPDATE job SET rescues = rescues + 1, token = NULL, lease_until = NULL, worker = NULL,
        attempt = attempt - 1, errors = <append:{died}>,
        state = CASE WHEN rescues + 1 >= CAST($1 AS integer) THEN 'dead' ELSE 'ready' END,
        finished_at = CASE WHEN rescues + 1 >= CAST($1 AS integer) THEN <now> END
    WHERE id IN (SELECT id FROM job WHERE state = 'running' AND {lost} <skip>)
    RETURNING id, batch_id, state"""


async def promote(until: int | None = None, most: int = 1000) -> int:
    """Make due timers ready, earliest first; `until` (ms) instead of the database's clock."""
    return await sql.run(
        say("""UPDATE job SET state = 'ready' WHERE id IN (
            SELECT id FROM job WHERE state = 'scheduled'
            AND run_at <= coalesce(CAST($1 AS bigint), <now>)
            ORDER BY run_at LIMIT CAST($2 AS bigint) <skip>)"""),
        *(until, most),
    )


async def rescue(worker: str | None = None) -> list[Ended]:
    """Take runs back whose lease ended, or all of a worker known dead; return those given up."""
    lost = "lease_until < <now>" if worker is None else "worker = $2"
    text = _RESCUE.replace("{lost}", lost).replace("{died}", _DIED)
    found = await sql.rows(say(text), MOST_RESCUES, *([worker] if worker else []))
    return [
        Ended(id=row["id"], batch_id=row["batch_id"], failed=True)
        for row in found
        if row["state"] == "dead"
    ]


async def fire_schedules() -> list[dict[str, Any]]:
    """Advance every schedule that is due, each slot to exactly one caller; missed slots merge."""
    return await sql.rows(
        say("""UPDATE job_schedule SET next_at = <now> + every_seconds * 1000
            - (<now> - next_at) % (every_seconds * 1000)
            WHERE next_at <= <now> RETURNING name, kind""")
    )


async def plan(name: str, kind: str, every_seconds: int) -> None:
    """Have a schedule; its next slot stays where it is when it exists with the same interval."""
    await sql.rows(
        say("""INSERT INTO job_schedule (name, kind, every_seconds, next_at)
            VALUES ($1, $2, $3, <now>) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind,
            every_seconds = excluded.every_seconds RETURNING name"""),
        *(name, kind, every_seconds),
    )


async def prune(state: str, keep_ms: int, most: int = 5000) -> int:
    """Delete one portion of ended jobs older than `keep_ms`."""
    return await sql.run(
        say("""DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state = $1
            AND finished_at < <now> - CAST($2 AS bigint) LIMIT CAST($3 AS bigint))"""),
        *(state, keep_ms, most),
    )


async def prune_slots(keep_ms: int, most: int = 5000) -> int:
    """Delete one portion of done runs of schedules, which are many and say little."""
    return await sql.run(
        say("""DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state = 'done'
            AND ukey LIKE 'schedule:%' AND finished_at < <now> - CAST($1 AS bigint)
            LIMIT CAST($2 AS bigint))"""),
        *(keep_ms, most),
    )


async def arrive(worker: str, host: str, pid: int, kinds: dict[str, int]) -> None:
    """Put a worker on the list."""
    await sql.rows(
        say("""INSERT INTO job_worker (id, host, pid, kinds, started_at, beat_at)
            VALUES ($1, $2, $3, <json:$4>, <now>, <now>) RETURNING id"""),
        *(worker, host, pid, json.dumps(kinds)),
    )


async def leave(worker: str) -> None:
    """Take a worker off the list."""
    await sql.run("DELETE FROM job_worker WHERE id = $1", worker)


async def neighbours(host: str) -> list[dict[str, Any]]:
    """Workers on the list that run, or ran, on this host."""
    return await sql.rows("SELECT id, pid FROM job_worker WHERE host = $1", host)


async def forget_silent(silent_ms: int) -> int:
    """Take workers off the list that have not been heard of for so long."""
    return await sql.run(
        say("DELETE FROM job_worker WHERE beat_at < <now> - CAST($1 AS bigint)"), silent_ms
    )


async def revive(job_id: str, batch_id: str | None) -> bool:
    """Make an ended job ready with fresh attempts, unless its key is alive in another job."""
    found = await sql.rows(
        say("""UPDATE job SET state = 'ready', attempt = 0, rescues = 0, run_at = <now>,
            finished_at = NULL WHERE id = $1 AND state IN ('dead', 'cancelled')
            AND NOT EXISTS (SELECT 1 FROM job other WHERE other.ukey = job.ukey
                AND other.state IN ('scheduled', 'ready', 'running')) RETURNING id"""),
        job_id,
    )
    if found and batch_id:
        await sql.run(
            "UPDATE job_batch SET failed = failed - 1, finished_at = NULL WHERE id = $1", batch_id
        )
    return bool(found)
