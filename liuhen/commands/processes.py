"""portal, gateway, worker: one process each; any number of each on several machines."""

import argparse
import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn

from hr import channels
from hr.settings import Settings, load
from liuhen.boot import opened
from liuhen.broker import FOLDER
from rules.problem import refuse


def arguments(parser: argparse.ArgumentParser) -> None:
    """All they need comes from the environment (docs/reference/settings.md)."""


def main(args: argparse.Namespace) -> int:
    settings = load()
    try:
        return asyncio.run(_WORK[args.command](settings))
    except SystemExit as error:  # uvicorn's way to say that it cannot listen
        raise refuse(
            "port",
            f"不能在 {settings.host}:{settings.port} 启动，端口可能被占用。"
            "换一个 LIUHEN_PORT 再试。",
            f"It cannot listen on {settings.host}:{settings.port}; the port may be taken. "
            "Choose another LIUHEN_PORT.",
        ) from error


async def _gateway(settings: Settings) -> int:
    from gateway.supervisor import run
    from liuhen import broker_accounts

    folder = os.environ.get(FOLDER)
    if not folder:
        return await _until_stopped(settings, run)

    async def with_broker(stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(broker_accounts.follow(Path(folder)))
            await run(stop)
            keeping.cancel()

    return await _until_stopped(settings, with_broker)


async def _worker(settings: Settings) -> int:
    from hr.worker import run

    return await _until_stopped(settings, run)


async def _until_stopped(
    settings: Settings, run: Callable[[asyncio.Event], Awaitable[None]]
) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with opened(settings):
        channels.configured()  # a channel set up by halves is told now, not at the first notice
        await run(stop)
    return 0


async def _portal(settings: Settings) -> int:
    from portal import app

    async with opened(settings):
        channels.configured()
        web = uvicorn.Config(
            app.build(),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws_max_size=1 << 20,
        )
        await uvicorn.Server(web).serve()
    return 0


_WORK = {"portal": _portal, "gateway": _gateway, "worker": _worker}
