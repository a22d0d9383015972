"""Background work: enqueue in your transaction, a worker does it at least once, on both databases.

    @task("pay.shard")
    async def shard(args: dict[str, str]) -> None: ...

    async with in_transaction():
        await enqueue("pay.shard", {"run": run.id}, ukey=f"pay:{run.id}:3")

A task may run twice (a worker can die after its effect): make it harmless to repeat, or fence its
writes with `current().save` or `.finish`. What raises is tried again later, then dead.
docs/decisions/003 says why the table is our own.
"""

from hr.jobs.queue import cancel, enqueue, enqueue_many, new_batch
from hr.jobs.registry import task
from hr.jobs.running import GiveUp, LeaseLostError, Snooze, current

__all__ = [
    "GiveUp",
    "LeaseLostError",
    "Snooze",
    "cancel",
    "current",
    "enqueue",
    "enqueue_many",
    "new_batch",
    "task",
]
