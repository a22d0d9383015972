"""Doing what is due right here, without a worker: for tests, imports and the command line."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from hr import ids, worker
from hr.jobs import outcome
from hr.jobs.registry import known
from orm.fields import to_ms
from orm.jobs import claim, upkeep
from orm.jobs.claim import Claimant

_LEASE = int(timedelta(minutes=5) / timedelta(milliseconds=1))


async def run_due(
    until: datetime | None = None, *, kinds: Collection[str] | None = None, most: int = 0
) -> int:
    """Run every job that is due, one after another, and what those enqueue; how many ran.

    `until` makes timers due that would be by that instant; None asks the database's clock.
    `kinds` leaves jobs of all other kinds to the workers; `most` ends after so many.
    """
    ours = {kind: version for kind, version in known().items() if kinds is None or kind in kinds}
    who = Claimant(worker=f"inline {ids.new_id()}", kinds=ours, lease_ms=_LEASE)
    count = 0
    while not most or count < most:
        await upkeep.promote(to_ms(until) if until else None)
        async with in_transaction():
            await outcome.count_ended(await upkeep.rescue())
            taken = await claim.claim(who, secrets.token_hex(8), 1)
        if not taken:
            break
        ended = await worker.execute(taken[0])
        async with in_transaction():
            await outcome.settle([ended] if ended else [])
        count += 1
    return count
