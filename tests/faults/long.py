"""The long run: a million punches over three wires while gateway and broker are killed.

python -m tests.faults.long [--waves N] [--kills N] [--punches N] [--out FILE]
The seed is the hash of commit and date, so nobody has chosen it.
"""

import argparse
import asyncio
import contextlib
import hashlib
import os
import platform
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from orm import config, sql
from orm.migrate import migrate
from tests.dbfixtures import Database
from tests.faults import judge
from tests.faults.processes import ROOT
from tests.faults.proxy import Proxy, Rechunk
from tests.faults.stand import Stand, standing
from tests.support import gateway_process

ADMS, FACES = 4, 10  # terminals of a wave, beside one of ZK
SHARES = (0.92, 0.04, 0.04)  # of its punches
BROKER_EVERY = 5
POISON, DOUBLE = 1, 5  # percent


@dataclass(slots=True)
class Long:
    """What the run counts about itself."""

    stand: Stand
    kills: int
    statuses: list[int] = field(default_factory=list)
    moved: int = 0
    restarts: list[float] = field(default_factory=list)
    rules: list[Rechunk] = field(default_factory=list)
    waves: int = 0
    memory: int = 0

    async def links(self) -> None:
        """Every link runs through a proxy that cuts its stream at random."""
        stand = self.stand
        broker = await stand.start_broker(*(s for n in range(20) for s in _serials("FA", n, FACES)))
        self.http = await self._proxy(stand.gateway.settings.gateway_port, 2000)
        self.out = await self._proxy(broker.port, 400)
        into = await self._proxy(broker.gateway_port, 400)
        stand.tell(mqtt_url=broker.url.replace(f":{broker.gateway_port}", f":{into.port}"))

    http: Proxy = field(init=False)
    out: Proxy = field(init=False)

    async def _proxy(self, port: int, most: int) -> Proxy:
        self.rules.append(Rechunk(self.stand.seed + len(self.rules), most))
        return await self.stand.proxy(port, self.rules[-1])

    async def wave(self, number: int, punches: int) -> None:
        """Terminals that begin to send now, all at once."""
        adms, faces, zks = (int(punches * share) for share in SHARES)
        pushers, names = _serials("AD", number, ADMS), _serials("FA", number, FACES)
        for serial in pushers:
            await self.stand.house.enrol("adms", serial)
        for serial in names:
            await self.stand.house.enrol("mqtt_face", serial)
        seed = self.stand.seed + number * 100
        await self.stand.adms(
            pushers[0], more=pushers[1:], port=self.http.port, prefill=adms // ADMS, batch=500,
            seed=seed, fault=[f"double%{DOUBLE}", f"bad_line:{5 * POISON}"],
        )  # fmt: skip
        await self.stand.face(
            names[0], more=names[1:], port=self.out.port, prefill=faces // FACES, resend_seconds=10,
            seed=seed + 50, fault=[f"poison%{POISON}", f"double%{DOUBLE}"],
        )  # fmt: skip
        rule = Rechunk(self.stand.seed + number, 2000)
        self.rules.append(rule)
        await self.stand.zk(f"ZK{number}", rule=rule, prefill=zks)
        self.waves += 1

    async def kill(self, number: int) -> None:
        """One life of the gateway, from its start to its SIGKILL; every fifth takes the broker."""
        stand = self.stand
        stored = await _stored()
        began = time.monotonic()
        await stand.gateway.start(ready=False)
        if number % 3:  # every third dies somewhere in its start
            await gateway_process.ready(stand.gateway.settings, 120)
            self.restarts.append(time.monotonic() - began)
            await asyncio.sleep(stand.random.uniform(0.1, 2.0))
        else:
            await asyncio.sleep(stand.random.uniform(0.5, 3.0))
        self.memory = max(self.memory, stand.gateway.memory())
        if number % BROKER_EVERY == 0 and stand.broker:
            stand.broker.kill()
            stand.broker.start()
            await asyncio.sleep(stand.random.uniform(0.0, 0.5))
        self.statuses.append(await stand.gateway.kill())
        self.moved += await _stored() > stored


def _serials(kind: str, wave: int, many: int) -> list[str]:
    return [f"{kind}{wave}-{place}" for place in range(many)]


async def _stored() -> int:
    found = await sql.rows("SELECT coalesce(sum(stored_count), 0) AS n FROM terminal")
    return int(found[0]["n"])


async def run(given: argparse.Namespace, folder: Path, seed: int) -> str:
    """All waves, all kills, then rest and judgement; returns the report."""
    db = Database(url=f"sqlite://{folder}/liuhen.db", dialect="sqlite")
    await migrate(db.url)
    await config.connect(db.url)
    began = time.monotonic()
    try:
        async with standing(db, folder, seed, patience=300) as stand:
            long = Long(stand, given.kills)
            await long.links()
            for number in range(given.kills):
                if number % (given.kills // given.waves) == 0:
                    await long.wave(long.waves, given.punches // given.waves)
                await long.kill(number)
                if number % 25 == 0:
                    _progress(number, time.monotonic() - began, await _stored())
            await stand.gateway.start()
            moving = await _settled(stand)
            verdict = await judge.checked(db, folder, stand.people)
            return _report(long, verdict, moving, time.monotonic() - began)
    finally:
        await config.close()


async def _settled(stand: Stand) -> str:
    """Seconds to rest; what stands still is said, and the judge decides."""
    try:
        return f"{await stand.settle():.0f} s"
    except AssertionError as stuck:
        return str(stuck)


def _progress(number: int, seconds: float, stored: int) -> None:
    print(
        f"{datetime.now(UTC):%H:%M:%S} kill {number}, {seconds:.0f} s, {stored} stored", flush=True
    )


def _report(long: Long, verdict: dict[str, int], rest: str, seconds: float) -> str:
    assert set(long.statuses) == {-signal.SIGKILL}, "a gateway ended by itself"
    broker = long.stand.broker
    assert broker
    restarts = sorted(long.restarts)
    rows = {
        "punches in the terminals' ledgers": f"{verdict['ledger']:,}",
        "lost / told and lost / doubled / invented / wrong person": " / ".join(
            str(verdict[one]) for one in ("lost", "promised", "doubled", "invented", "wrong_person")
        ),
        "in the database": f"{verdict['database']:,}",
        "in quarantine with their bytes (poison)": f"{verdict['quarantined']:,}",
        "SIGKILLs of the gateway": f"{len(long.statuses)}, {long.moved} with progress between",
        "SIGKILLs of the broker": str(broker.kills),
        "pieces the links were cut into": f"{sum(rule.hits for rule in long.rules):,}",
        "gateway ready after a kill, median / slowest": (
            f"{restarts[len(restarts) // 2]:.1f} s / {restarts[-1]:.1f} s"
        ),
        "most memory of a gateway": f"{long.memory >> 20} MiB",
        "from the last kill to rest": rest,
        "duration": f"{seconds / 60:.0f} min",
    }
    return "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def _document(table: str, seed: int, commit: str) -> str:
    broker = subprocess.run(
        ["/usr/sbin/mosquitto", "-h"], capture_output=True, text=True, check=False
    )
    version = broker.stdout.splitlines()[0]
    return f"""# The long run

Written by `make faults-long` (`tests/faults/long.py`); {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.
Commit `{commit}`, seed {seed} (the hash of commit and date, so nobody chose it).
{os.cpu_count()} cores, {platform.system()} {platform.release()},
Python {platform.python_version()},
SQLite {sqlite3.sqlite_version} (WAL, FULL), {version} under the product's configuration.

ADMS, MQTT face and ZK terminals in processes of their own, each with an fsynced ledger, behind
proxies that cut every stream at random; {DOUBLE} % sent twice, {POISON} % of the records
broken; gateway killed at random moments, also while it starts; every fifth time the broker too.
The checker (`tests/faults/check_ledger.py`) imports nothing of the product.

| what | seen |
|---|---|
{table}

Not shown: a true power cut (only killed processes; F34 has disks that fail), real terminals.
"""


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--waves", type=int, default=10)
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--punches", type=int, default=1_000_000)
    options.add_argument("--out", type=Path, default=ROOT / "docs/why/faults-long.md")
    given = options.parse_args()
    commit = _git("rev-parse", "--short=12", "HEAD")
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    seed = int.from_bytes(hashlib.sha256(f"{commit} {day}".encode()).digest()[:4])
    print(f"commit {commit}, seed {seed}, code {ROOT}", flush=True)
    with tempfile.TemporaryDirectory(prefix="liuhen-long-", ignore_cleanup_errors=True) as folder:
        table = asyncio.run(run(given, Path(folder), seed))
    given.out.write_text(_document(table, seed, commit), "utf-8")
    print(table)
    return 0 if " 0 / 0 / 0 / 0 / 0 " in table else 1


def _git(*words: str) -> str:
    with contextlib.suppress(OSError):
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() or "unknown"
    return "unknown"


if __name__ == "__main__":
    sys.exit(main())
