"""ZK terminals over TCP: the log is the truth, live is a hint, the wrong terminal is not ours."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.zk_worker import BadSetting, zk_settings
from hr import gateway as door
from hr import punches
from orm.models import Punch, Quarantine, Terminal
from tests.dbfixtures import Database
from tests.gateway.kit import House, add_person, build, gateway, until
from tests.support.sims import Sim, simulator

KEY = "1234"


@pytest.fixture
async def house(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> House:
    return await build(db, tmp_path, gateway_port=free_port())


@asynccontextmanager
async def terminal(house: House, tmp_path: Path, *args: object) -> AsyncIterator[Sim]:
    """An enrolled ZK terminal with its ledger; its port stays when it is started again."""
    common = ("--serial", "ZK1", "--comm-key", KEY, "--ledger", tmp_path / "ledger")
    async with simulator("zk", *common, *args) as sim:
        port = sim.facts["ports"]["ZK1"]
        sim.args += ["--port", str(port)]
        await house.enrol("zk", "ZK1", address=f"127.0.0.1:{port}", secret=KEY)
        yield sim


async def has(count: int) -> bool:
    return await Punch.all().count() >= count


async def is_in(state: str) -> bool:
    return (await Terminal.get(serial="ZK1")).state == state


async def test_the_whole_log_comes_at_first_contact_and_counts_agree(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 2345), gateway():
        await until(lambda: has(2345))

        async def counted() -> bool:
            found = await Terminal.get(serial="ZK1")
            return found.device_count == found.stored_count == 2345 and bool(found.last_pull_at)

        await until(counted, seconds=20)
        found = await Terminal.get(serial="ZK1")
        assert (found.state, found.firmware[:8], found.user_count) == ("online", "Ver 6.60", 20)
        assert found.clock_skew_ms is not None
        assert abs(found.clock_skew_ms) <= 2000


async def test_a_live_punch_arrives_at_once_and_repeats_change_nothing(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 5) as sim, gateway():
        await until(lambda: has(5))
        await sim.punch("1004")
        await until(lambda: has(6), seconds=3)
    assert await Punch.all().count() == 6


async def test_a_restarted_gateway_reads_everything_again_and_nothing_doubles(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 5) as sim:
        async with gateway():
            await until(lambda: has(5))
        await sim.punch("1004")
        async with gateway():
            await until(pulled_again)
    assert await Punch.all().count() == 6


async def pulled_again() -> bool:
    found = await Terminal.get(serial="ZK1")
    return found.device_count == 6


async def test_a_punch_made_between_the_read_and_the_listening_is_counted_in(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 5) as sim, gateway():
        await until(lambda: has(5))
        await sim.order(do="fault", name="bad_event")  # its event is unreadable, its record is not
        await sim.punch("1005")
        await until(lambda: has(6), seconds=10)


async def test_a_restarted_terminal_is_found_again_and_its_outage_is_on_record(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 5) as sim, gateway():
        await until(lambda: is_in("online"))
        await sim.kill()
        await until(lambda: is_in("backing_off"))
        error = (await Terminal.get(serial="ZK1")).last_error
        assert error
        assert error["zh"].startswith("连不上设备")
        await sim.start()
        await sim.punch("1006")
        await until(lambda: has(6), seconds=20)
        await until(lambda: is_in("online"))


async def test_a_wrong_key_is_said_in_words_and_stores_nothing(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 5) as sim:
        await Terminal.all().delete()
        port = sim.facts["ports"]["ZK1"]
        await house.enrol("zk", "ZK1", address=f"127.0.0.1:{port}", secret="9")
        async with gateway():
            await until(lambda: is_in("backing_off"))
            error = (await Terminal.get(serial="ZK1")).last_error
    assert error
    assert "通信密码" in error["zh"]
    assert not await Punch.exists()


async def test_another_terminal_at_the_address_is_not_taken_for_ours(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 5):
        await Terminal.all().update(serial="ZK2")
        async with gateway():
            await until(refused)
    assert not await Punch.exists()


async def refused() -> bool:
    error = (await Terminal.get(serial="ZK2")).last_error
    return bool(error) and "another" in error["en"].lower()


async def test_one_bad_record_is_kept_apart_and_the_log_is_read_to_its_end(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 20, "--fault", "bad_date"), gateway():
        await until(Quarantine.exists)
        await until(lambda: has(19))


async def test_unknown_codes_wait_and_attach_when_they_are_assigned(
    house: House, tmp_path: Path
) -> None:
    person = await add_person(house, "5555")
    async with terminal(house, tmp_path) as sim, gateway():
        await until(lambda: is_in("online"))
        await sim.punch("55", local="2026-11-25 08:30:00")
        await until(lambda: has(1))
        assert await punches.assign(house.machine, "default", "55", person) == 1
        await sim.punch("55", local="2026-11-25 18:30:00")
        await until(lambda: has(2))
    assert {one.person_id for one in await Punch.all()} == {person}


async def test_a_terminal_switched_off_in_the_portal_is_left_and_on_again_taken_up(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path) as sim, gateway():
        await until(lambda: is_in("online"))
        await Terminal.all().update(enabled=False, state="off")
        await sim.punch("1001")
        await until(lambda: is_in("off"))
        await Terminal.all().update(enabled=True)
        await until(lambda: has(1), seconds=20)


@pytest.mark.parametrize(
    ("address", "secret"),
    [("", ""), ("10.0.0.1:port", ""), ("10.0.0.1", "abc"), ("10.0.0.1:", "1 2")],
)
async def test_what_no_zk_terminal_can_have_is_a_clear_error(
    house: House, address: str, secret: str
) -> None:
    await house.enrol("zk", "ZK1", address=address, secret=secret or "0")
    (to,) = await door.enrolled()
    with pytest.raises(BadSetting):
        zk_settings(to)
