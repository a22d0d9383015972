"""Small loops of the portal: one beat that fails is logged and the next one comes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from tortoise.exceptions import BaseORMException

log = logging.getLogger("liuhen.portal")


async def every(seconds: float, beat: Callable[[], Awaitable[None]]) -> None:
    """Run `beat` for ever, `seconds` apart; storage that is away does not end the loop."""
    while True:
        try:
            await beat()
        except (BaseORMException, OSError) as error:
            log.warning("%s: %s", getattr(beat, "__name__", "beat"), error)
        await asyncio.sleep(seconds)
