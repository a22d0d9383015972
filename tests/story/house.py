"""The whole product as a newcomer starts it: `python -m liuhen run`, read from outside."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
WHEN = datetime(2026, 11, 25, 2, 24, tzinfo=UTC)
"""The story plays on Wednesday 2026-11-25 from 10:24 in Shenzhen, whatever today is."""

_LINK = re.compile(r"^  (\S.*?)\s+(http://\S+/enter/\S+)$", re.MULTILINE)
_CONTROL = re.compile(r'"control": (\d+)')
_PATIENCE = 150.0


@dataclass(slots=True)
class House:
    """A running installation; `log` is what it printed."""

    folder: Path
    offset: float
    port: int = field(default_factory=free_port)
    gateway_port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    controls: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "run.log").read_text("utf-8", "replace")

    @property
    def links(self) -> dict[str, str]:
        """Who may enter by which single-use link, as printed."""
        return {who.split()[-1]: link for who, link in _LINK.findall(self.log)}

    def start(self) -> None:
        """Start everything and return when the welcome stands there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "run.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "liuhen", "run"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._until(lambda: "stops everything" in self.log, "the welcome")
        self._until(self._find_terminals, "three terminals")

    def environment(self) -> dict[str, str]:
        """What a shell would export; nothing of the test's own."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "LIUHEN"))}
        return clean | {
            "LIUHEN_DATA": str(self.folder / "data"),
            "LIUHEN_PORT": str(self.port),
            "LIUHEN_GATEWAY_PORT": str(self.gateway_port),
            "LIUHEN_CLOCK_OFFSET": f"{self.offset:.0f}",
        }

    def command(self, *words: str) -> str:
        """What one of the product's commands prints, run on this house's data."""
        done = subprocess.run(
            [sys.executable, "-m", "liuhen", *words],
            cwd=ROOT,
            env=self.environment(),
            check=True,
            capture_output=True,
            text=True,
            timeout=150,
        )
        return done.stdout

    def punch(self, serial: str, code: str) -> str:
        """Lay a finger on a terminal; returns its local time as the terminal wrote it."""
        found = order(self.controls[serial], do="punch", person=code)
        assert found["ok"], found
        local: str = found["local"]
        return local

    def stop(self) -> None:
        """End every process of the installation, politely first."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self.process.wait(10)
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return

    def _until(self, done: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _PATIENCE
        while not done():
            assert self.process
            assert self.process.poll() is None, f"liuhen run ended:\n{self.log}"
            assert time.monotonic() < end, f"no {what} after {_PATIENCE} s:\n{self.log}"
            time.sleep(0.1)

    def _find_terminals(self) -> bool:
        talk = [one.read_text("utf-8") for one in (self.folder / "data/logs").glob("*.log")]
        for port in map(int, _CONTROL.findall("".join(talk))):
            if port not in self.controls.values():
                for one in order(port, do="status")["terminals"]:
                    self.controls[one["serial"]] = port
        return len(self.controls) == 3


def order(port: int, **words: object) -> dict[str, Any]:
    """Give one order to a simulated terminal's control port."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(json.dumps(words).encode() + b"\n")
        answer: dict[str, Any] = json.loads(wire.makefile().readline())
    return answer


@contextmanager
def running(folder: Path, prepared: Path | None, offset: float) -> Iterator[House]:
    """A house in an empty folder, or in a copy of one that was set up before."""
    if prepared:
        shutil.copytree(prepared, folder / "data")
    house = House(folder, offset)
    try:
        house.start()
        yield house
    finally:
        house.stop()


def set_up(folder: Path, offset: float) -> Path:
    """Fill a data folder as `liuhen run` does at its first start."""
    House(folder, offset).command("setup", "--demo")
    return folder / "data"
