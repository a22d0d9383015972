"""Memory of the gateway per idle terminal: ADMS over kept connections, MQTT behind the broker.

The difference of its resident memory between 50, 1,050 and 2,050 terminals that are enrolled,
connected and say something every ten seconds; the larger step counts. Its processor time while
they idle is said too.
"""

import asyncio
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from hr import clock
from liuhen.bench import fleet
from liuhen.bench.fleet import SECRET, Fleet, until
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import migrate
from orm.models import Terminal

STEP = 1000
WARM = 50
_LIMIT = 50.0
_CALM = 12.0
_WATCHED = 20.0


def measure(step: int = STEP) -> list[Row]:
    """Both protocols, a gateway of its own for each; a few minutes."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    protocols = ["adms", "mqtt_face"] if shutil.which("mosquitto") else ["adms"]
    rows = []
    for protocol in protocols:
        with tempfile.TemporaryDirectory() as folder:
            rows += asyncio.run(_measure(Path(folder), protocol, step))
    return rows


async def _measure(folder: Path, protocol: str, step: int) -> list[Row]:
    found = fleet.settings(folder)
    await migrate.migrate(found.database)
    async with opened(found):
        with ExitStack() as ending:
            band = Fleet(found)
            ending.enter_context(fleet.processes(band))
            await fleet.founded(band)
            await _serving(band)
            sizes = []
            for many in (WARM, step, step):
                await _more(band, protocol, many, ending)
                await asyncio.sleep(_CALM)
                sizes.append(fleet.memory_kb(band.pid))
            share = await _processor(band.pid)
    steps = [(later - earlier) / step for earlier, later in pairwise(sizes)]
    return [
        Row(
            name="idle",
            what=f"KB of the gateway per {protocol} terminal",
            figure=max(steps),
            limit=_LIMIT,
            unit="KB",
            target=1.0,
            lower_is_better=True,
            note=f"limit: the bar; steps {', '.join(f'{one:.1f}' for one in steps)} KB of"
            f" {step} terminals, {sizes[0] / 1024:.0f} MB before",
        ),
        Row(
            name="idle",
            what=f"processor time with {2 * step + WARM} {protocol}",
            figure=100 * share,
            limit=100.0,
            unit="% core",
            note="limit: one core; each says something every 10 s",
        ),
    ]


async def _serving(band: Fleet) -> None:
    fleet.write_broker(band)
    band.start_broker()
    band.start_gateway()
    await until(band.answers, 60, "the gateway")


async def _more(band: Fleet, protocol: str, many: int, ending: ExitStack) -> None:
    """Enrol and connect so many more, and wait until the gateway has heard every one."""
    fresh = await fleet.enrol(band, protocol, many)
    port = band.settings.gateway_port
    if protocol == "mqtt_face":
        await asyncio.to_thread(fleet.write_broker, band)
        if band.broker:
            band.broker.send_signal(signal.SIGHUP)
        port = band.broker_port
    await asyncio.sleep(3)  # the gateway reads its list every two seconds
    ending.callback(fleet.kill, _clients(protocol, port, fresh))
    since = clock.now()

    async def all_heard() -> bool:
        return await Terminal.filter(serial__in=fresh, last_seen_at__gt=since).count() == many

    await until(all_heard, 120, f"{many} terminals of {protocol}")


def _clients(protocol: str, port: int, serials: list[str]) -> "subprocess.Popen[bytes]":
    clients = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "liuhen.bench.idle_clients", protocol, str(port), SECRET],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    if clients.stdin:
        clients.stdin.write(" ".join(serials).encode())
        clients.stdin.close()
    return clients


async def _processor(pid: int) -> float:
    """The share of one core a process uses over a while."""
    before, began = _ticks(pid), time.perf_counter()
    await asyncio.sleep(_WATCHED)
    seconds = time.perf_counter() - began
    return (_ticks(pid) - before) / 100 / seconds


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
