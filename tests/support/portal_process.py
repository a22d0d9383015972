"""The portal as its own process, and browsers that come with a session."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from tests.support.ports import free_port, wait_for_port
from tests.support.town import NOW, Town

ROOT = Path(__file__).parents[2]
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@dataclass(frozen=True, slots=True)
class Portal:
    """A running portal and the town it serves."""

    url: str
    town: Town

    async def page(self, browser: Browser, login: str, *, phone: bool = False) -> Page:
        """A page of a browser that holds somebody's session."""
        context = await browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN",
            base_url=self.url,
        )
        token = self.town.of(login).token
        await context.add_cookies([{"name": "liuhen", "value": token, "url": self.url}])
        page = await context.new_page()
        page.set_default_timeout(10_000)
        return page


@asynccontextmanager
async def serving(town: Town, database: str, folder: Path) -> AsyncIterator[Portal]:
    """Serve a town, at the time the town stands at."""
    port = free_port()
    process = await _start(database, folder, port, NOW)
    try:
        await asyncio.to_thread(wait_for_port, port, 30)
        yield Portal(f"http://127.0.0.1:{port}", town)
    finally:
        process.kill()
        await process.wait()


async def width_over(page: Page) -> int:
    """How many pixels a page is wider than its screen."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(await page.evaluate(wide))


async def _start(database: str, folder: Path, port: int, at: datetime) -> Process:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "liuhen",
        "portal",
        cwd=ROOT,
        env=clean
        | {
            "LIUHEN_DATA": str(folder),
            "LIUHEN_DATABASE": database,
            "LIUHEN_PORT": str(port),
            "LIUHEN_CLOCK_OFFSET": f"{(at - datetime.now(UTC)).total_seconds():.0f}",
        },
    )
