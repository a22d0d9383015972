"""Asking for work, always in the transaction that makes it necessary."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from hr import ids
from hr.jobs.outcome import count_ended
from orm import sql
from orm.fields import to_ms
from orm.jobs import enqueue as store
from orm.jobs.finish import Ended

Args = dict[str, Any]
OnDone = tuple[str, Args]
_TRIES = 3


class How(TypedDict, total=False):
    """What may be said about a job besides its args; the smallest `prio` runs first."""

    version: int
    prio: int
    lane: str
    max_attempts: int
    batch: str | None
    company_id: str | None


async def enqueue(
    kind: str,
    args: Args | None = None,
    *,
    run_at: datetime | None = None,
    delay: timedelta | None = None,
    ukey: str | None = None,
    again: bool = False,
    **how: Unpack[How],
) -> str | None:
    """Write one job; its id, or None when `ukey` is already alive (scheduled, ready or running).

    `delay` counts on the database's clock. With `again`, a running holder of `ukey` runs once
    more after this run, so nothing it may have read too early is missed.
    """
    job = store.NewJob(
        id=ids.new_id(),
        args=args or {},
        ukey=ukey,
        run_at=to_ms(run_at) if run_at else None,
        delay=int(delay / timedelta(milliseconds=1)) if delay else 0,
    )
    return await _insert(_shape(kind, how), job, again=again and ukey is not None)


async def enqueue_many(
    kind: str, many: Sequence[Args], *, ukeys: Sequence[str] = (), **how: Unpack[How]
) -> list[str]:
    """Write many jobs of one kind in one statement; the ids of those that are new."""
    _need_transaction()
    keys: Sequence[str | None] = ukeys or [None] * len(many)
    jobs = [
        store.NewJob(id=ids.new_id(), args=args, ukey=key)
        for args, key in zip(many, keys, strict=True)
    ]
    return await store.insert(_shape(kind, how), jobs)


async def new_batch(
    label: str, *, total: int, on_done: OnDone | None = None, company_id: str | None = None
) -> str:
    """Open a batch of `total` jobs; when all have ended, `on_done` (kind, args) is enqueued once.

    Give its id to `enqueue(..., batch=)`. The completion step finds it as args["batch"].
    """
    _need_transaction()
    batch = ids.new_id()
    await store.insert_batch(batch, label, company_id, total, json.dumps(on_done))
    if total == 0:
        await count_ended([], batch)
    return batch


async def cancel(ukey: str) -> bool:
    """Cancel the live job of a key, in the transaction that makes it needless.

    A running one loses its lease: its next `save` or `finish` rolls back, its worker drops it.
    """
    _need_transaction()
    found = await store.cancel(ukey)
    if found:
        await count_ended([Ended(id=found[0], batch_id=found[1], failed=True)])
    return found is not None


async def _insert(shape: store.Shape, job: store.NewJob, *, again: bool) -> str | None:
    _need_transaction()
    for _ in range(_TRIES):
        written = await store.insert(shape, [job])
        if written:
            return written[0]
        if not again or await store.waiting(str(job.ukey)) or await store.ask_again(str(job.ukey)):
            return None
        # the holder ended between the two statements: the key is free now
    raise RuntimeError(f"the key {job.ukey} is neither free nor held")


def _shape(kind: str, how: How) -> store.Shape:
    return store.Shape(
        kind=kind,
        version=how.get("version", 1),
        lane=how.get("lane", "default"),
        prio=how.get("prio", 0),
        max_attempts=how.get("max_attempts", 5),
        company_id=how.get("company_id"),
        batch_id=how.get("batch"),
    )


def _need_transaction() -> None:
    if not sql.in_tx():
        raise RuntimeError("a job belongs in the transaction that makes it necessary")
