"""Real worker processes, and a database with room for traces."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.dbfixtures import Database
from tests.hr.jobs.tasks_for_tests import make_trace

_ROOT = Path(__file__).parents[3]
Process = asyncio.subprocess.Process


@dataclass(slots=True)
class Crew:
    """Starts workers and sees to their end."""

    url: str
    processes: list[Process] = field(default_factory=list)

    async def start(self, *, lease: float = 1.5, slots: int = 16, **env: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.hr.jobs.worker_process"),
            *(self.url, str(lease), str(slots)),
            cwd=_ROOT,
            env={**os.environ, **env},
        )
        self.processes.append(process)
        return process

    async def dismiss(self) -> None:
        for process in self.processes:
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            await process.wait()


@pytest.fixture
async def traced(db: Database) -> Database:
    """The test's database with the table the test kinds write to."""
    await make_trace()
    return db


@pytest.fixture
async def crew(traced: Database) -> AsyncIterator[Crew]:
    """Worker processes on the test's database, killed at the end."""
    crew = Crew(traced.url)
    try:
        yield crew
    finally:
        await crew.dismiss()


async def eventually(check: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Return when it becomes true, fail when it does not in time."""
    until = time.monotonic() + seconds
    while not await check():
        assert time.monotonic() < until, f"still not true after {seconds} s"
        await asyncio.sleep(0.05)
