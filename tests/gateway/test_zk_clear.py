"""F39: a ZK log is cleared on order only, and only when two readings and the database agree."""

import hashlib
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.errors import Unreachable
from devices.protocols.zk import ZkSession
from gateway import zk_clear
from hr import reconcile
from orm.models import Event, Punch, Quarantine, TerminalCommand, TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import House, build, gateway, until
from tests.gateway.zk_kit import done, failed, has, hasten, order, pulled, settled, terminal
from tests.support.sims import Sim


@pytest.fixture
async def house(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> House:
    hasten(monkeypatch)
    return await build(db, tmp_path, gateway_port=free_port())


async def left_on(sim: Sim) -> int:
    status = (await sim.order(do="status"))["terminals"][0]
    return int(status["stored"]) - int(status["cleared"])


def now(sim: Sim, **command: object) -> None:
    """Give the terminal an order from a thread that is not the loop's."""
    with socket.create_connection(("127.0.0.1", sim.facts["control"]), 5) as talk:
        talk.sendall(json.dumps(command).encode() + b"\n")
        assert json.loads(talk.makefile("rb").readline())["ok"]


async def test_a_proven_log_is_cleared_with_evidence_and_punching_goes_on(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 300) as sim, gateway():
        await until(lambda: has(300))
        told = await done(house, "clear_log")
        last = max(one.identity for one in await Punch.all())  # one punch a second
        assert told.startswith(f"cleared: 300 records, last {last}, sha256 ")
        assert told.endswith("punches heard meanwhile 0; records left 0")
        assert await left_on(sim) == 0
        await sim.punch("1001")
        await until(lambda: has(301))
        assert await done(house, "read_log") == "1 records read and compared"
    assert not await TerminalGap.exists(), "the log was emptied by us: nothing is missing"
    (event,) = await Event.filter(type="terminal.signal")
    assert "log_cleared_on_order" in event.data


async def test_the_proof_is_the_hash_of_the_bytes_that_were_read(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies: list[bytes] = []
    read = ZkSession.read_log_disabled

    def noted(session: ZkSession) -> object:
        log = read(session)
        bodies.append(log.body)
        return log

    monkeypatch.setattr(ZkSession, "read_log_disabled", noted)
    async with terminal(house, tmp_path, "--prefill", 40), gateway():
        await until(lambda: has(40))
        told = await done(house, "clear_log")
    pulled_body, first, second, *_ = bodies
    assert len(pulled_body) == 40 * 40
    assert pulled_body == first == second
    assert hashlib.sha256(second).hexdigest() in told


async def test_a_punch_between_the_last_count_and_the_clearing_is_heard_and_stored(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 20) as sim, gateway():
        await until(lambda: has(20))
        await sim.order(do="fault", name="punch_at_clear@1")
        told = await done(house, "clear_log")
        assert "punches heard meanwhile 1; records left 0" in told
        status = (await sim.order(do="status"))["terminals"][0]
        assert (status["stored"], await Punch.all().count()) == (21, 21)
        assert await left_on(sim) == 0


@pytest.mark.parametrize("turn", [1, 2])
async def test_a_punch_between_the_readings_makes_them_differ_and_nothing_is_cleared(
    house: House, tmp_path: Path, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`grow_after` punches as a reading ends, after the first one or after the second."""
    async with terminal(house, tmp_path, "--prefill", 20) as sim, gateway():
        await until(lambda: has(20))
        await until(pulled)
        taken = 0
        read = ZkSession.read_log_disabled

        def growing(session: ZkSession) -> object:
            nonlocal taken
            taken += 1
            if taken == turn:
                now(sim, do="fault", name="grow_after@1")
            return read(session)

        monkeypatch.setattr(ZkSession, "read_log_disabled", growing)
        reason = await failed(house, "clear_log")
        assert ("two readings differ" if turn == 1 else "the terminal counts 21 now") in reason
        assert await left_on(sim) == 21
        await until(lambda: has(21))


async def test_a_record_that_is_not_in_the_database_stops_the_clearing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = reconcile.held

    async def without_one(*args: object) -> object:
        days = await held(*args)  # type: ignore[arg-type] # as it was called
        day = min(days)
        return days | {day: set(sorted(days[day])[1:])}

    async with terminal(house, tmp_path, "--prefill", 20) as sim, gateway():
        await until(lambda: has(20))
        await until(pulled)
        monkeypatch.setattr(reconcile, "held", without_one)
        assert "1 records are not in the database" in await failed(house, "clear_log")
        assert await left_on(sim) == 20


async def test_unreadable_records_are_cleared_once_quarantine_has_their_bytes(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 20, "--fault", "bad_date") as sim, gateway():
        await until(lambda: has(19))
        await until(Quarantine.exists)
        await Quarantine.all().delete()
        assert "not all in quarantine" in await failed(house, "clear_log")
        assert await left_on(sim) == 20


async def test_a_yes_that_cleared_nothing_is_said(house: House, tmp_path: Path) -> None:
    async with terminal(house, tmp_path, "--prefill", 20, "--fault", "keep_log") as sim, gateway():
        await until(lambda: has(20))
        assert "still counts 20 records" in await failed(house, "clear_log")
        assert await left_on(sim) == 20


async def test_a_log_that_is_read_short_is_not_cleared(house: House, tmp_path: Path) -> None:
    async with terminal(house, tmp_path, "--prefill", 20) as sim, gateway():
        await until(pulled)
        await sim.order(do="fault", name="withhold:3")
        assert "3 of 20 records" in await failed(house, "clear_log")
        assert await left_on(sim) == 20


async def test_a_punch_lost_because_the_connection_died_in_the_clearing_is_a_gap(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(link: ZkSession, _: object) -> int:
        link.socket.close()
        raise Unreachable("cut on order")

    async with terminal(house, tmp_path, "--prefill", 20) as sim, gateway():
        await until(lambda: has(20))
        await until(pulled)
        newest = max(one.local_text for one in await Punch.all())
        monkeypatch.setattr(zk_clear, "_drain", cut)
        await sim.order(do="fault", name="punch_at_clear@1")
        await order(house, "clear_log")
        gap = await until(TerminalGap.first)
        unheard = (tmp_path / "ledger" / "ZK1.jsonl").read_text("utf-8").splitlines()
        (lost,) = [json.loads(line)["local"] for line in unheard if '"n": 21,' in line]
        assert (gap.kind, gap.low) == ("cleared", newest)
        assert gap.low < lost <= gap.high
        await sim.punch("1001", local="2099-01-01 08:00:00")
        await until(lambda: has(21))
    assert await TerminalGap.all().count() == 1


async def test_nothing_is_ever_cleared_without_an_order(house: House, tmp_path: Path) -> None:
    async with terminal(house, tmp_path, "--prefill", 95, "--capacity", 100) as sim, gateway():
        await until(pulled)
        assert await left_on(sim) == 95
        waiting = await order(house, "clear_log")
        await TerminalCommand.filter(id=waiting).update(state="waiting")  # for a second person
        await sim.punch("1001")
        await until(lambda: has(96))
        assert await left_on(sim) == 96
        await TerminalCommand.filter(id=waiting).update(state="queued")
        assert (await settled(waiting)).state == "done"
