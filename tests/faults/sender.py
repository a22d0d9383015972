"""A process that does what is due for notices, and nothing else, until it is killed.

python -m tests.faults.sender    (settings from the environment, as every process of the house)
Timers are run ahead, a minute a round, so that an hour of waiting takes seconds.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from hr import outbox
from hr.jobs.inline import run_due
from hr.settings import load
from liuhen.boot import opened

ROUND = timedelta(minutes=1)


async def main() -> None:
    async with opened(load()):
        print("ready", flush=True)
        ahead = timedelta(0)
        while True:
            await run_due(datetime.now(UTC) + ahead)
            await outbox.collect({})
            await asyncio.sleep(0.1)
            ahead += ROUND


if __name__ == "__main__":
    asyncio.run(main())
