"""Several gateways share the pulled terminals: each is somebody's, nobody's two people's."""

from pathlib import Path

import pytest

from hr import clock, leases
from orm import leases as orm_leases
from orm import sql
from orm.models import GatewayNode, TerminalLease
from tests.dbfixtures import Database
from tests.gateway.kit import House, build

COUNT = 5


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> House:
    return await build(db, tmp_path)


@pytest.fixture
async def terminals(house: House) -> list[str]:
    return sorted(
        [await house.enrol("zk", f"ZK{n}", address=f"127.0.0.1:{n}", secret="0")
         for n in range(1, COUNT + 1)]
    )  # fmt: skip


async def end_leases_of(node: str) -> None:
    """As if the gateway had been killed a lease ago."""
    await sql.run("UPDATE terminal_lease SET until = 1 WHERE holder = $1", node)
    await sql.run("UPDATE gateway_node SET seen_at = 1 WHERE id = $1", node)


async def test_a_lone_gateway_holds_every_terminal_until_it_is_told(terminals: list[str]) -> None:
    before = clock.monotonic()
    found = await leases.hold("a", terminals)
    assert sorted(found.tokens) == terminals
    assert set(found.tokens.values()) == {1}
    assert before < found.good_until < before + leases.LENGTH.total_seconds()
    again = await leases.hold("a", terminals)
    assert again.tokens == found.tokens
    assert again.good_until > found.good_until


async def test_one_that_joins_gets_its_share_once_the_other_gave_it_back(
    terminals: list[str],
) -> None:
    await leases.hold("a", terminals)
    assert not (await leases.hold("b", terminals)).tokens
    first = await leases.hold("a", terminals)
    assert len(first.surplus) == 2
    assert not (await leases.hold("b", terminals)).tokens, "taken while the other still speaks"
    await leases.release("a", first.surplus)
    second = await leases.hold("b", terminals)
    assert sorted(second.tokens) == sorted(first.surplus)
    assert set(second.tokens.values()) == {2}
    assert not (await leases.hold("a", terminals)).surplus


async def test_what_a_process_held_that_is_certainly_dead_is_taken_at_once(
    terminals: list[str],
) -> None:
    await leases.hold("a", terminals)
    found = await leases.hold("b", terminals, gone=lambda one: one == "a")
    assert sorted(found.tokens) == terminals
    assert set(found.tokens.values()) == {2}


async def test_what_a_dead_gateway_held_is_taken_over_under_a_greater_token(
    terminals: list[str],
) -> None:
    await leases.hold("a", terminals)
    await leases.hold("b", terminals)
    await end_leases_of("a")
    found = await leases.hold("b", terminals)
    assert found.tokens == dict.fromkeys(terminals, 2)
    awake = await leases.hold("a", terminals)
    assert not awake.tokens, "who slept through its lease has lost it"
    holders = [one.holder for one in await TerminalLease.all()]
    assert set(holders) == {"b"}


async def test_who_leaves_is_not_counted_and_its_terminals_are_free_at_once(
    terminals: list[str],
) -> None:
    await leases.hold("a", terminals)
    await leases.leave("a")
    assert not await GatewayNode.exists()
    assert sorted((await leases.hold("b", terminals)).tokens) == terminals


async def test_a_terminal_that_is_switched_off_is_given_back(terminals: list[str]) -> None:
    await leases.hold("a", terminals)
    found = await leases.hold("a", terminals[1:])
    assert found.surplus == (terminals[0],)


async def test_who_stands_still_while_it_renews_keeps_nobody_waiting_for_long(
    terminals: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL its locks end with its transaction, which the server ends."""
    said: list[str] = []

    async def noted(_: int) -> None:
        rows = await sql.rows("SELECT current_setting('idle_in_transaction_session_timeout') AS s")
        said.append(rows[0]["s"])

    if sql.dialect() == "postgres":
        monkeypatch.setattr(orm_leases, "bury", noted)
    await leases.hold("a", terminals)
    assert said == ["5s"] * (sql.dialect() == "postgres")


@pytest.mark.parametrize("count", [0, 1, 2, 7, 12])
@pytest.mark.parametrize("nodes", [1, 2, 3, 5])
def test_shares_are_whole_and_differ_by_one_at_most(count: int, nodes: int) -> None:
    alive = [f"n{one}" for one in range(nodes)]
    shares = [leases.share_of(node, alive, count) for node in alive]
    assert sum(shares) == count
    assert max(shares) - min(shares) <= 1
