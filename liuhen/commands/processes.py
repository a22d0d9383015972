"""portal, gateway, worker: one process each; any number of each on several machines."""

import argparse
import asyncio
import signal
from collections.abc import Awaitable, Callable

import uvicorn

from hr.settings import Settings, load
from liuhen.boot import opened
from orm.faults import StorageError
from rules.problem import Refused, refuse


def arguments(parser: argparse.ArgumentParser) -> None:
    """All they need comes from the environment (docs/reference/settings.md)."""


def main(args: argparse.Namespace) -> int:
    settings = load()
    try:
        if args.command == "portal":
            return _portal(settings)
        return asyncio.run(_until_stopped(settings, _loop(args.command)))
    except StorageError as error:
        raise Refused(error.problem) from error


def _loop(command: str) -> Callable[[asyncio.Event], Awaitable[None]]:
    if command == "gateway":
        from gateway.supervisor import run
    else:
        from hr.worker import run
    return run


async def _until_stopped(
    settings: Settings, run: Callable[[asyncio.Event], Awaitable[None]]
) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with opened(settings):
        await run(stop)
    return 0


def _portal(settings: Settings) -> int:
    from portal import app

    storage = opened(settings)

    async def start() -> None:
        await storage.__aenter__()

    async def stop() -> None:
        await storage.__aexit__(None, None, None)

    server = uvicorn.Server(
        uvicorn.Config(
            app.build(start=start, stop=stop),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws_max_size=1 << 20,
        )
    )
    try:
        server.run()
    except SystemExit as error:
        raise refuse(
            "port",
            f"门户没能在 {settings.host}:{settings.port} 启动，端口可能被占用。"
            "换一个 LIUHEN_PORT 再试。",
            f"The portal could not start on {settings.host}:{settings.port}; the port may be "
            "taken. Choose another LIUHEN_PORT.",
        ) from error
    return 0
