"""What a gateway may speak with: its leases, for as long as they last, and not a second longer."""

from pathlib import Path

import pytest

from gateway.tenure import Tenure
from hr import clock, leases
from orm import config
from orm.models import GatewayNode, TerminalLease
from tests.dbfixtures import Database
from tests.gateway.kit import build


@pytest.fixture
async def terminal(db: Database, tmp_path: Path) -> str:
    house = await build(db, tmp_path)
    return await house.enrol("zk", "ZK1", address="127.0.0.1", secret="0")


async def test_it_holds_what_it_renewed_until_the_lease_is_over(
    terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenure = Tenure()
    assert not tenure.holds(terminal)
    await tenure.renew([terminal])
    assert tenure.keeps(terminal)
    later = clock.monotonic() + leases.LENGTH.total_seconds() - 1
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert not tenure.holds(terminal), "it falls silent before another may begin"


async def test_while_storage_is_down_what_it_holds_runs_out(
    terminal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenure = Tenure()
    await tenure.renew([terminal])
    await config.close()
    await config.connect(f"sqlite://{tmp_path / 'without_tables.db'}")
    await tenure.renew([terminal])
    assert tenure.holds(terminal)
    later = clock.monotonic() + leases.LENGTH.total_seconds()
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert not tenure.holds(terminal)


async def test_what_is_released_is_free_and_who_leaves_is_not_counted(terminal: str) -> None:
    one, other = Tenure(), Tenure()
    assert one.node != other.node
    await one.renew([terminal])
    await one.release(terminal)
    assert not one.holds(terminal)
    await one.leave()
    assert not await GatewayNode.exists()
    await other.renew([terminal])
    assert other.holds(terminal)
    assert (await TerminalLease.get()).token == 2
    await other.leave()
    assert (await TerminalLease.get()).until.year == 1970
