"""The same faults against the naive integration: what is lost, doubled and invented there.

python -m tests.faults.baseline.measure --out FILE
Default mosquitto, the same simulators, the same checker; each fault once.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults import check_ledger
from tests.faults.processes import TERMINAL_WORD, AttendProcess
from tests.faults.proxy import CutAfter, Proxy, Rechunk, Rule, Way, proxy
from tests.faults.runs.broker import Repeat
from tests.support.mosquitto import program
from tests.support.ports import free_port, wait_for_port
from tests.support.sims import Sim, simulator

REST = 8.0
NAIVE = Path(__file__).with_name("naive.py")


@dataclass(slots=True)
class Bench:
    """One fault's parts: everything is ended with the stack."""

    folder: Path
    stack: AsyncExitStack
    broker_port: int = 0
    broker: Process | None = None
    ours: Process | None = None
    words: tuple[str, ...] = ()

    async def zk(self, rule: Rule | None = None, **options: object) -> tuple[Sim, Proxy]:
        words = ["--serial", "ZK1", "--ledger", str(self.folder / "ledgers")]
        for name, value in options.items():
            words += [f"--{name}", str(value)]
        sim = await self.stack.enter_async_context(simulator("zk", *words))
        relay = await self.stack.enter_async_context(proxy(sim.facts["ports"]["ZK1"], rule))
        await self.start("--zk", f"ZK1:{relay.port}")
        return sim, relay

    async def mqtt(self, rule: Rule | None = None) -> None:
        self.broker_port = free_port()
        await self.start_broker()
        relay = await self.stack.enter_async_context(proxy(self.broker_port, rule))
        await self.start("--mqtt", str(relay.port))
        await asyncio.sleep(1)

    async def start_broker(self) -> None:
        """mosquitto as it comes: a port, everybody may, nothing else."""
        config = self.folder / "mosquitto.conf"
        config.write_text(f"listener {self.broker_port} 127.0.0.1\nallow_anonymous true\n")
        self.broker = await asyncio.create_subprocess_exec(
            program(), "-c", str(config), stdout=DEVNULL, stderr=DEVNULL
        )
        self.stack.push_async_callback(_kill, self.broker)
        await asyncio.to_thread(wait_for_port, self.broker_port)

    async def start(self, *words: str) -> None:
        self.words = words or self.words
        with (self.folder / "naive.log").open("ab") as talk:
            self.ours = await asyncio.create_subprocess_exec(
                *(sys.executable, str(NAIVE), "--database", str(self.folder / "naive.db")),
                *self.words, stdout=talk, stderr=talk,
            )  # fmt: skip
        self.stack.push_async_callback(_kill, self.ours)

    async def attend(self, count: int) -> AttendProcess:
        process = AttendProcess({
            "port": self.broker_port, "serial": "AT1", "password": TERMINAL_WORD,
            "ledger": self.folder / "ledgers", "count": count,
        })  # fmt: skip
        await process.start()
        self.stack.push_async_callback(process.kill)
        return process

    async def acked(self, terminal: AttendProcess, count: int) -> None:
        async with asyncio.timeout(30):
            while terminal.told()[1] < count:  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.1)


async def _kill(process: Process | None) -> None:
    if process is not None and process.returncode is None:
        process.kill()
        await process.wait()


async def cut(bench: Bench) -> None:
    await bench.zk(CutAfter(Way.DOWN, 6000), prefill=300)


async def clock_back(bench: Bench) -> None:
    sim, _ = await bench.zk(prefill=20)
    await asyncio.sleep(3)
    for second in range(10):
        await sim.punch("1001", local=f"2026-01-05 08:00:0{second}")


async def short(bench: Bench) -> None:
    await bench.zk(prefill=150, fault="short:40@1")


async def grown(bench: Bench) -> None:
    await bench.zk(prefill=100, layout="16", fault="grow@1")


async def odd_size(bench: Bench) -> None:
    await bench.zk(prefill=50, fault="odd_size:28")


async def torn(bench: Bench) -> None:
    await bench.zk(Rechunk(1), prefill=100)


async def killed_consumer(bench: Bench) -> None:
    await bench.mqtt()
    terminal = await bench.attend(2000)
    random = Random(1)
    for _ in range(5):
        await asyncio.sleep(random.uniform(0.2, 0.5))
        await _kill(bench.ours)
        await bench.start()
    await bench.acked(terminal, 2000)


async def broker_killed(bench: Bench) -> None:
    await bench.mqtt()
    await _kill(bench.ours)
    terminal = await bench.attend(500)
    await bench.acked(terminal, 500)
    await _kill(bench.broker)
    await bench.start_broker()
    await bench.start()


async def queue_full(bench: Bench) -> None:
    await bench.mqtt()
    await _kill(bench.ours)
    terminal = await bench.attend(1500)
    await bench.acked(terminal, 1500)
    await bench.start()


async def repeated(bench: Bench) -> None:
    await bench.mqtt(Repeat())
    await bench.attend(300)


async def poison(bench: Bench) -> None:
    await bench.mqtt()
    words = ["--serial", "FA1", "--ledger", str(bench.folder / "ledgers"), "--port",
             str(bench.broker_port), "--prefill", "100", "--resend-seconds", "1"]  # fmt: skip
    await bench.stack.enter_async_context(simulator("mqtt_face", *words, "--fault", "poison%8"))


FAULTS: dict[str, Callable[[Bench], Awaitable[None]]] = {
    "F01": cut, "F03": clock_back, "F07": short, "F08": grown, "F09": odd_size, "F22": torn,
    "F23": broker_killed, "F25": queue_full, "F26": repeated, "F28": poison,
    "F36": killed_consumer,
}  # fmt: skip


@asynccontextmanager
async def bench_in(folder: Path) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        yield Bench(folder, stack)


async def measured(run: Callable[[Bench], Awaitable[None]]) -> str:
    """Make the fault, wait until all should be over, and count."""
    with tempfile.TemporaryDirectory(prefix="liuhen-base-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with bench_in(folder) as bench:
            await run(bench)
            await asyncio.sleep(REST)
        with sqlite3.connect(folder / "naive.db") as left:  # what a kill left half-way is undone
            left.execute("SELECT count(*) FROM punch").fetchone()
        ledger = check_ledger.read_ledgers(folder / "ledgers")
        found = check_ledger.from_sqlite(str(folder / "naive.db"))
        verdict = check_ledger.judge(ledger, found, {})
    names = ("lost", "doubled", "invented")
    told = ", ".join(f"{verdict[one]} {one}" for one in names if verdict[one]) or "nothing wrong"
    return f"{told} of {verdict['ledger']}"


async def main() -> dict[str, str]:
    found = {}
    for name, run in FAULTS.items():
        found[name] = await measured(run)
        print(name, found[name], flush=True)
    return found


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, required=True)
    out: Path = options.parse_args().out
    out.write_text(json.dumps(asyncio.run(main()), indent=1), "utf-8")
