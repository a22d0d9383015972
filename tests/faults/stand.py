"""One fault run's small company: terminals on the wire, a gateway process, a database, a judge."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path
from random import Random
from typing import Any, cast

from orm.models import Event, Punch, Quarantine, Terminal
from tests.dbfixtures import Database
from tests.faults import judge
from tests.faults.processes import ROOT, TERMINAL_WORD, AttendProcess, Gateway, ProductBroker
from tests.faults.proxy import Proxy, Rule, proxy
from tests.gateway.kit import PEOPLE, SECRET, House, build
from tests.support.ports import free_port
from tests.support.sims import Sim, simulator

FULL = os.environ.get("LIUHEN_FAULTS") == "full"
NOBODY = "1999"  # punches too, and is mapped to no one
PULLED = "zk"


@dataclass(slots=True)
class Stand:
    """What a run has in its hands; everything it starts is ended with it."""

    db: Database
    folder: Path
    seed: int
    house: House
    gateway: Gateway
    random: Random
    stack: AsyncExitStack
    patience: float = 30.0
    full: bool = FULL
    sims: dict[str, Sim] = field(default_factory=dict)
    attends: dict[str, AttendProcess] = field(default_factory=dict)
    verdict: dict[str, int] = field(default_factory=dict)
    broker: ProductBroker | None = None
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def ledgers(self) -> Path:
        return self.folder / "ledgers"

    def many(self, short: int, full: int) -> int:
        """How often, in a short run and in the long form."""
        return full if self.full else short

    async def proxy(self, target: int | str, rule: Rule | None = None) -> Proxy:
        return await self.stack.enter_async_context(proxy(target, rule))

    async def start_broker(self, *serials: str) -> ProductBroker:
        """The product's broker, and the gateway told of it."""
        self.broker = ProductBroker(self.folder / "broker", list(serials))
        self.broker.start()
        self.stack.callback(self.broker.kill)
        self.tell(mqtt_url=self.broker.url)
        return self.broker

    def tell(self, **settings: Any) -> None:
        """Change what the gateway is started with next."""
        self.gateway.settings = changed(self.gateway.settings, **settings)

    async def adms(self, serial: str = "AD1", *, port: int = 0, **options: object) -> Sim:
        """A terminal that pushes over HTTP; `port` leads it through a proxy."""
        server = f"http://127.0.0.1:{port or self.gateway.settings.gateway_port}"
        given = {"server": server, "secret": SECRET, "retry_seconds": 0.3, "poll_seconds": 1}
        if not await Terminal.exists(serial=serial):
            await self.house.enrol("adms", serial)
        return await self._start("adms", serial, {**given, **options})

    async def zk(
        self, serial: str = "ZK1", *, rule: Rule | None = None, facts: Any = None, **options: object
    ) -> tuple[Sim, Proxy]:
        """A terminal that is pulled, always behind a proxy."""
        sim = await self._start("zk", serial, options)
        relay = await self.proxy(sim.facts["ports"][serial], rule)
        await self.house.enrol(
            "zk", serial, address=f"127.0.0.1:{relay.port}", secret="0", **(facts or {})
        )
        return sim, relay

    async def face(self, serial: str = "FA1", *, port: int = 0, **options: object) -> Sim:
        """A terminal that pushes over MQTT and waits for each PushAck."""
        assert self.broker, "start_broker first"
        given = {"port": port or self.broker.port, "password": TERMINAL_WORD, "resend_seconds": 1}
        if not await Terminal.exists(serial=serial):
            await self.house.enrol("mqtt_face", serial)
        return await self._start("mqtt_face", serial, {**given, **options})

    async def attend(self, serial: str, count: int) -> None:
        """A terminal of the plain JSON kind, acknowledged by PUBACK; it punches up to `count`."""
        assert self.broker, "start_broker first"
        if not await Terminal.exists(serial=serial):
            await self.house.enrol("mqtt_attend", serial)
        if serial in self.attends:
            await self.attends[serial].kill()
        given = {
            "port": self.broker.port, "serial": serial, "password": TERMINAL_WORD,
            "ledger": self.ledgers, "count": count,
        }  # fmt: skip
        self.attends[serial] = AttendProcess(given)
        await self.attends[serial].start()
        self.stack.push_async_callback(self.attends[serial].kill)

    async def _start(self, kind: str, serial: str, options: dict[str, object]) -> Sim:
        codes = self.folder / "people.txt"
        codes.write_text("\n".join([*PEOPLE, NOBODY]))
        given = {"ledger": self.ledgers, "people": codes, "seed": self.seed, **options}
        serials = [serial, *cast("list[str]", given.pop("more", []))]
        words = [word for one in serials for word in ("--serial", one)]
        for name, value in given.items():
            for one in value if isinstance(value, list) else [value]:
                words += [f"--{name.replace('_', '-')}", *([] if one is True else [str(one)])]
        sim = await self.stack.enter_async_context(simulator(kind, *words))
        self.sims |= dict.fromkeys(serials, sim)
        return sim

    async def told(self, serial: str) -> tuple[int, int]:
        """What one terminal has stored, and what it knows to be kept."""
        if serial in self.attends:
            return self.attends[serial].told()
        status = await self.sims[serial].order(do="status")
        found = next(one for one in status["terminals"] if one["serial"] == serial)
        return found["stored"], found["acked"]

    async def all_stored(self, serial: str) -> bool:
        """Whether a pulled terminal's whole log is kept."""
        return await self.rows(serial) >= (await self.told(serial))[0]

    async def all_stored_once(self, serial: str) -> bool:
        """Whether the whole log of a pulled terminal is among the punches."""
        found = await Terminal.get(serial=serial)
        return await Punch.filter(terminal_id=found.id).count() >= (await self.told(serial))[0]

    async def signals(self) -> list[str]:
        """The codes of what people are told about terminals, oldest first."""
        rows = await Event.filter(type="terminal.signal").order_by("id")
        return [json.loads(one.data or "{}").get("code", "") for one in rows]

    async def rows(self, *serials: str) -> int:
        """Rows of some terminals, quarantine included; of all without a name."""
        ids = [t.id for t in await Terminal.all() if not serials or t.serial in serials]
        punches = await Punch.filter(terminal_id__in=ids).count()
        return punches + await Quarantine.filter(terminal_id__in=ids).count()

    async def _at_rest(self) -> tuple[bool, str]:
        seen: dict[str, object] = {}
        for sim in {id(one): one for one in self.sims.values()}.values():
            for one in (await sim.order(do="status"))["terminals"]:
                kept = await self.rows(one["serial"]) if sim.name == PULLED else one["acked"]
                if kept < one["stored"]:
                    seen[one["serial"]] = (one["stored"], kept)
        for serial in self.attends:
            stored, acked = await self.told(serial)
            rows = await self.rows(serial)
            if min(acked, rows) < stored:
                seen[serial] = (stored, (acked, rows))
        return not seen, str(seen)

    async def settle(self) -> float:
        """Wait until everything stored on a terminal is kept; fails when nothing moves any more.

        Returns the seconds it took.
        """
        began = since = time.monotonic()
        before = ""
        while time.monotonic() - since < self.patience:
            done, now = await self._at_rest()
            if done:
                return time.monotonic() - began
            before, since = (now, time.monotonic()) if now != before else (before, since)
            await asyncio.sleep(0.1)
        raise AssertionError(f"nothing moves any more: (stored, kept) {before}")

    async def judged(self, since: str = "", **expected: int) -> dict[str, int]:
        """The independent checker's verdict: no fault at all, and what else is expected."""
        self.verdict = await judge.checked(self.db, self.folder, self.people, since)
        faults = {name: self.verdict[name] for name in judge.FAULTS if self.verdict[name]}
        assert not faults, f"{faults} of {self.verdict}"
        got = {name: self.verdict[name] for name in expected}
        assert got == expected, f"expected {expected}, found {self.verdict}"
        return self.verdict

    async def rest(self, **expected: int) -> dict[str, int]:
        """Settle, then judge."""
        await self.settle()
        return await self.judged("", **expected)


@asynccontextmanager
async def standing(
    db: Database, folder: Path, seed: int, *, root: Path = ROOT, **facts: Any
) -> AsyncIterator[Stand]:
    """A company in a connected database; its gateway runs the code under `root`."""
    house = await build(db, folder, gateway_port=free_port())
    gateway = Gateway(settings=house.settings, log=folder / "gateway.log", root=root)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end, gateway)
        yield Stand(db, folder, seed, house, gateway, Random(seed), stack, **facts)


async def _end(gateway: Gateway) -> None:
    if gateway.process and gateway.alive:
        await gateway.kill()
