"""Several gateways at one broker, in processes of their own: one name each, nothing twice, no loss.

Every test kills something real, and the rows are counted in the database.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from gateway import mqtt_service
from gateway.mqtt_service import client_id_of, group_of
from hr import broker_sessions, clock
from hr.settings import Settings
from orm.models import BrokerSession, Punch, TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, House, build, gateway, until
from tests.support.gateway_process import ROOT, environment, kill
from tests.support.own_broker import OwnBroker

USERS = {"gateway": "gateway-word", "AT1": SECRET}


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[OwnBroker]:
    found = OwnBroker(tmp_path / "broker", USERS)
    found.start()
    yield found
    found.kill()


@pytest.fixture
async def house(
    db: Database, tmp_path: Path, free_port: Callable[[], int], broker: OwnBroker
) -> House:
    house = await build(db, tmp_path, gateway_port=free_port(), mqtt_url=broker.url)
    await house.enrol("mqtt_attend", "AT1")
    return house


@pytest.fixture
async def sharing(
    db: Database, tmp_path: Path, free_port: Callable[[], int], broker: OwnBroker
) -> House:
    more = {"mqtt_shared": True, "gateway_name": "alive"}
    house = await build(db, tmp_path, gateway_port=free_port(), mqtt_url=broker.url, **more)
    await house.enrol("mqtt_attend", "AT1")
    return house


class Gateway:
    """One `liuhen gateway` process and what it says."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.said = ""

    async def says(self, words: str, seconds: float = 15) -> None:
        assert self.process.stderr
        async with asyncio.timeout(seconds):
            while words not in self.said:
                self.said += (await self.process.stderr.readline()).decode()


@asynccontextmanager
async def running(
    settings: Settings, port: int, code: str = "", **more: str
) -> AsyncIterator[Gateway]:
    command = ["-c", code] if code else ["-m", "liuhen"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command, "gateway"),
        cwd=ROOT,
        stderr=PIPE,
        env={**os.environ, **environment(settings), "LIUHEN_GATEWAY_PORT": str(port), **more},
    )
    try:
        yield Gateway(process)
    finally:
        await kill(process)


class Terminal:
    """A plain terminal that keeps what the broker has not acknowledged, across reconnections."""

    def __init__(self, broker: OwnBroker) -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id="AT1")
        self._client.username_pw_set("AT1", SECRET)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_publish = self._published
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        self._sent = self._done = 0

    def punch(self, *numbers: int) -> None:
        for seq in numbers:
            moment = f"2026-11-02T{8 + seq // 3600:02}:{seq // 60 % 60:02}:{seq % 60:02}"
            record = {"sn": "AT1", "seq": seq, "uid": "1001", "ts": moment, "state": 0}
            payload = json.dumps({**record, "verify": 15})
            self._client.publish("attend/v1/AT1/punch", payload, qos=1)
            self._sent += 1

    def _published(self, *_: object) -> None:
        self._done += 1

    async def acknowledged(self) -> bool:
        return self._done == self._sent

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
async def terminal(broker: OwnBroker) -> AsyncIterator[Terminal]:
    found = Terminal(broker)
    yield found
    found.stop()


async def rows(count: int) -> bool:
    return await Punch.all().count() == count


async def held(client_id: str) -> bool:
    return await BrokerSession.exists(id=client_id)


async def test_a_second_gateway_of_the_same_name_stands_by_and_says_so_within_ten_seconds(
    house: House, terminal: Terminal, free_port: Callable[[], int]
) -> None:
    name = client_id_of(house.settings)
    async with running(house.settings, free_port()) as first:
        await until(lambda: held(name))
        async with running(house.settings, free_port()) as second:
            await second.says(f"another gateway uses the MQTT client id {name}", 10)
            terminal.punch(*range(1, 101))
            await until(lambda: rows(100))
            assert "another gateway" not in first.said
            await kill(first.process)
            terminal.punch(*range(101, 201))
            await until(lambda: rows(200))
    assert not await TerminalGap.exists()


async def test_outside_one_database_the_one_that_is_thrown_out_again_and_again_stops(
    house: House, broker: OwnBroker, free_port: Callable[[], int]
) -> None:
    name = client_id_of(house.settings)
    async with running(house.settings, free_port()) as ours:
        await until(lambda: held(name))
        rival = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=paho.MQTTv5)
        rival.username_pw_set("gateway", USERS["gateway"])
        rival.reconnect_delay_set(1, 1)
        rival.connect("127.0.0.1", broker.gateway_port)
        rival.loop_start()
        try:
            await ours.says(f"another gateway uses the MQTT client id {name}", 20)
        finally:
            rival.disconnect()
            rival.loop_stop()


async def test_gateways_of_a_group_share_the_messages_and_store_each_once(
    house: House, terminal: Terminal, free_port: Callable[[], int]
) -> None:
    shared = {"LIUHEN_MQTT_SHARED": "1"}
    async with (
        running(house.settings, free_port(), LIUHEN_GATEWAY_NAME="a", **shared) as one,
        running(house.settings, free_port(), LIUHEN_GATEWAY_NAME="b", **shared),
    ):
        for name in ("a", "b"):
            await until(partial(held, f"liuhen-gateway-{name}"))
        await asyncio.sleep(1)  # both have subscribed
        terminal.punch(*range(1, 201))
        await until(lambda: rows(200))
        await kill(one.process)
        terminal.punch(*range(201, 301))
        await until(lambda: has_at_least(250))
    assert await Punch.all().count() < 300  # the rest waits in the session of the one killed


async def has_at_least(count: int) -> bool:
    return await Punch.all().count() >= count


async def test_what_waits_for_a_gateway_that_is_gone_is_emptied_by_another(
    sharing: House,
    broker: OwnBroker,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name, value in (("_LOOK", 0.2), ("_QUIET", 0.5), ("_LEFT", 1.0)):
        monkeypatch.setattr(mqtt_service, name, value)
    _leave_a_session(
        broker, "liuhen-gateway-gone", f"$share/{group_of(sharing.settings)}/attend/v1/+/punch"
    )
    await BrokerSession.create(
        id="liuhen-gateway-gone", holder="", until=clock.now() - timedelta(minutes=1)
    )
    terminal.punch(*range(1, 51))
    await until(terminal.acknowledged)

    async def emptied() -> bool:
        return not await held("liuhen-gateway-gone")

    async with gateway():
        await until(lambda: rows(50))
        await until(emptied)
    assert "emptied what the broker held for liuhen-gateway-gone" in caplog.text
    assert [name for name, _ in await broker_sessions.every()] == ["liuhen-gateway-alive"]


def _leave_a_session(broker: OwnBroker, client_id: str, topic: str) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=paho.MQTTv5)
    client.username_pw_set("gateway", USERS["gateway"])
    client.on_connect = lambda client, *_: client.subscribe(topic, 1)
    client.on_subscribe = lambda client, *_: client.disconnect()
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's gap
    properties.SessionExpiryInterval = 3600
    client.connect("127.0.0.1", broker.gateway_port, clean_start=False, properties=properties)
    client.loop_forever()


async def test_a_network_thread_that_dies_in_a_real_process_is_started_again(
    house: House, terminal: Terminal, free_port: Callable[[], int]
) -> None:
    breaks = (
        "import sys; from gateway import mqtt; from liuhen import cli\n"
        "true, fallen = mqtt.Wire._take, []\n"
        "def take(self, found):\n"
        "    if not fallen and any(b'seq' in one.payload for one in found):\n"
        "        fallen.append(1); raise RuntimeError('a callback that raises')\n"
        "    true(self, found)\n"
        "mqtt.Wire._take = take\n"
        "sys.exit(cli.run(['gateway']))\n"
    )
    async with running(house.settings, free_port(), breaks) as broken:
        await until(lambda: held(client_id_of(house.settings)))
        await asyncio.sleep(1)
        terminal.punch(*range(1, 21))
        await until(lambda: rows(20), seconds=20)
        await broken.says("DeadThreadError")


async def test_a_broker_killed_at_random_loses_nothing_that_is_not_reported(
    house: House, broker: OwnBroker, terminal: Terminal, free_port: Callable[[], int]
) -> None:
    random = Random(int(os.environ.get("LIUHEN_SEED", "20261125")))
    async with running(house.settings, free_port()):
        await until(lambda: held(client_id_of(house.settings)))
        await asyncio.sleep(1)
        for turn in range(4):
            terminal.punch(*range(turn * 100 + 1, turn * 100 + 101))
            await asyncio.sleep(random.uniform(0, 0.6))
            broker.kill()
            broker.start()
        await until(terminal.acknowledged, seconds=20)
        try:
            await until(lambda: rows(400), seconds=10)
        except AssertionError:  # about one kill in thirty: what the broker lost is then a gap
            await until(lambda: TerminalGap.exists(kind="skipped"), seconds=60)
