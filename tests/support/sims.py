"""Simulated terminals as processes of their own, on the real wire, driven by their control port."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Sim:
    """One simulator process; its ledger survives `kill` and `start`."""

    name: str
    args: list[str]
    facts: dict[str, Any] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> "Sim":
        command = [sys.executable, "-m", f"devices.sims.{self.name}", *self.args]
        self._process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdout=subprocess.PIPE
        )
        assert self._process.stdout
        async with asyncio.timeout(20):
            self.facts = json.loads(await self._process.stdout.readline())
        return self

    async def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def order(self, **order: object) -> dict[str, Any]:
        """Send one order to the control port and return its answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.facts["control"])
        writer.write(json.dumps(order).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await reader.readline())
        writer.close()
        await writer.wait_closed()
        assert answer["ok"], answer
        return answer

    async def punch(self, person: str, **more: object) -> dict[str, Any]:
        return await self.order(do="punch", person=person, **more)


@asynccontextmanager
async def simulator(name: str, *args: object) -> AsyncIterator[Sim]:
    """A running simulator, killed at the end."""
    sim = Sim(name, [str(one) for one in args])
    try:
        yield await sim.start()
    finally:
        await sim.kill()
