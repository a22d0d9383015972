"""Orders to face terminals over a real broker: told while they listen, answered, told again."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gateway.mqtt_orders import Orders
from gateway.mqtt_routes import Routes
from gateway.roll import Roll
from hr import clock, ids, orders
from orm.models import Punch, TerminalCommand, TerminalUser
from tests.dbfixtures import Database
from tests.gateway.kit import House, build, gateway, until
from tests.support.mosquitto import Mosquitto
from tests.support.sims import Sim, simulator


@pytest.fixture
async def house(
    db: Database, tmp_path: Path, free_port: Callable[[], int], mosquitto: Mosquitto
) -> House:
    url = f"mqtt://127.0.0.1:{mosquitto.port}"
    house = await build(db, tmp_path, gateway_port=free_port(), mqtt_url=url)
    await house.enrol("mqtt_face", "FA1")
    return house


@asynccontextmanager
async def running(broker: Mosquitto, *faults: str) -> AsyncIterator[Sim]:
    options: list[object] = ["--serial", "FA1", "--port", broker.port, "--resend-seconds", 0.5]
    options += ["--heartbeat-seconds", 0.5]
    for fault in faults:
        options += ["--fault", fault]
    async with gateway(), simulator("mqtt_face", *options) as sim:
        yield sim


async def order(house: House, number: int, kind: str, **arguments: Any) -> None:
    terminal = await house.terminal("FA1")
    await TerminalCommand.create(
        id=ids.new_id(), company_id=house.company_id, terminal_id=terminal.id, number=number,
        kind=kind, arguments=arguments, created_at=clock.now(), created_by="01TEST",
    )  # fmt: skip


async def state(number: int) -> tuple[str, int | None]:
    found = await TerminalCommand.get(number=number)
    return found.state, found.result_code


async def settled(*numbers: int) -> bool:
    return all([(await state(one))[0] in {"done", "failed"} for one in numbers])


async def test_orders_are_carried_out_and_their_answers_kept(
    house: House, mosquitto: Mosquitto
) -> None:
    await order(house, 1, "put_user", code="1999", name="新人")
    await order(house, 2, "set_time")
    await order(house, 3, "reboot")
    await order(house, 4, "clear_log")
    async with running(mosquitto):
        await until(lambda: settled(1, 2, 3, 4))
        await order(house, 5, "read_users")
        await until(lambda: settled(5))
    assert [await state(one) for one in (1, 2, 3, 5)] == [("done", 200)] * 4
    assert await state(4) == ("failed", None)
    assert (await TerminalCommand.get(number=4)).result == orders.NOT_POSSIBLE
    assert await TerminalUser.exists(code="1999", name="新人")
    assert await TerminalUser.all().count() == 21


async def test_several_deletions_travel_as_one_sheet_and_each_has_its_own_result(
    house: House, mosquitto: Mosquitto
) -> None:
    for number, code in ((1, "1001"), (2, "1002"), (3, "9999")):
        await order(house, number, "delete_user", code=code)
    async with running(mosquitto):
        await until(lambda: settled(1, 2, 3))
    assert [(await state(one))[0] for one in (1, 2)] == ["done", "done"]
    assert (await state(3))[1] == 465


async def test_an_order_that_is_not_answered_goes_out_again_under_its_number(
    house: House, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(orders._PATIENCE, "mqtt", timedelta(seconds=1))
    await order(house, 7, "put_user", code="1999")
    async with running(mosquitto, "deaf@4"):  # UpMQTTconfig, GetMQTTconfig and twice the order
        await until(lambda: settled(7))
    found = await TerminalCommand.get(number=7)
    assert (found.state, found.sends) == ("done", 3)


async def test_a_span_that_is_read_again_brings_its_records_as_repeats(
    house: House, mosquitto: Mosquitto
) -> None:
    async with running(mosquitto) as sim:
        for second in range(5):
            await sim.punch("1001", local=f"2026-11-02 08:30:{second:02}")
        await until(lambda: stored(5))
        await order(house, 1, "read_log", low="2026-11-02 00:00:00", high="2026-11-03 00:00:00")
        await until(lambda: settled(1))
        await sim.punch("1002", local="2026-11-02 08:31:00")
        await until(lambda: stored(6))  # it came after the five repeats
    assert (await state(1))[0] == "done"


async def stored(count: int) -> bool:
    return await Punch.all().count() == count


async def test_people_are_told_one_a_second(house: House) -> None:
    said: list[tuple[float, dict[str, Any]]] = []
    roll = Roll()
    await roll.refresh()
    routes = Routes(roll)
    outbox = Orders(
        routes.of, lambda message: said.append((clock.monotonic(), json.loads(message.payload)))
    )
    for number in range(1, 4):
        await order(house, number, "put_user", code=str(1000 + number))
    (to,) = routes.everybody()
    await outbox.beat([to])
    assert said == []  # nobody has heard of it: it does not listen
    outbox.heard(to, online=False)
    outbox._looked = 0.0
    await outbox.beat([to])
    assert said == []  # it has said that it goes
    outbox.heard(to, online=True)
    outbox._looked = 0.0
    async with asyncio.timeout(10):
        while len(said) < 3:
            await outbox.beat([to])
            await asyncio.sleep(0.05)
    assert [body["messageId"] for _, body in said] == ["1", "2", "3"]
    assert all(later - sooner > 0.9 for (sooner, _), (later, _) in pairwise(said))
