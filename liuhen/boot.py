"""The composition root: settings, secrets and storage, opened once per process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hr import installation
from hr.installation import Installation
from hr.settings import Settings, load
from orm import config
from rules.problem import Refused, refuse


@asynccontextmanager
async def opened(settings: Settings | None = None) -> AsyncIterator[Installation]:
    """Open the installation for the length of a command or a process."""
    found = settings or load()
    try:
        found.data.mkdir(parents=True, exist_ok=True)
        running = installation.start(found)
    except OSError as error:
        raise _unusable(found, error) from error
    await config.connect(found.database)
    try:
        yield running
    finally:
        await config.close()


def _unusable(settings: Settings, error: OSError) -> Refused:
    why = error.strerror or str(error)
    return refuse(
        "data",
        f"数据文件夹 {settings.data} 不能用：{why}。请检查路径和权限，或改 LIUHEN_DATA。",
        f"The data folder {settings.data} cannot be used: {why}. "
        "Check the path and its permissions, or set LIUHEN_DATA.",
        where="LIUHEN_DATA",
    )
