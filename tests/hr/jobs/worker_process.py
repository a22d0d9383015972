"""A real worker process: `python worker_process.py URL LEASE_SECONDS [SLOTS]`, SIGTERM drains."""

import asyncio
import signal
import sys
from datetime import timedelta

from hr import worker
from hr.jobs import pruning  # noqa: F401 - one of the product's own kinds
from orm import config
from tests.hr.jobs import tasks_for_tests  # noqa: F401 - registers the kinds


async def main(url: str, lease: float, slots: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await config.connect(url)
    try:
        pace = worker.Pace(slots=slots, lease=timedelta(seconds=lease), grace=timedelta(seconds=2))
        await worker.Worker(pace).run(stop)
    finally:
        await config.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 16))
