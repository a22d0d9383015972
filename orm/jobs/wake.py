"""Hearing of new jobs at once where the database can say so; polling stays the fallback."""

import asyncio
from collections.abc import Callable

from orm import sql
from orm.faults import DRIVER_ERRORS
from orm.jobs.words import CHANNEL

_RETRY_SECONDS = 5.0


async def listen(heard: Callable[[], None]) -> None:
    """Call `heard` after each commit that enqueued; runs until cancelled. SQLite hears nothing."""
    while sql.dialect() == "postgres":
        try:
            await _listen_once(heard)
        except DRIVER_ERRORS:
            await asyncio.sleep(_RETRY_SECONDS)


async def _listen_once(heard: Callable[[], None]) -> None:
    async with sql.connection().acquire_connection() as raw:
        gone = asyncio.Event()

        def told(*_: object) -> None:
            heard()

        def lost(_: object) -> None:
            gone.set()

        raw.add_termination_listener(lost)
        await raw.add_listener(CHANNEL, told)
        try:
            await gone.wait()
        finally:
            raw.remove_termination_listener(lost)
            if not raw.is_closed():
                await raw.remove_listener(CHANNEL, told)
