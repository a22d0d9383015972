"""Taking jobs: disjoint between workers, leased, fenced by a token."""

import json
from dataclasses import dataclass
from typing import Any

from orm import sql
from orm.jobs.words import say

_CLAIM = """
    UPDATE job SET state = 'running', attempt = attempt + 1, worker = $3, token = $4,
        lease_until = <now> + CAST($5 AS bigint)
    WHERE id IN (
        SELECT id FROM job WHERE state = 'ready' AND <known> AND {lanes}
        ORDER BY prio, run_at, id LIMIT CAST($6 AS bigint) <skip>)
    RETURNING id, company_id, lane, kind, version, args, attempt, max_attempts, rescues, ukey,
        batch_id, errors, checkpoint, token, prio, run_at"""
_ANY_OTHER_LANE = "lane NOT IN <array:$2>"
_THIS_LANE = "lane IN <array:$2>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job this worker may run until its lease ends."""

    id: str
    company_id: str | None
    lane: str
    kind: str
    version: int
    args: dict[str, Any]
    attempt: int
    max_attempts: int
    rescues: int
    ukey: str | None
    batch_id: str | None
    errors: list[dict[str, Any]]
    checkpoint: Any
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who takes: kinds with the highest version understood, and how long a lease lasts."""

    worker: str
    kinds: dict[str, int]
    lease_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What waits at this moment."""

    ready: bool
    timers: bool
    expired: bool
    schedules: bool


async def due() -> Due:
    """One cheap read that says whether anything is to be done."""
    (row,) = await sql.rows(
        say("""SELECT EXISTS (SELECT 1 FROM job WHERE state = 'ready') AS ready,
        EXISTS (SELECT 1 FROM job WHERE state = 'scheduled' AND run_at <= <now>) AS timers,
        EXISTS (SELECT 1 FROM job WHERE state = 'running' AND lease_until < <now>) AS expired,
        EXISTS (SELECT 1 FROM job_schedule WHERE next_at <= <now>) AS schedules""")
    )
    return Due(**{name: bool(value) for name, value in row.items()})


async def claim(who: Claimant, token: str, most: int) -> list[Claimed]:
    """Take up to `most` ready jobs, the smallest `prio` first; call it in a transaction.

    Paused lanes give nothing; a lane with `max_running` gives what room it has.
    """
    limited = await _limited_lanes()
    taken = await _take(who, token, most, _ANY_OTHER_LANE, list(limited))
    for lane, room in limited.items():
        most_here = min(room, most - len(taken))
        if most_here > 0:
            taken += await _take(who, token, most_here, _THIS_LANE, [lane])
    return taken


async def _take(
    who: Claimant, token: str, most: int, lanes: str, names: list[str]
) -> list[Claimed]:
    found = await sql.rows(
        say(_CLAIM.replace("{lanes}", lanes)),
        *(json.dumps(who.kinds), json.dumps(names), who.worker, token, who.lease_ms, most),
    )
    found.sort(key=lambda row: (row.pop("prio"), row.pop("run_at"), row["id"]))
    return [_claimed(row) for row in found]


async def _limited_lanes() -> dict[str, int]:
    """Room left in each lane that is paused or limited; its row is locked so that it stays true."""
    lanes = await sql.rows(
        say(
            "SELECT name, paused, max_running FROM job_lane"
            " WHERE paused OR max_running IS NOT NULL ORDER BY name <lock>"
        )
    )
    if not lanes:
        return {}
    running = {
        row["lane"]: row["n"]
        for row in await sql.rows(
            "SELECT lane, count(*) AS n FROM job WHERE state = 'running' GROUP BY lane"
        )
    }
    return {
        row["name"]: 0 if row["paused"] else row["max_running"] - running.get(row["name"], 0)
        for row in lanes
    }


async def beat(worker: str, jobs: dict[str, str], lease_ms: int) -> set[str]:
    """Prolong the leases of jobs (id -> token) still ours; return the ids that still are."""
    await sql.run(say("UPDATE job_worker SET beat_at = <now> WHERE id = $1"), worker)
    if not jobs:
        return set()
    found = await sql.rows(
        say("""UPDATE job SET lease_until = <now> + CAST($3 AS bigint)
            WHERE id IN <array:$1> AND token IN <array:$2> AND state = 'running'
            RETURNING id"""),
        *(json.dumps(list(jobs)), json.dumps(list(set(jobs.values()))), lease_ms),
    )
    return {row["id"] for row in found}


def _claimed(row: dict[str, Any]) -> Claimed:
    for name in ("args", "errors", "checkpoint"):
        row[name] = json.loads(row[name]) if isinstance(row[name], str) else row[name]
    return Claimed(**row)
