"""A terminal whose cable is pulled: nothing ends, nothing answers, and yet it is found."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devices import zk_link
from gateway import health, zk_worker
from orm.models import Terminal, TerminalOutage
from tests.dbfixtures import Database
from tests.faults.proxy import Hole, Rule, proxy
from tests.gateway.kit import build, gateway, until
from tests.gateway.zk_kit import has, hasten, is_in, pulled, terminal

FOUND_WITHIN = 60.0


def test_listening_a_question_and_its_patience_are_less_than_a_minute() -> None:
    assert zk_worker._LISTEN + zk_worker._SILENCE + zk_link.QUICK < FOUND_WITHIN
    assert zk_worker._LISTEN + 10 + health._FAILING <= FOUND_WITHIN  # with the usual 10 s


async def test_a_black_hole_is_found_and_what_was_punched_meanwhile_comes_after_it(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hasten(monkeypatch)
    monkeypatch.setattr(zk_worker, "_LISTEN", 3.0)  # a tenth of it: the sum above is the proof
    house = await build(db, tmp_path, gateway_port=free_port())
    async with (
        terminal(house, tmp_path, "--prefill", 5, settings={"timeout_seconds": 1}) as sim,
        proxy(sim.facts["ports"]["ZK1"]) as wire,
    ):
        await Terminal.all().update(address=f"127.0.0.1:{wire.port}")
        async with gateway():
            await until(pulled)
            wire.rule = Hole()
            dark = time.monotonic()
            await sim.punch("1001")
            await until(lambda: is_in("backing_off"))
            assert time.monotonic() - dark < 3.0 + 2 * 1 + 2
            assert wire.rule.hits
            await until(lambda: TerminalOutage.filter(ended_at=None).exists(), seconds=20)
            wire.rule = Rule()
            await until(lambda: has(6), seconds=30)
            await until(lambda: TerminalOutage.filter(ended_at__isnull=False).exists())


async def test_a_session_that_does_not_end_in_time_says_no_more_word(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker, or another gateway, may be speaking by then."""
    hasten(monkeypatch)
    monkeypatch.setattr(zk_worker, "_PATIENCE", 0.2)
    house = await build(db, tmp_path, gateway_port=free_port())
    async with terminal(house, tmp_path, "--prefill", 5) as sim, gateway():
        await until(pulled)
        await sim.order(do="fault", name="late:1")
        await Terminal.all().update(settings={"pull_minutes": 29})  # another worker is due

        async def frames() -> list[int]:
            heard: list[int] = (await sim.order(do="status"))["terminals"][0]["heard"]
            return heard

        async def replaced() -> bool:
            return len(await frames()) == 2

        await until(replaced)
        before = (await frames())[0]
        await asyncio.sleep(3)
        assert (await frames())[0] <= before + 1  # what was under way as it was silenced
