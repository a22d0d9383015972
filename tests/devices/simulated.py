"""Starting a simulator as its own process, as `make run` does, and driving it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Simulator:
    """A running simulator and the line it announced itself with."""

    process: subprocess.Popen[bytes]
    ready: dict[str, Any]

    @property
    def port(self) -> int:
        """The port of the first ZK terminal."""
        ports: dict[str, int] = self.ready["ports"]
        return next(iter(ports.values()))

    def order(self, **order: object) -> dict[str, Any]:
        """Give one order and return its answer."""
        with socket.create_connection(("127.0.0.1", self.ready["control"]), 5) as talk:
            talk.sendall(json.dumps(order).encode() + b"\n")
            answer: dict[str, Any] = json.loads(talk.makefile("rb").readline())
            return answer

    def kill(self) -> None:
        """Pull the plug."""
        self.process.kill()
        self.process.wait(10)


@contextmanager
def simulator(name: str, *arguments: str) -> Iterator[Simulator]:
    """Run `python -m devices.sims.<name>` until the block ends."""
    command = [sys.executable, "-m", f"devices.sims.{name}", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield Simulator(process, json.loads(process.stdout.readline()))
    finally:
        process.kill()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
