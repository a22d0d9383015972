"""Ending a run: only the holder of the token may, and only once."""

import json
from dataclasses import dataclass
from typing import Any

from orm import sql
from orm.jobs.words import say

_DONE = """
    UPDATE job SET state = CASE WHEN again THEN 'ready' ELSE 'done' END, attempt = CASE
        WHEN again THEN 0 ELSE attempt END, run_at = <now>, again = false, token = NULL,
        lease_until = NULL, finished_at = CASE WHEN again THEN NULL ELSE <now> END
    WHERE id IN <array:$1> AND token IN <array:$2> AND state = 'running'
    RETURNING id, state, batch_id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A job that reached its last state now: `failed` for dead and cancelled ones."""

    id: str
    batch_id: str | None
    failed: bool


async def done(jobs: dict[str, str]) -> tuple[set[str], list[Ended]]:
    """Close runs (id -> token) as done; return the ids that were ours, and what ended for good."""
    if not jobs:
        return set(), []
    found = await sql.rows(say(_DONE), json.dumps(list(jobs)), json.dumps(list(set(jobs.values()))))
    ended = [
        Ended(id=row["id"], batch_id=row["batch_id"], failed=False)
        for row in found
        if row["state"] == "done"
    ]
    return {row["id"] for row in found}, ended


async def later(
    job_id: str, token: str, *, wait_ms: int | None, until: int | None, free: bool, errors: str
) -> bool:
    """Put a run back as a timer; `free` runs (snoozed) do not use up an attempt."""
    count = await sql.run(
        say("""UPDATE job SET state = 'scheduled', token = NULL, lease_until = NULL,
            attempt = attempt - CAST($3 AS integer), errors = <json:$4>,
            run_at = coalesce(CAST($5 AS bigint), <now> + CAST($6 AS bigint)) <fence>"""),
        *(job_id, token, int(free), errors, until, wait_ms or 0),
    )
    return bool(count)


async def dead(job_id: str, token: str, errors: str) -> Ended | None:
    """Give a run up for good; None when it was not ours any more."""
    found = await sql.rows(
        say("""UPDATE job SET state = 'dead', token = NULL, lease_until = NULL,
            errors = <json:$3>, finished_at = <now> <fence> RETURNING id, batch_id"""),
        *(job_id, token, errors),
    )
    return Ended(id=job_id, batch_id=found[0]["batch_id"], failed=True) if found else None


async def release(jobs: dict[str, str]) -> None:
    """Give unfinished runs back at a graceful stop: ready at once, no attempt used."""
    await sql.run(
        say("""UPDATE job SET state = 'ready', attempt = attempt - 1, token = NULL,
            lease_until = NULL WHERE id IN <array:$1> AND token IN <array:$2>
            AND state = 'running'"""),
        *(json.dumps(list(jobs)), json.dumps(list(set(jobs.values())))),
    )


async def save(job_id: str, token: str, checkpoint: str) -> bool:
    """Keep how far a run came, in the caller's transaction; False when it is not ours any more."""
    count = await sql.run(
        say("UPDATE job SET checkpoint = <json:$3> <fence>"),
        *(job_id, token, checkpoint),
    )
    return bool(count)


async def count_in_batch(batch_id: str, *, done: int, failed: int) -> dict[str, Any] | None:
    """Count ended jobs; the call that completes the batch gets it back, with `on_done` parsed."""
    found = await sql.rows(
        say("""UPDATE job_batch SET done = done + $2, failed = failed + $3,
            finished_at = CASE WHEN done + failed + $2 + $3 >= total THEN <now> END
            WHERE id = $1 RETURNING id, company_id, on_done, finished_at"""),
        *(batch_id, done, failed),
    )
    if not found or found[0]["finished_at"] is None:
        return None
    row = found[0]
    row["on_done"] = json.loads(row["on_done"] or "null")
    return row
