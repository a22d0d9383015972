"""The composition root: settings, secrets and storage, opened once per process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hr import installation
from hr.installation import Installation
from hr.settings import Settings, load
from orm import config


@asynccontextmanager
async def opened(settings: Settings | None = None) -> AsyncIterator[Installation]:
    """Open the installation for the length of a command or a process."""
    found = settings or load()
    found.data.mkdir(parents=True, exist_ok=True)
    running = installation.start(found)
    await config.connect(found.database)
    try:
        yield running
    finally:
        await config.close()
