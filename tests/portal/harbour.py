"""Harbour Works behind a real portal process that a whole module of tests shares."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from hr import clock
from orm import config
from orm.migrate import migrate
from tests.support import town as towns
from tests.support.ports import free_port, wait_for_port
from tests.support.town import NOW, Town

ROOT = Path(__file__).parents[2]
Fill = Callable[[Town], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harbour:
    """A portal, the town behind it, and what `fill` made of the town."""

    url: str
    port: int
    database: str
    folder: Path
    town: Town
    filled: Any

    def visitor(self, login: str | None, **headers: str) -> httpx.AsyncClient:
        """Somebody's browser without a screen; None is a stranger."""
        cookies = {"liuhen": self.town.of(login).token} if login else {}
        return httpx.AsyncClient(
            base_url=self.url, cookies=cookies, headers=headers, timeout=30, trust_env=False
        )

    @asynccontextmanager
    async def storage(self) -> AsyncIterator[None]:
        """The town's database, open to the test, at the town's time."""
        with clock.standing_at(NOW):
            await config.connect(self.database)
            try:
                yield
            finally:
                await config.close()


@contextmanager
def harbour(folder: Path, fill: Fill, **settings: str) -> Iterator[Harbour]:
    """Build the town in a thread of its own, then serve it; the process is killed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    database, port = f"sqlite://{folder / 'liuhen.db'}", free_port()
    with ThreadPoolExecutor(1) as pool:
        town, filled = pool.submit(asyncio.run, _build(folder, database, fill)).result()
    with (folder / "portal.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "liuhen", "portal"],
            cwd=ROOT,
            env=_environment(folder, database, port) | settings,
            stderr=log,
        )
    try:
        wait_for_port(port, 40)
        yield Harbour(
            url=f"http://127.0.0.1:{port}", port=port, database=database, folder=folder,
            town=town, filled=filled,
        )  # fmt: skip
    finally:
        process.kill()
        process.wait(10)


async def _build(folder: Path, database: str, fill: Fill) -> tuple[Town, Any]:
    await migrate(database)
    await config.connect(database)
    try:
        with clock.standing_at(NOW):
            towns.start_installation(folder)
            town = await towns.build()
            await towns.sign_in(town)
            return town, await fill(town)
    finally:
        await config.close()


def _environment(folder: Path, database: str, port: int) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return clean | {
        "LIUHEN_DATA": str(folder),
        "LIUHEN_DATABASE": database,
        "LIUHEN_PORT": str(port),
        "LIUHEN_CLOCK_OFFSET": f"{(NOW - datetime.now(UTC)).total_seconds():.0f}",
    }
