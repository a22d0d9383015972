"""Several gateway processes share the ZK terminals; what one leaves or loses another takes up."""

import asyncio
import json
import os
import signal
import sqlite3
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from orm import sql
from orm.models import GatewayNode, Punch, Terminal, TerminalLease
from tests.dbfixtures import Database
from tests.gateway.kit import House, build, gateway, until
from tests.gateway.zk_kit import terminal
from tests.support import gateway_process
from tests.support.sims import Sim

SERIALS = ("ZK1", "ZK2", "ZK3", "ZK4")
TAKE_OVER = 30.0
PATIENCE = 60.0  # for what is not claimed: a busy machine starts gateways slowly


@pytest.fixture
async def house(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> House:
    return await build(db, tmp_path, gateway_port=free_port())


@asynccontextmanager
async def terminals(house: House, tmp_path: Path) -> AsyncIterator[list[Sim]]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                terminal(house, tmp_path, "--prefill", 10, "--seed", n, serial=serial)
            )
            for n, serial in enumerate(SERIALS, 1)
        ]


async def start(house: House, free_port: Callable[[], int]) -> Process:
    settings = replace(house.settings, gateway_port=free_port())
    process = await gateway_process.start(settings)
    await gateway_process.ready(settings)
    return process


async def holders() -> Counter[str]:
    """How many terminals each gateway holds at this moment, by the database's clock."""
    now = "(extract(epoch FROM statement_timestamp()) * 1000)::bigint"
    if sql.dialect() == "sqlite":
        now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    rows = await sql.rows(f"SELECT holder FROM terminal_lease WHERE until > {now}")
    return Counter(row["holder"] for row in rows)


async def shared(by: int) -> bool:
    """Whether every terminal is held, evenly, by so many gateways."""
    found = await holders()
    return sum(found.values()) == len(SERIALS) and len(found) == by and _even(found)


def _even(found: Counter[str]) -> bool:
    return max(found.values()) - min(found.values()) <= 1


async def has(count: int) -> bool:
    return await Punch.all().count() >= count


def ledgers(tmp_path: Path) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for serial in SERIALS:
        for line in (tmp_path / "ledger" / f"{serial}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["do"] == "stored":
                found[serial, row["code"], row["local"]] += 1
    return found


async def database() -> Counter[tuple[str, str, str]]:
    serials = {one.id: one.serial for one in await Terminal.all()}
    return Counter(
        (serials[one.terminal_id], one.person_code, one.local_text) for one in await Punch.all()
    )


async def test_a_killed_gateways_terminals_are_taken_over_and_nothing_is_lost(
    house: House, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    """Two processes; one SIGKILLed: its terminals move within 30 s, ledger equals database."""
    async with terminals(house, tmp_path) as sims:
        first = await start(house, free_port)
        processes = [first]
        try:
            await until(lambda: has(40), seconds=PATIENCE)
            processes.append(await start(house, free_port))
            await until(lambda: shared(by=2), seconds=PATIENCE)
            tokens = {one.terminal_id: one.token for one in await TerminalLease.all()}
            for sim in sims:
                await sim.punch("1001")
            await until(lambda: has(44), seconds=PATIENCE)
            died = time.monotonic()
            assert await gateway_process.kill(first) == -signal.SIGKILL
            for sim in sims:
                await sim.punch("1002")
            await until(lambda: has(48), seconds=TAKE_OVER)
            assert time.monotonic() - died < TAKE_OVER
            await until(lambda: shared(by=1), seconds=PATIENCE)
            after = {one.terminal_id: one.token for one in await TerminalLease.all()}
            assert Counter(after[key] - tokens[key] for key in tokens) == {0: 2, 1: 2}
        finally:
            for process in processes:
                await gateway_process.kill(process)
        assert await database() == ledgers(tmp_path)


async def test_a_gateway_that_stops_frees_its_terminals_at_once(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 10):
        async with gateway():
            await until(lambda: has(10))
            assert await holders()
        assert not await holders()
        assert not await GatewayNode.exists()


async def test_a_gateway_that_slept_through_its_lease_never_speaks_beside_the_next_one(
    house: House, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    """SIGSTOP past the end of the lease; the terminals count who is connected, and when."""
    async with terminals(house, tmp_path) as sims:
        sleeper = await start(house, free_port)
        processes = [sleeper]
        try:
            await until(lambda: has(40), seconds=PATIENCE)
            await until(lambda: shared(by=1), seconds=PATIENCE)
            before = await holders()
            await freeze(house, sleeper)
            processes.append(await start(house, free_port))

            async def taken() -> bool:
                found = await holders()
                return sum(found.values()) == len(SERIALS) and not found.keys() & before.keys()

            await until(taken, seconds=PATIENCE)
            for sim in sims:
                await sim.punch("1003")
            await until(lambda: has(44), seconds=PATIENCE)
            said = [await words(sim) for sim in sims]
            os.kill(sleeper.pid, signal.SIGCONT)
            await until(lambda: shared(by=2), seconds=PATIENCE)
            await asyncio.sleep(1)
            for sim, before_waking in zip(sims, said, strict=True):
                old = len(before_waking) - 1  # all but the connection of the one that took over
                assert (await words(sim))[:old] == before_waking[:old], "the sleeper spoke again"
        finally:
            for process in processes:
                await gateway_process.kill(process)
        assert await database() == ledgers(tmp_path)


async def freeze(house: House, process: Process) -> None:
    """Stop a process where it does not hold SQLite's only lock: everybody would wait for it."""
    while True:
        os.kill(process.pid, signal.SIGSTOP)
        if sql.dialect() == "postgres" or _writable(house.settings.database):
            return
        os.kill(process.pid, signal.SIGCONT)
        await asyncio.sleep(0.2)


def _writable(database: str) -> bool:
    with closing(sqlite3.connect(database.removeprefix("sqlite://"), timeout=0.5)) as file:
        try:
            file.execute("BEGIN IMMEDIATE").connection.rollback()
        except sqlite3.OperationalError:
            return False
    return True


async def words(sim: Sim) -> list[int]:
    """Frames heard on each connection so far, in the order in which they were made."""
    status = (await sim.order(do="status"))["terminals"][0]
    heard: list[int] = status["heard"]
    return heard
