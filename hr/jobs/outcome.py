"""How a run ends, and what follows in the same transaction."""

import json
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hr import ids
from hr.jobs.running import GiveUp, Running, Snooze
from orm.fields import to_ms
from orm.jobs import enqueue as store
from orm.jobs import finish
from orm.jobs.claim import Claimed

_KEPT_ERRORS = 5
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one run: done, put off (`wait` or `until`), or dead."""

    job: Claimed
    state: str
    wait: timedelta = timedelta(0)
    until: datetime | None = None
    snoozed: bool = False
    error: dict[str, Any] | None = None


def of(running: Running, raised: Exception | None) -> Outcome | None:
    """Judge a run by what it raised; None when it closed itself."""
    job = running.job
    if running.finished:
        return None
    if raised is None:
        return Outcome(job=job, state="done")
    if isinstance(raised, Snooze):
        wait = raised.wait or timedelta(0)
        return Outcome(job=job, state="scheduled", wait=wait, until=raised.until, snoozed=True)
    error = _told(raised, job)
    if isinstance(raised, GiveUp) or job.attempt >= job.max_attempts:
        return Outcome(job=job, state="dead", error=error)
    return Outcome(job=job, state="scheduled", wait=backoff(job), error=error)


def backoff(job: Claimed) -> timedelta:
    """15 s, 30 s, 1 min, ... up to an hour, spread by up to a quarter so that herds part."""
    doublings = min(job.attempt - 1, 10)
    wait = min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
    spread = sum(job.id.encode()) % 100 / 400
    return wait * (1 + spread)


async def settle(outcomes: Iterable[Outcome]) -> list[str]:
    """Write outcomes; return the ids of runs that were not ours any more. In a transaction."""
    outcomes = list(outcomes)
    done = {one.job.id: one.job.token for one in outcomes if one.state == "done"}
    ours, ended = await finish.done(done)
    lost = [job_id for job_id in done if job_id not in ours]
    for one in outcomes:
        if one.state == "scheduled" and not await _put_off(one):
            lost.append(one.job.id)
        if one.state == "dead":
            dead = await finish.dead(one.job.id, one.job.token, _errors(one))
            ended += [dead] if dead else []
            lost += [] if dead else [one.job.id]
    await count_ended(ended)
    return lost


async def count_ended(ended: Iterable[finish.Ended], batch: str | None = None) -> None:
    """Count ended jobs in their batches; a completed batch starts its completion step."""
    failed = Counter(one.batch_id for one in ended if one.batch_id and one.failed)
    done = Counter(one.batch_id for one in ended if one.batch_id and not one.failed)
    for batch_id in sorted({*failed, *done, *([batch] if batch else [])}):
        complete = await finish.count_in_batch(
            batch_id, done=done[batch_id], failed=failed[batch_id]
        )
        if complete and complete["on_done"]:
            kind, args = complete["on_done"]
            shape = store.Shape(kind=kind, company_id=complete["company_id"])
            step = store.NewJob(
                id=ids.new_id(), args={**args, "batch": batch_id}, ukey=f"batch:{batch_id}"
            )
            await store.insert(shape, [step])


async def _put_off(one: Outcome) -> bool:
    return await finish.later(
        one.job.id,
        one.job.token,
        wait_ms=int(one.wait / timedelta(milliseconds=1)),
        until=to_ms(one.until) if one.until else None,
        free=one.snoozed,
        errors=_errors(one),
    )


def _errors(one: Outcome) -> str:
    errors = [*one.job.errors, *([one.error] if one.error else [])]
    return json.dumps(errors[-_KEPT_ERRORS:], ensure_ascii=False)


def _storable(text: str) -> str:
    """What both databases take as JSON text: no NUL, no half characters."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def _told(raised: Exception, job: Claimed) -> dict[str, Any]:
    last = traceback.extract_tb(raised.__traceback__)[-1:]
    return {
        "attempt": job.attempt,
        "error": _storable(f"{type(raised).__name__}: {raised}"[:500]),
        "where": f"{last[0].filename}:{last[0].lineno}" if last else "",
    }
