"""Old jobs go: done and cancelled after a week, dead ones after a quarter, in portions."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from hr.jobs.registry import task
from hr.jobs.running import Snooze
from orm.jobs import upkeep

KEEP = {"done": timedelta(days=7), "cancelled": timedelta(days=7), "dead": timedelta(days=90)}
_PORTION = 5000
_SILENT = timedelta(minutes=10)


@task("jobs.prune", every=timedelta(hours=1))
async def prune(_args: dict[str, str]) -> None:
    """Delete one portion of each state; comes back at once while there is more."""
    more = False
    for state, keep in KEEP.items():
        async with in_transaction():
            count = await upkeep.prune(state, int(keep.total_seconds() * 1000), _PORTION)
        more = more or count == _PORTION
    await upkeep.forget_silent(int(_SILENT.total_seconds() * 1000))
    if more:
        raise Snooze(timedelta(seconds=1))
