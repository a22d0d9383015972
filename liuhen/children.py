"""Child processes of `liuhen run`: started in order, restarted when they die, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 10.0
_CALM = 30.0


@dataclass(slots=True)
class Child:
    """One process: how it is started, where its talk goes, and how often it died lately."""

    name: str
    argv: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        with ExitStack() as opened:
            talk = opened.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(  # noqa: S603 - our own command lines
                self.argv,
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=talk,
                stderr=talk,
            )

    def revive(self) -> None:
        """Start again after a death, later each time it dies quickly."""
        if self.process is None or self.process.poll() is None:
            return
        lived = time.monotonic() - self.started
        self.deaths = 0 if lived > _CALM else self.deaths + 1
        code = self.process.returncode
        why = f", {self.log} says why" if self.log else ""
        print(f"liuhen: {self.name} ended ({code}), starting it again{why}", file=sys.stderr)
        time.sleep(min(0.2 * 2**self.deaths, 5.0))
        self.start()


def watch(
    children: list[Child], stopping: Callable[[], bool], each: Callable[[], None] = lambda: None
) -> None:
    """Keep every child alive until told to stop, then stop them, last started first.

    `each` is done about once a second.
    """
    done = 0.0
    try:
        while not stopping():
            if time.monotonic() - done > 1.0:
                done = time.monotonic()
                each()
            for child in children:
                if not stopping():
                    child.revive()
            time.sleep(0.2)
    finally:
        stop(children)


def stop(children: list[Child]) -> None:
    """Ask each to end, wait, and kill what does not."""
    running = [c.process for c in reversed(children) if c.process and c.process.poll() is None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    end = time.monotonic() + _PATIENCE
    for process in running:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
