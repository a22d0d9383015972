"""The real parts of a fault run: the gateway, optionally under strace, and the product's broker."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path

from hr.settings import Settings
from liuhen.broker import Broker
from tests.support import gateway_process
from tests.support.mosquitto import program
from tests.support.ports import free_port, wait_for_port

ROOT = Path(__file__).parents[2]
BROKER_WORD = "gateway-word"
TERMINAL_WORD = "terminal-word"


@dataclass(slots=True)
class Gateway:
    """One gateway process at a time; its talk is kept over kills in one file."""

    settings: Settings
    log: Path
    root: Path = ROOT
    env: dict[str, str] = field(default_factory=dict)
    process: Process | None = None
    statuses: list[int] = field(default_factory=list)

    async def start(self, *, ready: bool = True, strace: str = "", **env: str) -> None:
        """Start it; `strace` are fault injections, put between us and the kernel."""
        tracing = ["strace", "-D", "-f", "-qq", "-o", str(self.traced)]
        before = [*tracing, *strace.split()] if strace else []
        with self.log.open("ab") as talk:
            self.process = await asyncio.create_subprocess_exec(
                *(*before, sys.executable, "-m", "liuhen", "gateway"),
                cwd=self.root,
                env={
                    **{k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
                    **gateway_process.environment(self.settings),
                    **self.env,
                    **env,
                },
                stdout=talk,
                stderr=talk,
            )
        if ready:
            await gateway_process.ready(self.settings)

    @property
    def traced(self) -> Path:
        """Where strace notes what it injected."""
        return self.log.with_suffix(".strace")

    def injected(self) -> int:
        """How many calls were spoilt."""
        return self.traced.read_text().count("INJECTED") if self.traced.exists() else 0

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def kill(self) -> int:
        """SIGKILL; returns the exit status and keeps it."""
        assert self.process
        if self.process.returncode is None:
            self.process.kill()
        return await self.ended()

    async def ended(self, seconds: float = 20) -> int:
        """Wait for the end of the process, whoever brought it."""
        assert self.process
        async with asyncio.timeout(seconds):
            self.statuses.append(await self.process.wait())
        return self.statuses[-1]

    async def stop(self, seconds: float = 15) -> int:
        """SIGTERM, as an operator does it."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return await self.ended(seconds)

    def memory(self) -> int:
        """The most bytes it has had resident."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(
            int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")
        )

    def said(self, words: str) -> int:
        """How many lines of its talk have these words."""
        return sum(words in line for line in self.log.read_text("utf-8").splitlines())


@dataclass(slots=True)
class AttendProcess:
    """attend_terminal.py as a process; its ledger is read, it takes no orders."""

    given: dict[str, object]
    process: Process | None = None

    async def start(self) -> None:
        words = [word for name, value in self.given.items() for word in (f"--{name}", str(value))]
        script = Path(__file__).with_name("attend_terminal.py")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(script), *words, stdout=subprocess.PIPE
        )
        assert self.process.stdout
        async with asyncio.timeout(20):
            await self.process.stdout.readline()

    def told(self) -> tuple[int, int]:
        """What its ledger says it stored, and what was acknowledged."""
        stored, acked = 0, set[int]()
        path = Path(str(self.given["ledger"])) / f"{self.given['serial']}.jsonl"
        for line in path.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                entry = json.loads(line)
                stored += entry["do"] == "stored"
                acked.update(entry["n"] if entry["do"] == "acked" else ())
        return stored, len(acked)

    async def kill(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@dataclass(slots=True)
class ProductBroker:
    """mosquitto under the product's own configuration, access list and passwords."""

    folder: Path
    serials: list[str]
    port: int = field(default_factory=free_port)
    gateway_port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    kills: int = 0

    @property
    def url(self) -> str:
        return f"mqtt://gateway:{BROKER_WORD}@127.0.0.1:{self.gateway_port}"

    def start(self) -> None:
        """Start and wait until it accepts."""
        made = Broker(self.folder, self.port, self.gateway_port)
        if not made.config.exists():
            words = dict.fromkeys(self.serials, TERMINAL_WORD)
            made.write({"gateway": BROKER_WORD, **words})
        with (self.folder / "talk.log").open("ab") as talk:
            self.process = subprocess.Popen(
                [program(), "-c", str(made.config)], stdout=talk, stderr=talk
            )
        wait_for_port(self.port)
        wait_for_port(self.gateway_port)

    def kill(self) -> None:
        """Pull the plug."""
        self.kills += 1
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it politely, so that it saves its sessions."""
        self._end(signal.SIGTERM)

    def forget(self) -> None:
        """Delete what it had saved."""
        (self.folder / "mosquitto.db").unlink(missing_ok=True)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(10)
        self.process = None
