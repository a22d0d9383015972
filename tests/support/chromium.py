"""Debian's chromium through Playwright: nothing is downloaded."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@contextmanager
def serving_chromium(folder: Path) -> Iterator[str]:
    """Run the system's chromium for many tests; yields where Playwright connects to it."""
    program = [_program(), *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={folder}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*program, "about:blank"], stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield f"http://127.0.0.1:{_port(folder / 'DevToolsActivePort')}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # Debian's program is a shell around the browser
        process.wait(10)


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Browser]:
    """A browser that runs already; the contexts made here close at the end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """Launch the system's chromium for this one use."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_program(), args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


def _program() -> str:
    for name in ("chromium-headless-shell", "chromium", "chromium-browser"):
        if program := shutil.which(name):
            return program
    raise FileNotFoundError("chromium is not installed: apt-get install chromium-headless-shell")


def _port(file: Path, patience: float = 30.0) -> int:
    end = time.monotonic() + patience
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < end, f"chromium did not start: {file}"
        time.sleep(0.05)
    return int(file.read_text().split()[0])
