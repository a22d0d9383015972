"""Many terminals for the load benches: enrolled in bulk, a real gateway, a real broker."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devices.sims import http
from hr import clock, ids, installation
from hr.secrets import terminal_place
from hr.settings import Settings
from liuhen import blank
from liuhen.broker import Broker
from liuhen.plan import free_port
from orm.models import Site, Terminal

SECRET = "fleet-secret"  # noqa: S105 - of simulated terminals
_BROKER = "mosquitto"


@dataclass(slots=True)
class Fleet:
    """One installation of a bench: its folder, its processes, its terminals' serials."""

    settings: Settings
    serials: dict[str, list[str]] = field(default_factory=dict)
    gateway: "subprocess.Popen[bytes] | None" = None
    broker: "subprocess.Popen[bytes] | None" = None
    broker_port: int = field(default_factory=free_port)
    company_id: str = ""
    site_id: str = ""

    @property
    def own_broker(self) -> Broker:
        """Terminals come to one port, the gateway to the other."""
        own = int(self.settings.mqtt_url.rpartition(":")[2])
        return Broker(self.settings.data / _BROKER, self.broker_port, own)

    @property
    def pid(self) -> int:
        """The gateway's process."""
        return self.gateway.pid if self.gateway else 0

    def start_gateway(self) -> None:
        with (self.settings.data / "gateway.log").open("ab") as log:
            self.gateway = subprocess.Popen(
                [sys.executable, "-m", "liuhen", "gateway"],
                env={**os.environ, **_environment(self.settings)},
                stdout=log,
                stderr=log,
            )

    def start_broker(self) -> None:
        self.broker = subprocess.Popen(  # noqa: S603 - fixed program, our own file
            [_BROKER, "-c", str(self.own_broker.config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    async def answers(self) -> bool:
        """Whether the gateway serves."""
        server = http.Server(host="127.0.0.1", port=self.settings.gateway_port, timeout=3)
        return (await http.send(server, "GET", "/healthz")).status == 200


@contextmanager
def processes(fleet: Fleet) -> Iterator[None]:
    """Whatever the fleet started ends with this."""
    try:
        yield
    except RuntimeError:
        log = fleet.settings.data / "gateway.log"
        print("the gateway said:", *log.read_text().splitlines()[-20:], sep="\n", file=sys.stderr)
        raise
    finally:
        for one in (fleet.gateway, fleet.broker):
            kill(one)


def kill(process: "subprocess.Popen[bytes] | None", sign: int = signal.SIGKILL) -> None:
    """End one process and wait for it."""
    if process and process.poll() is None:
        process.send_signal(sign)
        process.wait(30)


def settings(folder: Path, database: str = "") -> Settings:
    """A new installation in a folder, on free ports."""
    port, password = free_port(), "gateway-secret"
    return Settings(
        data=folder,
        database=database or f"sqlite://{folder}/bench.db",
        gateway_port=free_port(),
        mqtt_url=f"mqtt://gateway:{password}@127.0.0.1:{port}",
    )


async def founded(fleet: Fleet) -> None:
    """Found the company; call inside `opened`."""
    company = await blank.company()
    fleet.company_id = company.id
    fleet.site_id = (await Site.get(company_id=company.id)).id


async def enrol(fleet: Fleet, protocol: str, count: int, **more: object) -> list[str]:
    """Enrol so many more terminals of a protocol, all with one secret; returns their serials."""
    known = fleet.serials.setdefault(protocol, [])
    stem = protocol.replace("_", "").upper()
    fresh = [f"{stem}{number:05}" for number in range(len(known), len(known) + count)]
    rows = [_row(fleet, protocol, serial, more) for serial in fresh]
    await Terminal.bulk_create(rows, batch_size=200)
    known += fresh
    return fresh


def write_broker(fleet: Fleet) -> None:
    """Tell the broker every terminal's password; it reads them at its start or on SIGHUP."""
    users = {serial: SECRET for serials in fleet.serials.values() for serial in serials}
    fleet.own_broker.write({**users, "gateway": "gateway-secret"})


def memory_kb(pid: int, what: str = "VmRSS") -> int:
    """Kilobytes of a process: VmRSS now, VmHWM at its peak."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1])
    raise RuntimeError(f"no {what} of {pid}")


async def until(what: Callable[[], Awaitable[bool]], seconds: float, name: str) -> float:
    """Wait until something holds; returns the seconds it took, raises when it takes longer."""
    began = time.perf_counter()
    while not await what():
        if time.perf_counter() - began > seconds:
            raise RuntimeError(f"{name}: still not after {seconds:g} s")
        await asyncio.sleep(0.2)
    return time.perf_counter() - began


@contextmanager
def simulators(commands: list[list[str]], folder: Path) -> Iterator[None]:
    """Simulator processes, each with its own log, killed at the end."""
    running = []
    try:
        for number, command in enumerate(commands):
            with (folder / f"sim{number}.log").open("ab") as log:
                running.append(
                    subprocess.Popen(  # noqa: S603 - our own modules
                        [sys.executable, "-m", *command], stdout=log, stderr=log
                    )
                )
        yield
    finally:
        for one in running:
            kill(one)


def _row(fleet: Fleet, protocol: str, serial: str, more: dict[str, object]) -> Terminal:
    terminal_id = ids.new_id()
    box = installation.current().vault.seal(SECRET, place=terminal_place(terminal_id))
    return Terminal(
        id=terminal_id,
        company_id=fleet.company_id,
        site_id=fleet.site_id,
        code=serial,
        name=serial,
        protocol=protocol,
        serial=serial,
        secret_box=box,
        state_since=clock.now(),
        **more,
    )


def _environment(of: Settings) -> dict[str, str]:
    return {
        "LIUHEN_DATA": str(of.data),
        "LIUHEN_DATABASE": of.database,
        "LIUHEN_GATEWAY_PORT": str(of.gateway_port),
        "LIUHEN_MQTT_URL": of.mqtt_url,
        "MALLOC_ARENA_MAX": "2",
    }
