"""The gateway as its own process, for tests that kill it."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from pathlib import Path

from devices.sims import http
from hr.settings import Settings

ROOT = Path(__file__).parents[2]


async def start(settings: Settings, **more: str) -> Process:
    """Start `liuhen gateway` with these settings."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "liuhen", "gateway"),
        cwd=ROOT,
        env={**os.environ, **environment(settings), **more},
    )


async def ready(settings: Settings, seconds: float = 30) -> None:
    """Wait until it answers."""
    async with asyncio.timeout(seconds):
        while (await http.send(_address(settings), "GET", "/healthz")).status != 200:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.05)


def _address(settings: Settings) -> http.Server:
    return http.Server(host="127.0.0.1", port=settings.gateway_port)


def environment(settings: Settings) -> dict[str, str]:
    """The variables that make a process use these settings."""
    return {
        "LIUHEN_DATA": str(settings.data),
        "LIUHEN_DATABASE": settings.database,
        "LIUHEN_GATEWAY_PORT": str(settings.gateway_port),
        "LIUHEN_MQTT_URL": settings.mqtt_url,
    }


async def kill(process: Process) -> int:
    """SIGKILL; returns the exit status, -9 when it was the kill that ended it."""
    if process.returncode is None:
        process.kill()
    return await process.wait()
