"""Terminal against database: rings that wrapped, logs that are gone, counts that are not true."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.codecs import zk_user
from devices.codecs.zk_code import Code
from devices.driver import User
from devices.protocols.zk import ZkSession, ZkSettings
from orm.models import Event, Punch, Quarantine, Terminal, TerminalDay, TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import House, build, gateway, until
from tests.gateway.zk_kit import KEY, done, has, hasten, is_in, pulled, terminal
from tests.support.sims import Sim


@pytest.fixture
async def house(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> House:
    hasten(monkeypatch)
    return await build(db, tmp_path, gateway_port=free_port())


def ledger(tmp_path: Path) -> list[str]:
    """The local times of everything the terminal ever stored, in its order."""
    lines = (tmp_path / "ledger" / "ZK1.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [row["local"] for row in rows if row["do"] == "stored"]


async def punch(sim: Sim, count: int, start: str = "2026-11-24 08:00:00") -> None:
    """Punches a minute apart by people in turn."""
    first = datetime.fromisoformat(start)
    for n in range(count):
        local = (first + timedelta(minutes=n)).isoformat(sep=" ")
        await sim.punch(str(1001 + n % 20), local=local)


async def gaps() -> list[tuple[str, str, str]]:
    return [(one.kind, one.low, one.high) for one in await TerminalGap.filter(settled_at=None)]


async def all_days_agree() -> bool:
    rows = await TerminalDay.all()
    agree = all(one.device_digest == one.stored_digest for one in rows)
    return bool(rows) and agree


async def test_every_day_of_a_log_is_counted_and_compared(house: House, tmp_path: Path) -> None:
    async with terminal(house, tmp_path) as sim:
        await punch(sim, 30, "2026-11-23 23:45:00")
        async with gateway():
            await until(lambda: has(30))
            await until(lambda: TerminalDay.filter(stored_count=15).count())
        rows = await TerminalDay.all().order_by("day")
    counts = [(str(one.day), one.device_count, one.stored_count) for one in rows]
    assert counts == [("2026-11-23", 15, 15), ("2026-11-24", 15, 15)]
    assert await all_days_agree()
    assert await gaps() == []


async def test_f11_a_ring_that_wraps_while_the_gateway_is_stopped_is_a_gap_with_its_span(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--capacity", 50, "--ring") as sim:
        await punch(sim, 20, "2026-11-24 08:00:00")
        async with gateway():
            await until(lambda: has(20))
            await until(pulled)
        await punch(sim, 80, "2026-11-24 12:00:00")  # 30 of them are overwritten unread
        async with gateway():
            await until(lambda: has(70))
            await until(TerminalGap.exists)
        async with gateway():  # reported once
            await until(lambda: is_in("online"))
    times = ledger(tmp_path)
    last_had, oldest_left = times[19], times[50]
    assert await gaps() == [("overwritten", last_had, oldest_left)]
    stored = {one.local_text for one in await Punch.all()}
    lost = [local for local in times if local not in stored]
    assert len(lost) == 30
    assert all(last_had <= local <= oldest_left for local in lost)
    assert await Event.filter(type="terminal.gap").count() == 1


async def test_a_ring_that_drops_only_what_we_have_is_no_gap(house: House, tmp_path: Path) -> None:
    async with terminal(house, tmp_path, "--capacity", 50, "--ring") as sim:
        await punch(sim, 40, "2026-11-24 08:00:00")
        async with gateway():
            await until(lambda: has(40))
        await punch(sim, 40, "2026-11-24 12:00:00")
        async with gateway():
            await until(lambda: has(80))
            await until(all_days_agree_or_ours_has_more)
    assert await gaps() == []


async def all_days_agree_or_ours_has_more() -> bool:
    rows = await TerminalDay.all()
    return bool(rows) and all(one.device_count <= one.stored_count == 80 for one in rows)


async def test_zero_records_now_and_many_before_is_a_gap_and_nothing_we_have_is_doubted(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 25) as sim, gateway():
        await until(lambda: has(25))
        await until(pulled)
        newest = max(one.local_text for one in await Punch.all())
        await sim.order(do="fault", name="cleared")
        await done(house, "read_log")
        ((kind, low, high),) = await gaps()
        assert (kind, low) == ("cleared", newest)
        assert high > low
        assert await Punch.all().count() == 25


@pytest.mark.parametrize(
    ("fault", "missing"), [("announce:3000", 3000), ("withhold:4", 4)], ids=str
)
async def test_records_announced_and_not_handed_out_are_reported_not_believed(
    house: House, tmp_path: Path, fault: str, missing: int
) -> None:
    async with terminal(house, tmp_path, "--prefill", 20, "--fault", fault) as sim, gateway():
        await until(TerminalGap.exists)
        (gap,) = await TerminalGap.all()
        assert (gap.kind, gap.low, gap.missing) == ("short", "", missing)
        await until(lambda: is_in("backing_off"))
        error = (await Terminal.get(serial="ZK1")).last_error
        assert error
        assert "more records than it hands out" in error["en"]
        assert not await Punch.exists()
        await sim.order(do="behave")
        await until(lambda: has(20))

        async def closed() -> bool:
            return (await TerminalGap.get(id=gap.id)).settled_as == "read_again"

        await until(closed)


async def test_a_terminal_that_always_counts_zero_is_read_all_the_same(
    house: House, tmp_path: Path
) -> None:
    async with (
        terminal(house, tmp_path, "--prefill", 30, "--fault", "wide_sizes") as sim,
        gateway(),
    ):
        await until(lambda: has(30))
        await sim.punch("1001")
        await until(lambda: has(31))
        await done(house, "read_log")
        assert await gaps() == []


async def test_a_full_log_is_told_of_once_at_80_and_once_at_95_per_cent(
    house: House, tmp_path: Path
) -> None:
    async def told() -> list[str]:
        rows = await Event.filter(type="terminal.signal").order_by("id")
        return [json.loads(one.data)["code"] for one in rows]

    async def seen(*codes: str) -> bool:
        return await told() == list(codes)

    async with terminal(house, tmp_path, "--capacity", 100) as sim:
        await punch(sim, 79)
        async with gateway():
            await until(pulled)
            assert await told() == []
            await punch(sim, 1, "2026-11-24 12:00:00")
            await done(house, "read_users")  # the next question follows it
            await until(lambda: seen("log_filled_80"))
        async with gateway():  # a restart tells nothing again
            await until(lambda: is_in("online"))
            await punch(sim, 15, "2026-11-24 13:00:00")
            await done(house, "read_users")
            await until(lambda: seen("log_filled_80", "log_filled_95"))
            await until(lambda: Terminal.filter(device_count=95, record_cap=100).exists())
            await punch(sim, 9, "2026-11-24 14:00:00")  # five fit, then it refuses
            await until(lambda: has(100))
            assert await done(house, "clear_log")
            await punch(sim, 81, "2026-11-24 15:00:00")
            await done(house, "read_users")
            await until(lambda: has(181))

            async def again() -> bool:
                return (await told())[-1] == "log_filled_80"

            await until(again)


async def test_a_record_storage_cannot_hold_is_a_difference_that_stays_visible(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 10, "--fault", "bad_date"), gateway():
        await until(lambda: has(9))
        await until(Quarantine.exists)
        await until(all_days_agree)  # what cannot be read is counted on neither side
        assert await gaps() == []


def enrol_at_the_terminal(sim: Sim, user: User) -> None:
    settings = ZkSettings(host="127.0.0.1", port=sim.facts["ports"]["ZK1"], comm_key=int(KEY))
    with ZkSession(settings) as session:
        session.order(Code.USER_WRQ, zk_user.encode(user, 28))


@pytest.mark.parametrize("layout", ["8A", "8B"])
async def test_a_slot_given_to_somebody_else_does_not_take_the_old_punches_along(
    house: House, tmp_path: Path, layout: str
) -> None:
    async with terminal(house, tmp_path, "--layout", layout) as sim:
        await punch(sim, 20, "2026-11-24 08:00:00")
        async with gateway():
            await until(lambda: has(20))
            await done(house, "delete_user", code="1020")
            await done(house, "put_user", code="3001", name="新")  # slot 21: 20 was used
            await done(house, "delete_user", code="3001")
        before = {(one.person_code, one.local_text) for one in await Punch.all()}
        enrol_at_the_terminal(sim, User(code="4001", slot=20))
        async with gateway():
            await until(lambda: is_in("online"))
            await done(house, "read_log")
            await sim.punch("4001", local="2099-01-01 08:00:00")
            await until(lambda: has(21))
        after = {(one.person_code, one.local_text) for one in await Punch.all()}
    assert after - before == {("4001", "2099-01-01 08:00:00")}
    assert ("1020", "2026-11-24 08:19:00") in after
