"""MQTT against a real broker: stored, then acknowledged; poison, strangers and lost sessions."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from gateway.mqtt import Wire
from gateway.mqtt_client import Arrival
from hr import gateway as door
from hr import punches
from hr.gateway import NotStoredError
from orm.faults import fault
from orm.models import Inbox, Punch, Quarantine, UnknownTerminal
from tests.dbfixtures import Database
from tests.gateway.kit import House, add_person, build, gateway, until
from tests.support.mosquitto import Mosquitto
from tests.support.sims import Sim, simulator

BEAT = json.dumps({"operator": "HeartBeat", "info": {"facesluiceId": "FA1"}}).encode()


@pytest.fixture
async def house(
    db: Database, tmp_path: Path, free_port: Callable[[], int], mosquitto: Mosquitto
) -> House:
    url = f"mqtt://127.0.0.1:{mosquitto.port}"
    house = await build(db, tmp_path, gateway_port=free_port(), mqtt_url=url)
    await house.enrol("mqtt_face", "FA1")
    await house.enrol("mqtt_attend", "AT1")
    return house


@asynccontextmanager
async def face(broker: Mosquitto, *args: object) -> AsyncIterator[Sim]:
    common = ("--serial", "FA1", "--port", broker.port, "--resend-seconds", 0.5)
    async with simulator("mqtt_face", *common, *args) as sim:
        yield sim


class Client:
    """A plain MQTT client of a test: publishes QoS 1, remembers what it hears."""

    def __init__(self, broker: Mosquitto, *topics: str) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = lambda _c, _u, m: self.heard.append(
            (m.topic, json.loads(m.payload))
        )
        self._client.connect("127.0.0.1", broker.port)
        for topic in topics:
            self._client.subscribe(topic, 1)
        self._client.loop_start()

    async def publish(self, topic: str, payload: bytes) -> None:
        sent = self._client.publish(topic, payload, qos=1)
        await asyncio.to_thread(sent.wait_for_publish, 5)
        assert sent.is_published()

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
async def client(mosquitto: Mosquitto) -> AsyncIterator[Client]:
    found = Client(mosquitto, "mqtt/face/FA1")
    yield found
    found.stop()


@asynccontextmanager
async def serving(house: House, client: Client) -> AsyncIterator[None]:
    """A gateway that has its session: only from then on does a broker keep QoS 1 for it."""
    async with gateway():

        async def heard() -> bool:
            await client.publish("mqtt/face/heartbeat", BEAT)
            return await online(house)

        await until(heard, every=0.2)
        yield


def plain(seq: int, code: str = "1001", serial: str = "AT1") -> bytes:
    moment = f"2026-11-02T08:{seq // 60:02}:{seq % 60:02}"
    record = {"sn": serial, "seq": seq, "uid": code, "ts": moment, "state": 0, "verify": 15}
    return json.dumps(record).encode()


async def has(count: int) -> bool:
    return await Punch.all().count() >= count


async def acked(sim: Sim, count: int) -> bool:
    (found,) = (await sim.order(do="status"))["terminals"]
    return int(found["acked"]) >= count


async def test_a_face_terminal_is_acknowledged_for_what_is_stored(
    house: House, mosquitto: Mosquitto
) -> None:
    async with gateway(), face(mosquitto, "--prefill", 40) as sim:
        await until(lambda: acked(sim, 40))
        assert await Punch.all().count() == 40
        terminal = await house.terminal("FA1")
        await until(lambda: online(house))
        assert terminal.last_seen_at is None or terminal.state == "online"


async def online(house: House) -> bool:
    return (await house.terminal("FA1")).state == "online"


async def test_repeats_and_lost_acknowledgements_leave_one_row_each(
    house: House, mosquitto: Mosquitto
) -> None:
    async with gateway(), face(mosquitto, "--fault", "double", "--fault", "lose_ack@3") as sim:
        for second in range(3):
            await sim.punch("1001", local=f"2026-11-02 08:30:{second:02}")
        await until(lambda: acked(sim, 3))
    assert await Punch.all().count() == 3
    assert (await house.terminal("FA1")).stored_count == 3


async def test_poison_is_kept_apart_acknowledged_and_newer_records_pass(
    house: House, mosquitto: Mosquitto
) -> None:
    async with gateway(), face(mosquitto, "--fault", "poison@1") as sim:
        await sim.punch("1001")
        await sim.punch("1002")
        await until(lambda: acked(sim, 2))
    assert await Quarantine.filter(reason="bad_json").count() == 1
    assert await Punch.all().count() == 1
    assert (await house.terminal("FA1")).enabled


async def test_plain_punches_are_stored_while_poison_stands_among_them(
    house: House, client: Client
) -> None:
    async with serving(house, client):
        for seq in range(1, 101):
            bad = b"{" if seq % 20 == 0 else plain(seq)
            await client.publish("attend/v1/AT1/punch", bad)
        await until(lambda: Quarantine.exists(repeats=4))
    assert await Punch.all().count() == 95
    assert (await house.terminal("AT1")).stored_count == 95


async def test_what_came_while_the_gateway_was_away_comes_from_the_broker(
    house: House, client: Client
) -> None:
    async with serving(house, client):  # the first time it makes its durable session
        await client.publish("attend/v1/AT1/punch", plain(1))
        await until(lambda: has(1))
    for seq in range(2, 40):
        await client.publish("attend/v1/AT1/punch", plain(seq))
    async with gateway():
        await until(lambda: has(39))
    assert await Punch.all().count() == 39
    assert {one.terminal_id for one in await Inbox.all()} == {(await house.terminal("AT1")).id}


async def test_nothing_is_acknowledged_while_storage_fails(
    house: House, client: Client, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: object) -> None:
        raise NotStoredError(fault("storage.refused", url="").problem)

    async with serving(house, client), face(mosquitto) as sim:
        with monkeypatch.context() as broken:
            broken.setattr(door, "store", down)
            await sim.punch("1001")
            await client.publish("attend/v1/AT1/punch", plain(1))
            await asyncio.sleep(1)
            assert not await acked(sim, 1)
        await until(lambda: has(2))
        await until(lambda: acked(sim, 1))


async def test_an_unknown_terminal_is_counted_and_nothing_of_it_is_stored(
    house: House, client: Client
) -> None:
    async with serving(house, client):
        await client.publish("attend/v1/WHO/punch", plain(1, serial="WHO"))
        await client.publish("mqtt/face/WHO/Rec", b'{"operator":"RecPush","info":{}}')
        await until(lambda: UnknownTerminal.exists(serial="WHO", protocol="mqtt_attend"))
        await until(lambda: UnknownTerminal.exists(serial="WHO", protocol="mqtt_face"))
    assert not await Inbox.exists()
    assert not await Quarantine.exists()


async def test_a_terminal_enrolled_this_second_does_not_lose_its_first_punch(
    house: House, client: Client
) -> None:
    async with serving(house, client):
        await client.publish("attend/v1/AT1/punch", plain(1))
        await until(lambda: has(1))
        await house.enrol("mqtt_attend", "AT2")
        await client.publish("attend/v1/AT2/punch", plain(1, serial="AT2"))
        await until(lambda: has(2))


async def test_a_terminal_that_speaks_for_another_is_refused(
    house: House, mosquitto: Mosquitto
) -> None:
    async with gateway(), face(mosquitto, "--fault", "wrong_id") as sim:
        await sim.punch("1001")
        await until(lambda: UnknownTerminal.exists(serial="FA1", reason="identity_mismatch"))
    assert not await Punch.exists()
    assert (await house.terminal("FA1")).stored_count == 0


async def test_unknown_people_attach_when_they_are_assigned(house: House, client: Client) -> None:
    person = await add_person(house, "8888")
    async with serving(house, client):
        await client.publish("attend/v1/AT1/punch", plain(1, "88"))
        await until(lambda: has(1))
        assert await punches.assign(house.machine, "default", "88", person) == 1
        await client.publish("attend/v1/AT1/punch", plain(2, "88"))
        await until(lambda: has(2))
    assert {one.person_id for one in await Punch.all()} == {person}


async def test_at_first_contact_a_terminal_is_told_to_resend_until_acknowledged(
    house: House, client: Client
) -> None:
    async with serving(house, client):

        async def told() -> bool:
            return any(body["operator"] == "UpMQTTconfig" for _, body in client.heard)

        await until(told)
    assert (await house.terminal("FA1")).enabled


async def test_a_broker_that_lost_the_session_makes_us_ask_for_the_range_again(
    house: House, mosquitto: Mosquitto
) -> None:
    async with gateway():
        async with face(mosquitto) as sim:
            await sim.punch("1001")
            await until(lambda: acked(sim, 1))
            await until(lambda: seen(house))
        mosquitto.kill()
        for left in mosquitto.folder.glob("*.db"):
            left.unlink()
        mosquitto.start()
        listener = Client(mosquitto, "mqtt/face/FA1")

        async def asked() -> bool:
            await listener.publish("mqtt/face/heartbeat", BEAT)
            return any(body["operator"] == "ManualPushRecords" for _, body in listener.heard)

        await until(asked, seconds=20)
        listener.stop()


async def seen(house: House) -> bool:
    return (await house.terminal("FA1")).last_seen_at is not None


async def test_a_message_of_ten_megabytes_stops_nobody(house: House, client: Client) -> None:
    async with serving(house, client):
        await client.publish("attend/v1/AT1/punch", b"x" * 10_000_000)
        await client.publish("attend/v1/AT1/punch", plain(1))
        await until(lambda: has(1))
    (kept,) = await Quarantine.all()
    assert len(kept.payload) <= 65_536
    assert (await house.terminal("AT1")).stored_count == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_dead_network_thread_is_noticed_and_its_messages_come_again(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    true = Wire._take
    fallen: list[bool] = []

    def falls_once(self: Wire, found: list[Arrival]) -> None:
        if not fallen and any(b"seq" in one.payload for one in found):
            fallen.append(True)
            raise RuntimeError("a callback that raises")
        true(self, found)

    monkeypatch.setattr(Wire, "_take", falls_once)
    async with serving(house, client):
        await client.publish("attend/v1/AT1/punch", plain(1))
        await until(lambda: has(1))
    assert fallen
    assert "mqtt failed and is started again" in caplog.text
