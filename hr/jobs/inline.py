"""Doing what is due right here, without a worker: for tests, imports and the command line."""

import secrets
from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from hr import ids, worker
from hr.jobs import outcome
from hr.jobs.registry import known
from orm.fields import to_ms
from orm.jobs import claim, upkeep
from orm.jobs.claim import Claimant

_LEASE = int(timedelta(minutes=5) / timedelta(milliseconds=1))


async def run_due(until: datetime | None = None) -> int:
    """Run every job that is due, one after another, and what those enqueue; how many ran.

    `until` makes timers due that would be by that instant; None asks the database's clock.
    """
    who = Claimant(worker=f"inline {ids.new_id()}", kinds=known(), lease_ms=_LEASE)
    count = 0
    while True:
        await upkeep.promote(to_ms(until) if until else None)
        async with in_transaction():
            taken = await claim.claim(who, secrets.token_hex(8), 1)
        if not taken:
            return count
        ended = await worker.execute(taken[0])
        async with in_transaction():
            await outcome.settle([ended] if ended else [])
        count += 1
