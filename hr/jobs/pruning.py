"""Old jobs go: schedules' after an hour, done ones after a week, dead ones after a quarter."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from hr.jobs.registry import task
from hr.jobs.running import Snooze
from orm.jobs import upkeep

KEEP = {"done": timedelta(days=7), "cancelled": timedelta(days=7), "dead": timedelta(days=90)}
_SLOTS = timedelta(hours=1)
_PORTION = 5000
_SILENT = timedelta(minutes=10)


@task("jobs.prune", every=timedelta(hours=1))
async def prune(_args: dict[str, str]) -> None:
    """Delete one portion of each state; comes back at once while there is more."""
    async with in_transaction():
        counts = [await upkeep.prune_slots(_ms(_SLOTS), _PORTION)]
    for state, keep in KEEP.items():
        async with in_transaction():
            counts.append(await upkeep.prune(state, _ms(keep), _PORTION))
    await upkeep.forget_silent(_ms(_SILENT))
    if _PORTION in counts:
        raise Snooze(timedelta(seconds=1))


def _ms(span: timedelta) -> int:
    return int(span / timedelta(milliseconds=1))
