"""A ZK terminal over UDP, from its log to its live punches and its orders, over a bad network."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orm.models import Punch, TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import build, gateway, until
from tests.gateway.zk_kit import done, has, hasten, is_in, pulled, terminal

UDP = {"udp": True, "timeout_seconds": 1}


async def test_over_udp_log_live_punches_and_orders_come_through(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hasten(monkeypatch)
    house = await build(db, tmp_path, gateway_port=free_port())
    faults = [flag for one in ("lose@2", "twice@9", "swap@1") for flag in ("--fault", one)]
    flags = ("--prefill", 900, "--layout", "16", *faults)
    async with terminal(house, tmp_path, *flags, settings=UDP) as sim, gateway():
        await until(lambda: has(900), seconds=30)
        await until(pulled)
        await sim.punch("1001")
        await until(lambda: has(901))
        assert await done(house, "put_user", code="77", name="王") == "slot 21, shown as 王"
        assert (await done(house, "set_time")).startswith("set to ")
        await sim.punch("1002")
        await until(lambda: has(902))
        assert "cleared: 902 records" in await done(house, "clear_log")
        await sim.kill()
        await until(lambda: is_in("backing_off"), seconds=45)
        await sim.start()
        await sim.punch("1003")
        await until(lambda: has(903), seconds=30)
    assert await Punch.all().count() == 903
    assert not await TerminalGap.exists()
