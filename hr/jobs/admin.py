"""Seeing and mending the queue: plain functions, wrapped as actions by the page's owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from hr import clock
from hr.jobs.outcome import count_ended
from orm.jobs import upkeep
from orm.jobs.finish import Ended
from orm.models import Job, JobBatch, JobLane, JobWorker

STATES = ("scheduled", "ready", "running", "done", "dead", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One job as a page shows it; `error` is the last thing that went wrong, or empty."""

    id: str
    kind: str
    lane: str
    state: str
    run_at: datetime
    attempt: int
    max_attempts: int
    rescues: int
    worker: str
    ukey: str
    args: dict[str, Any]
    error: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The queue in figures; `orphans` are waiting kinds that no live worker knows."""

    counts: dict[str, int]
    workers: int
    oldest_ready_seconds: float
    orphans: tuple[str, ...]


async def jobs(
    company_id: str | None,
    *,
    states: Sequence[str] = STATES,
    kind: str = "",
    lane: str = "",
    limit: int = 100,
) -> list[JobRow]:
    """Jobs of a company (and those of no company), newest first."""
    wanted = Job.filter(Q(company_id=company_id) | Q(company_id=None), state__in=list(states))
    wanted = wanted.filter(kind=kind) if kind else wanted
    wanted = wanted.filter(lane=lane) if lane else wanted
    return [_row(one) for one in await wanted.order_by("-id").limit(limit)]


async def health(company_id: str | None) -> Health:
    """How the queue is doing now."""
    mine = Q(company_id=company_id) | Q(company_id=None)
    counts = {state: await Job.filter(mine, state=state).count() for state in STATES}
    oldest = await Job.filter(mine, state="ready").order_by("run_at").first()
    wait = (clock.now() - oldest.run_at).total_seconds() if oldest else 0.0
    workers = await JobWorker.all()
    waiting = await Job.filter(mine, state="ready").distinct().values_list("kind", "version")
    return Health(
        counts=counts,
        workers=len(workers),
        oldest_ready_seconds=max(wait, 0.0),
        orphans=tuple(sorted({k for k, v in waiting if not _done_by(workers, k, v)})),
    )


async def retry(job_id: str) -> bool:
    """Give a dead or cancelled job a new set of attempts, now; False when it is neither."""
    return bool(await _revive(Q(id=job_id)))


async def retry_kind(company_id: str | None, kind: str) -> int:
    """Retry every dead job of a kind; how many."""
    mine = Q(company_id=company_id) | Q(company_id=None)
    return await _revive(mine & Q(kind=kind, state="dead"))


async def cancel_job(job_id: str) -> bool:
    """Cancel a job that has not ended; a running one loses its lease."""
    async with in_transaction():
        job = await Job.filter(id=job_id).first()
        changed = await Job.filter(id=job_id, state__in=["scheduled", "ready", "running"]).update(
            state="cancelled", token=None, lease_until=None, finished_at=clock.now()
        )
        if changed and job:
            await count_ended([Ended(id=job_id, batch_id=job.batch_id, failed=True)])
    return bool(changed)


async def pause(lane: str, *, paused: bool = True, max_running: int | None = None) -> None:
    """Stop or start a lane, and limit how many of its jobs run at once."""
    await JobLane.update_or_create({"paused": paused, "max_running": max_running}, name=lane)


async def progress(batch_id: str) -> tuple[int, int, int] | None:
    """Total, done and failed jobs of a batch."""
    batch = await JobBatch.get_or_none(id=batch_id)
    return (batch.total, batch.done, batch.failed) if batch else None


async def _revive(which: Q) -> int:
    async with in_transaction():
        dead = await Job.filter(which, state__in=["dead", "cancelled"])
        return sum([await upkeep.revive(job.id, job.batch_id) for job in dead])


def _done_by(workers: Sequence[JobWorker], kind: str, version: int) -> bool:
    return any(one.kinds.get(kind, -1) >= version for one in workers)


def _row(one: Job) -> JobRow:
    return JobRow(
        id=one.id,
        kind=one.kind,
        lane=one.lane,
        state=one.state,
        run_at=one.run_at,
        attempt=one.attempt,
        max_attempts=one.max_attempts,
        rescues=one.rescues,
        worker=one.worker or "",
        ukey=one.ukey or "",
        args=one.args,
        error=one.errors[-1]["error"] if one.errors else "",
        created_at=one.created_at,
        finished_at=one.finished_at,
    )
