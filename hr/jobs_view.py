"""Background work as people see and mend it: the queue, retrying, cancelling, who works."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from hr import clock
from hr.action import Work, action, not_found, query
from hr.jobs import admin
from hr.jobs.admin import STATES, Health, JobRow
from hr.jobs.registry import TASKS
from hr.views import shape
from orm.models import Job, JobWorker
from rules.access import Permission
from rules.heads_setup import jobs_head
from rules.problem import refuse
from rules.text import Text

ALIVE = timedelta(seconds=30)
"""A worker beats every few seconds; one that was silent for so long is gone."""

_UNFINISHED = ("dead", "running", "ready", "scheduled")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """One worker process; `alive` False: it has not been heard of lately."""

    host: str
    pid: int
    started_at: datetime
    beat_at: datetime
    alive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue at a glance, with the jobs asked for."""

    head: Text
    health: Health
    rows: tuple[JobRow, ...]
    kinds: tuple[str, ...]
    workers: tuple[WorkerView, ...]


@query(Permission.JOB_VIEW, "后台任务", "Background work")
async def queue(work: Work, *, state: str = "", kind: str = "", limit: int = 200) -> Queue:
    """Jobs of the company, newest first; without a state all that has not ended well."""
    if state and state not in STATES:
        raise refuse("state", f"没有“{state[:20]}”这种状态。", f"No state “{state[:20]}”.")
    health = await admin.health(work.company_id)
    rows = await admin.jobs(
        work.company_id, states=(state,) if state else _UNFINISHED, kind=kind, limit=min(limit, 500)
    )
    workers = await _workers()
    return Queue(
        head=jobs_head(
            health.counts["ready"] + health.counts["running"],
            health.counts["dead"],
            sum(one.alive for one in workers),
            len(health.orphans),
        ),
        health=health,
        rows=tuple(rows),
        kinds=tuple(sorted(TASKS)),
        workers=workers,
    )


@action(Permission.JOB_EDIT, "重试", "Retry")
async def retry(work: Work, job_id: str) -> None:
    """Give a job that ended badly a new set of attempts, now."""
    job = await _job(work, job_id)
    if not await admin.retry(job.id):
        raise refuse(
            "not_ended",
            "这件任务没有失败，不用重试。",
            "This job has not failed; nothing to retry.",
        )
    await work.emit("job.retried", job.id, task=job.kind)


@action(Permission.JOB_EDIT, "全部重试", "Retry all")
async def retry_kind(work: Work, kind: str) -> int:
    """Retry every dead job of a kind; how many."""
    count = await admin.retry_kind(work.company_id, kind)
    if not count:
        raise refuse("none_dead", "这一类没有做不下去的任务。", "No job of this kind has given up.")
    await work.emit("job.retried", kind, task=kind, count=count)
    return count


@action(Permission.JOB_EDIT, "取消", "Cancel")
async def cancel(work: Work, job_id: str) -> None:
    """Cancel a job that has not ended."""
    job = await _job(work, job_id)
    if not await admin.cancel_job(job.id):
        raise refuse("ended", "这件任务已经结束了。", "This job has ended already.")
    await work.emit("job.cancelled", job.id, task=job.kind)


async def _job(work: Work, job_id: str) -> Job:
    mine = Q(company_id=work.company_id) | Q(company_id=None)
    job = await Job.filter(mine, id=job_id).first()
    if job is None:
        raise not_found()
    return job


async def _workers() -> tuple[WorkerView, ...]:
    now = clock.now()
    found = await JobWorker.all().order_by("-beat_at")
    return tuple(shape(WorkerView, one, alive=now - one.beat_at < ALIVE) for one in found)
