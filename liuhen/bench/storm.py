"""A thousand terminals come back at once, after the gateway and after the broker was killed.

Half push over HTTP, half over MQTT, from simulator processes with ledgers of their own, while
people punch. Online is a sign of life after the restart that the gateway has written down; at the
end every punch of every ledger is in the database, once.
"""

import asyncio
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from hr import clock
from liuhen.bench import fleet
from liuhen.bench.fleet import SECRET, Fleet, until
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import migrate
from orm.models import Punch, Terminal

TERMINALS = 1000
PREFILL = 5
RATE = 10.0
DOWN = 5.0
HEARTBEAT = 20.0
_ONLINE, _MEMORY = 60.0, 512.0
_ADMS_IN_ONE, _MQTT_IN_ONE = 250, 125


def measure(terminals: int = TERMINALS) -> list[Row]:
    """One storm of each kind; minutes, not seconds. Nothing without mosquitto."""
    if shutil.which("mosquitto") is None:
        print("the storm needs mosquitto: apt-get install mosquitto")
        return []
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder), terminals))


async def _measure(folder: Path, terminals: int) -> list[Row]:
    found = fleet.settings(folder)
    await migrate.migrate(found.database)
    async with opened(found):
        with fleet.processes(band := Fleet(found)):
            await fleet.founded(band)
            await fleet.enrol(band, "adms", terminals // 2)
            await fleet.enrol(band, "mqtt_face", terminals - terminals // 2)
            fleet.write_broker(band)
            band.start_broker()
            band.start_gateway()
            await until(band.answers, 60, "the gateway")
            return await _storms(band, terminals)


async def _storms(band: Fleet, terminals: int) -> list[Row]:
    ledgers = band.settings.data / "ledgers"
    with fleet.simulators(_commands(band, ledgers), band.settings.data):
        first = await _online(terminals, clock.now(), "the first connection")
        peaks = [_peak(band)]
        fleet.kill(band.gateway)
        await asyncio.sleep(DOWN)
        since = clock.now()
        band.start_gateway()
        restarted = await _online(terminals, since, "after the gateway's restart")
        fleet.kill(band.broker)
        await asyncio.sleep(DOWN)
        since = clock.now()
        band.start_broker()
        rejoined = await _online(terminals, since, "after the broker's restart")
        await asyncio.sleep(DOWN)
        peaks.append(_peak(band))
    punched, lost, doubled = await _settled(ledgers)
    return [
        _row("storm", f"{terminals} terminals online, first time", first, _ONLINE, "s"),
        _row("storm", f"{terminals} online after gateway SIGKILL", restarted, _ONLINE, "s"),
        _row("storm", f"{terminals} online after broker SIGKILL", rejoined, _ONLINE, "s"),
        _row("storm", "gateway memory at its peak", max(peaks), _MEMORY, "MB"),
        Row(
            name="storm",
            what=f"punches kept; {lost} lost, {doubled} doubled",
            figure=punched - lost - doubled,
            limit=punched,
            unit="punches",
            target=1.0,
            note="limit: what the terminals' own ledgers say was acknowledged",
        ),
    ]


def _row(name: str, what: str, figure: float, limit: float, unit: str) -> Row:
    return Row(
        name=name,
        what=what,
        figure=figure,
        limit=limit,
        unit=unit,
        target=1.0,
        lower_is_better=True,
        note="limit: the bar of the issue",
    )


async def _online(terminals: int, since: datetime, name: str) -> float:
    async def all_heard() -> bool:
        heard = Terminal.filter(state="online", last_seen_at__gt=since)
        return await heard.count() == terminals

    return await until(all_heard, 3 * _ONLINE, name)


async def _settled(ledgers: Path) -> tuple[int, int, int]:
    """Compare ledgers and database: what was acknowledged, lost of it, and doubled."""
    names = dict(await Terminal.all().values_list("id", "serial"))
    rows = await Punch.all().values_list("terminal_id", "person_code", "local_text")
    stored = Counter((names[terminal], code, local) for terminal, code, local in rows)
    acked = set(_acknowledged(ledgers))
    doubled = sum(many - 1 for many in stored.values())
    return len(acked), len(acked - stored.keys()), doubled


def _acknowledged(ledgers: Path) -> Iterator[tuple[str, str, str]]:
    for path in ledgers.glob("*.jsonl"):
        stored, acked = {}, set()
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            if entry["do"] == "stored":
                stored[entry["n"]] = (path.stem, entry["code"], entry["local"])
            elif entry["do"] == "acked":
                acked.update(entry["n"])
        yield from (stored[number] for number in acked)


def _commands(band: Fleet, ledgers: Path) -> list[list[str]]:
    adms = ["--server", f"http://127.0.0.1:{band.settings.gateway_port}", "--secret", SECRET]
    mqtt = ["--port", str(band.broker_port), "--password", SECRET]
    mqtt += ["--heartbeat-seconds", str(HEARTBEAT)]
    both = (("adms", _ADMS_IN_ONE, adms), ("mqtt_face", _MQTT_IN_ONE, mqtt))
    return [
        [f"devices.sims.{name}", *options, *_shared(serials, ledgers)]
        for name, many, options in both
        for serials in _parts(band.serials[name], many)
    ]


def _shared(serials: list[str], ledgers: Path) -> list[str]:
    options = ["--ledger", str(ledgers), "--prefill", str(PREFILL)]
    options += ["--rate", str(RATE * len(serials) / TERMINALS)]
    return [*options, *(word for serial in serials for word in ("--serial", serial))]


def _parts(serials: list[str], many: int) -> list[list[str]]:
    return [serials[at : at + many] for at in range(0, len(serials), many)]


def _peak(band: Fleet) -> float:
    return fleet.memory_kb(band.pid, "VmHWM") / 1024
