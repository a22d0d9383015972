"""States, silence and outages, on a clock that the test moves."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.driver import Facts
from devices.errors import Unreachable
from gateway.health import Watch
from hr import clock, gateway
from hr.gateway import Enrolled, NotStoredError
from orm.faults import fault
from orm.models import Terminal, TerminalOutage
from tests.dbfixtures import Database
from tests.gateway.kit import House, build

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


class Time:
    """Wall clock and monotonic clock, moved together."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return 1000 + self.passed


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Time]:
    found = Time()
    clock.use(found.now)
    monkeypatch.setattr(clock, "monotonic", found.monotonic)
    yield found
    clock.use(None)


@pytest.fixture
async def house(db: Database, tmp_path: Path, time: Time) -> House:
    return await build(db, tmp_path)


async def watched(house: House, protocol: str, **more: object) -> tuple[Watch, Enrolled]:
    await house.enrol(protocol, "T1", address="127.0.0.1", secret="0", **more)
    watch = Watch()
    return watch, await read(watch)


async def read(watch: Watch) -> Enrolled:
    (to,) = await gateway.enrolled()
    watch.follow([to])
    return to


async def state() -> str:
    return (await Terminal.get(serial="T1")).state


@pytest.mark.parametrize(
    ("protocol", "settings", "fine", "down"),
    [
        ("adms", {"poll_seconds": 10}, 21, 23),
        ("mqtt_face", {"heartbeat_seconds": 30}, 61, 63),
        ("zk", {}, 599, 601),
    ],
)
async def test_two_intervals_of_silence_mean_down_from_the_last_sign_of_life(
    house: House, time: Time, protocol: str, settings: dict[str, int], fine: int, down: int
) -> None:
    watch, to = await watched(house, protocol, settings=settings)
    watch.heard(to)
    await watch.beat()
    time.passed = fine
    await watch.beat()
    assert (await state(), await TerminalOutage.all().count()) == ("online", 0)
    time.passed = down
    await watch.beat()
    assert await state() == "offline"
    assert (await TerminalOutage.get()).began_at == NOW
    watch.heard(to)
    await watch.beat()
    assert await state() == "online"
    assert (await TerminalOutage.get()).ended_at == NOW + timedelta(seconds=down)


async def test_a_terminal_without_heartbeat_is_never_down_by_silence(
    house: House, time: Time
) -> None:
    watch, to = await watched(house, "mqtt_attend")
    watch.heard(to)
    await watch.beat()
    time.passed = 100_000
    await watch.beat()
    assert await state() == "online"


async def test_a_short_hiccup_is_no_outage_and_a_long_failure_is(house: House, time: Time) -> None:
    watch, to = await watched(house, "zk")
    watch.heard(to)
    watch.failed(to, Unreachable("refused"))
    await watch.beat()
    assert await state() == "backing_off"
    time.passed = 9
    await watch.beat()
    assert not await TerminalOutage.exists()
    time.passed = 11
    await watch.beat()
    assert (await TerminalOutage.get()).reason == "unreachable"
    error = (await Terminal.get(serial="T1")).last_error
    assert error
    assert error["detail"] == "refused"


async def test_our_own_absence_is_an_outage_of_every_terminal_that_was_heard_before(
    house: House, time: Time
) -> None:
    watch, to = await watched(house, "adms")
    watch.heard(to)
    await watch.beat()
    time.passed = 3600  # this process dies; another starts an hour later
    later = Watch()
    to = await read(later)
    later.heard(to)
    await later.beat()
    found = await TerminalOutage.get()
    assert (found.began_at, found.ended_at) == (NOW, NOW + timedelta(hours=1))
    assert found.reason == "gateway_away"


async def test_a_quick_restart_is_no_outage(house: House, time: Time) -> None:
    watch, to = await watched(house, "adms")
    watch.heard(to)
    await watch.beat()
    time.passed = 5
    later = Watch()
    later.heard(await read(later))
    await later.beat()
    assert not await TerminalOutage.exists()


async def test_writes_are_throttled_but_a_new_state_is_written_at_once(
    house: House, time: Time
) -> None:
    watch, to = await watched(house, "adms")
    watch.heard(to)
    await watch.beat()
    for second in range(1, 5):
        time.passed = second
        watch.heard(to)
        await watch.beat()
    assert (await Terminal.get(serial="T1")).last_seen_at == NOW
    time.passed = 5
    await watch.beat()
    assert (await Terminal.get(serial="T1")).last_seen_at == NOW + timedelta(seconds=4)


async def test_what_a_terminal_says_of_itself_is_shown_with_its_skew(house: House) -> None:
    watch, to = await watched(house, "zk")
    facts = Facts(serial="T1", firmware="V1", device_time="2026-11-02 09:02:00", users=3, records=7)
    watch.heard(to, facts)
    await watch.beat()
    found = await Terminal.get(serial="T1")
    assert (found.firmware, found.user_count, found.device_count) == ("V1", 3, 7)
    assert found.clock_skew_ms == 120_000


async def test_what_storage_refuses_is_written_when_it_works_again(
    house: House, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, to = await watched(house, "adms")
    watch.heard(to)

    async def busy(*_: object) -> None:
        raise NotStoredError(fault("storage.busy").problem)

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "report", busy)
        await watch.beat()
    assert await state() == "new"
    time.passed = 1
    await watch.beat()
    assert await state() == "online"


async def test_what_another_gateway_hears_is_a_sign_of_life_here_too(
    house: House, time: Time
) -> None:
    ours, to = await watched(house, "adms")
    theirs = Watch()
    await read(theirs)
    ours.heard(to)
    await ours.beat()
    for _ in range(12):
        time.passed += 10
        theirs.heard(to)
        await theirs.beat()
        await read(ours)
        await ours.beat()
    assert await TerminalOutage.all().count() == 0
    for _ in range(6):
        time.passed += 10
        await read(ours)
        await ours.beat()
    (outage,) = await TerminalOutage.all()
    assert outage.ended_at is None
