"""Record numbers that never came: a gap between the neighbours, closed when they come."""

from collections.abc import Callable
from pathlib import Path

import pytest

from devices.driver import Batch, PunchEvent, numbered_identity
from gateway import mqtt_numbers
from gateway.mqtt_numbers import Numbers
from hr import gateway
from hr.gateway import Enrolled
from orm.models import TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import build


@pytest.fixture
async def to(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> Enrolled:
    monkeypatch.setattr(mqtt_numbers, "_GRACE", 0.0)
    house = await build(db, tmp_path, gateway_port=free_port())
    await house.enrol("mqtt_attend", "AT1")
    (found,) = await gateway.enrolled()
    return found


def at(number: int) -> str:
    return f"2026-11-02 08:{number // 60:02}:{number % 60:02}"


async def store(to: Enrolled, *numbers: int) -> list[tuple[str, str]]:
    events = tuple(
        PunchEvent(
            person_code="1001",
            local=at(n),
            identity=numbered_identity(str(n), at(n)),
            payload=b"%d" % n,
            record_no=str(n),
        )
        for n in numbers
    )
    await gateway.store(to, Batch(source="test", payload=repr(numbers).encode(), events=events))
    return [(str(n), at(n)) for n in numbers]


async def take(numbers: Numbers, to: Enrolled, *came: int, resends: bool = False) -> None:
    await numbers.meet(to, resends=resends)
    numbers.see(to, await store(to, *came))
    await numbers.beat()


async def gaps() -> list[tuple[str, str, int | None, bool]]:
    rows = await TerminalGap.filter(kind="skipped").order_by("low")
    return [(one.low, one.high, one.missing, one.settled_at is not None) for one in rows]


async def test_numbers_in_a_row_are_no_gap(to: Enrolled) -> None:
    numbers = Numbers()
    await take(numbers, to, 5, 6, 7)
    await take(numbers, to, 7, 8)
    assert await gaps() == []


async def test_what_was_skipped_is_reported_with_its_neighbours_and_closed_when_it_comes(
    to: Enrolled,
) -> None:
    numbers = Numbers()
    await take(numbers, to, 5, 9)
    assert await gaps() == [(at(5), at(9), 3, False)]
    await take(numbers, to, 7)
    assert await gaps() == [(at(5), at(9), 2, False)]
    await take(numbers, to, 8, 6)
    assert [settled for *_, settled in await gaps()] == [True]
    await take(numbers, to, 10)
    assert len(await gaps()) == 1


async def test_numbers_that_another_gateway_stored_are_not_missing(to: Enrolled) -> None:
    numbers = Numbers()
    await numbers.meet(to, resends=False)
    await store(to, 6, 7)
    await take(numbers, to, 5, 8)
    assert await gaps() == []


async def test_numbers_that_came_while_the_report_waited_are_not_missing(
    to: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt_numbers, "_GRACE", 60.0)
    numbers = Numbers()
    await take(numbers, to, 5, 8)
    await take(numbers, to, 7, 6)
    monkeypatch.setattr(mqtt_numbers, "_GRACE", 0.0)
    await numbers.beat()
    assert await gaps() == []


async def test_a_gap_that_another_gateway_fills_is_closed(to: Enrolled) -> None:
    numbers = Numbers()
    await take(numbers, to, 5, 8)
    assert await gaps() == [(at(5), at(8), 2, False)]
    await store(to, 6, 7)
    await numbers.beat()
    assert [settled for *_, settled in await gaps()] == [True]


async def test_a_counter_that_starts_again_is_no_gap(to: Enrolled) -> None:
    numbers = Numbers()
    await take(numbers, to, 500)
    numbers.see(to, [("1", at(600)), ("2", at(601))])
    await numbers.beat()
    assert await gaps() == []
    numbers.see(to, [("4", at(603))])
    await numbers.beat()
    assert await gaps() == [(at(601), at(603), 1, False)]


async def test_after_a_restart_the_gap_between_is_seen(to: Enrolled) -> None:
    await take(Numbers(), to, 5)
    await take(Numbers(), to, 8)
    assert await gaps() == [(at(5), at(8), 2, False)]


async def test_a_gap_that_was_not_reported_before_a_restart_is_found_after_it(
    to: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt_numbers, "_GRACE", 60.0)
    await take(Numbers(), to, 5, 8, 9)
    monkeypatch.setattr(mqtt_numbers, "_GRACE", 0.0)
    await take(Numbers(), to, 10)
    assert await gaps() == [(at(5), at(8), 2, False)]


async def test_a_clock_that_was_set_makes_no_gap(to: Enrolled) -> None:
    numbers = Numbers()
    await take(numbers, to, 5)
    numbers.see(to, [("9", "2020-01-01 00:00:00")])
    await numbers.beat()
    assert await gaps() == []


async def test_a_terminal_that_sends_again_until_acknowledged_begins_where_it_is(
    to: Enrolled,
) -> None:
    await take(Numbers(), to, 5)
    await take(Numbers(), to, 8, resends=True)
    assert await gaps() == []


async def test_after_a_restart_a_reported_gap_is_still_closed(to: Enrolled) -> None:
    await take(Numbers(), to, 5, 9)
    await take(Numbers(), to, 6, 7, 8)
    assert [settled for *_, settled in await gaps()] == [True]


async def test_what_came_late_and_was_no_punch_is_not_missing(to: Enrolled) -> None:
    numbers = Numbers()
    await numbers.meet(to, resends=False)
    numbers.see(to, [("5", at(5)), ("7", at(7)), ("6", "")])
    await numbers.beat()
    assert await gaps() == []


async def test_what_no_punch_came_of_counts_too(to: Enrolled) -> None:
    numbers = Numbers()
    await take(numbers, to, 5)
    numbers.see(to, [("6", ""), ("7", "")])
    await take(numbers, to, 8)
    assert await gaps() == []
