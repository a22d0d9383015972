"""Our private mosquitto, run for real: who may say what, and what survives a plug being pulled."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from hr import gateway as door
from hr import terminals
from liuhen import broker_accounts
from liuhen.broker import Broker
from liuhen.broker_access import access_list
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, build, until
from tests.support.own_broker import OwnBroker

ROOT = Path(__file__).parents[2]
USERS = {"gateway": "g-word", "AT1": "a-word", "FA1": "f-word"}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[OwnBroker]:
    found = OwnBroker(tmp_path / "broker", USERS)
    found.start()
    yield found
    found.kill()


class Client:
    """One MQTT 5 client; `refused` names the reason when the broker does not let it in."""

    def __init__(
        self, running: OwnBroker, user: str, word: str | None = None, client_id: str = ""
    ) -> None:
        port = running.gateway_port if user == "gateway" else running.port
        self.heard: list[tuple[str, bytes]] = []
        self.refused = ""
        self._settled = Event()
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id or f"test-{user}", protocol=paho.MQTTv5
        )
        self._client.username_pw_set(user, word or USERS.get(user, ""))
        self._client.on_connect = self._connected
        self._client.on_message = lambda _c, _u, m: self.heard.append((m.topic, bytes(m.payload)))
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's gap
        properties.SessionExpiryInterval = 3600
        self._client.connect("127.0.0.1", port, clean_start=False, properties=properties)
        self._client.loop_start()
        assert self._settled.wait(5)

    def subscribe(self, topic: str) -> None:
        self._client.subscribe(topic, 1)
        time.sleep(0.2)

    @property
    def connected(self) -> bool:
        return self._client.is_connected()

    def publish_later(self, topic: str, payload: bytes) -> paho.MQTTMessageInfo:
        return self._client.publish(topic, payload, qos=1)

    def publish(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload, qos=1).wait_for_publish(5)

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, *facts: object) -> None:
        reason = facts[3]
        self.refused = str(reason) if getattr(reason, "is_failure", False) else ""
        self._settled.set()


def wait_until(what: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_terminal_speaks_on_its_own_topics_only(running: OwnBroker) -> None:
    gateway, terminal = Client(running, "gateway"), Client(running, "AT1")
    gateway.subscribe("attend/v1/+/punch")
    gateway.subscribe("mqtt/face/#")
    for topic in ("attend/v1/FA1/punch", "mqtt/face/FA1/Rec", "attend/v1/AT1/ack", "anything"):
        terminal.publish(topic, b"forged")
    terminal.publish("attend/v1/AT1/punch", b"true")
    terminal.publish("mqtt/face/AT1/Rec", b"true")
    wait_until(lambda: len(gateway.heard) == 2)
    assert {payload for _, payload in gateway.heard} == {b"true"}
    for one in (gateway, terminal):
        one.stop()


def test_a_terminal_hears_nothing_of_others(running: OwnBroker) -> None:
    gateway, spy = Client(running, "gateway"), Client(running, "AT1")
    for topic in ("#", "mqtt/face/+", "mqtt/face/FA1", "attend/v1/FA1/punch"):
        spy.subscribe(topic)
    spy.subscribe("mqtt/face/AT1")
    gateway.publish("mqtt/face/FA1", b"for FA1")
    gateway.publish("mqtt/face/AT1", b"for AT1")
    wait_until(lambda: bool(spy.heard))
    time.sleep(0.2)
    assert {payload for _, payload in spy.heard} == {b"for AT1"}
    for one in (gateway, spy):
        one.stop()


@pytest.mark.parametrize(("user", "word"), [("AT1", "guess"), ("WHO", "x")])
def test_strangers_do_not_come_in(running: OwnBroker, user: str, word: str) -> None:
    client = Client(running, user, word)
    assert "Not authorized" in client.refused
    client.stop()


def test_a_terminal_cannot_take_the_gateways_session_by_its_client_id(running: OwnBroker) -> None:
    gateway = Client(running, "gateway", client_id="liuhen-gateway-a")
    gateway.subscribe("attend/v1/+/punch")
    thief = Client(running, "FA1", client_id="liuhen-gateway-a")
    terminal = Client(running, "AT1")
    terminal.publish("attend/v1/AT1/punch", b"true")
    wait_until(lambda: bool(gateway.heard))
    assert not thief.heard
    for one in (gateway, thief, terminal):
        one.stop()


def test_what_was_acknowledged_survives_a_kill_of_the_broker(running: OwnBroker) -> None:
    gateway = Client(running, "gateway")
    gateway.subscribe("attend/v1/+/punch")
    gateway.stop()
    terminal = Client(running, "AT1")
    for number in range(50):
        terminal.publish("attend/v1/AT1/punch", b"%d" % number)
    terminal.stop()
    time.sleep(1.5)  # the broker saves at most a second after a change
    running.kill()
    running.start()
    gateway = Client(running, "gateway")
    wait_until(lambda: len(gateway.heard) == 50)
    gateway.stop()


def test_passwords_are_hashed_and_nobody_else_may_read_them(running: OwnBroker) -> None:
    folder = running.folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "passwords").stat().st_mode & 0o777 == 0o600
    text = (folder / "passwords").read_text()
    assert set(USERS) == {line.partition(":")[0] for line in text.splitlines()}
    assert not any(word in text for word in USERS.values())


def test_the_gateways_have_names_of_their_own_on_their_port(running: OwnBroker) -> None:
    one, two = (Client(running, "gateway", client_id=name) for name in ("gw-a", "gw-b"))
    for client in (one, two):
        client.subscribe("attend/v1/+/punch")
    terminal = Client(running, "AT1")
    terminal.publish("attend/v1/AT1/punch", b"true")
    wait_until(lambda: bool(one.heard and two.heard))
    for client in (one, two, terminal):
        client.stop()


def test_more_messages_than_the_factory_limit_wait_for_a_gateway_that_is_away(
    running: OwnBroker,
) -> None:
    gateway = Client(running, "gateway")
    gateway.subscribe("attend/v1/+/punch")
    gateway.stop()
    terminal = Client(running, "AT1")
    sent = [terminal.publish_later("attend/v1/AT1/punch", b"%d" % n) for n in range(1500)]
    sent[-1].wait_for_publish(20)
    gateway = Client(running, "gateway")
    wait_until(lambda: len(gateway.heard) == 1500, 20)
    assert [int(payload) for _, payload in gateway.heard] == list(range(1500))
    for client in (gateway, terminal):
        client.stop()


def test_a_message_over_the_limit_ends_its_senders_connection_and_nobody_elses(
    running: OwnBroker,
) -> None:
    gateway, other = Client(running, "gateway"), Client(running, "AT1")
    gateway.subscribe("mqtt/face/+/Rec")
    gateway.subscribe("attend/v1/+/punch")
    largest = Client(running, "FA1")
    largest.publish("mqtt/face/FA1/Rec", b"x" * 4_718_592)
    wait_until(lambda: bool(gateway.heard))
    largest.stop()
    command = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(running.port), "-u", "FA1"]
    command += ["-P", USERS["FA1"], "-t", "mqtt/face/FA1/Rec", "-q", "1", "-s"]
    sent = subprocess.run(command, input=b"x" * 5_000_000, capture_output=True, check=False)
    assert sent.returncode != 0
    other.publish("attend/v1/AT1/punch", b"true")
    wait_until(lambda: len(gateway.heard) == 2)
    assert gateway.heard[1][1] == b"true"
    for client in (gateway, other):
        client.stop()


def test_the_broker_finds_nothing_to_warn_of_in_its_configuration(running: OwnBroker) -> None:
    known = ("should not be run as root", "does not contain '%c' or '%u'")  # basic and heartbeat
    said = [line for line in running.talk.splitlines() if not any(one in line for one in known)]
    assert said == []


def test_only_the_gateway_hears_how_the_broker_is(running: OwnBroker) -> None:
    gateway, spy = Client(running, "gateway"), Client(running, "AT1")
    for client in (gateway, spy):
        client.subscribe("$SYS/broker/#")
    wait_until(lambda: bool(gateway.heard), 15)
    assert not spy.heard
    for client in (gateway, spy):
        client.stop()


def test_a_changed_account_holds_at_once_and_who_has_none_is_cut_off(running: OwnBroker) -> None:
    gone, stays = Client(running, "AT1"), Client(running, "FA1")
    running.made.set_users({"gateway": "g-word", "FA1": "f-word", "NEW": "n-word"})
    assert running.made.reload()
    wait_until(lambda: not gone.connected)
    new = Client(running, "NEW", "n-word")
    assert not new.refused
    assert stays.connected
    for client in (gone, stays, new):
        client.stop()


def test_a_long_queue_is_saved_every_second_and_a_short_one_at_every_change(
    tmp_path: Path,
) -> None:
    broker, saved = Broker(tmp_path, 1), tmp_path / "mosquitto.db"
    broker.write(USERS)
    found = []
    for size in (0, 255_000, 257_000, 100_000, 60_000):
        saved.write_bytes(b"x" * size)
        broker.adapt()
        found.append("autosave_on_changes true" in broker.config.read_text())
    assert found == [True, True, False, False, True]


def test_a_left_over_process_number_is_nobody(running: OwnBroker) -> None:
    running.kill()
    assert not running.made.reload()
    (running.folder / "pid").write_text(str(os.getpid()))
    before = signal.signal(signal.SIGHUP, lambda *_: pytest.fail("not meant for us"))
    try:
        assert not running.made.reload()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_list_in_deploy_is_made_from_the_protocols() -> None:
    text = (ROOT / "deploy/mosquitto.acl").read_text()
    assert [line for line in text.splitlines() if not line.startswith("#")] == (
        access_list().splitlines()
    )


def test_the_configuration_in_deploy_is_ours_in_all_but_places(running: OwnBroker) -> None:
    places = ("listener ", "password_file ", "acl_file ", "persistence_location ", "pid_file ")
    own = {*running.made.config.read_text().splitlines()} - {"user root"}
    deployed = (ROOT / "deploy/mosquitto.conf").read_text().splitlines()
    assert {line for line in own if not line.startswith((*places, "log_"))} == {
        line for line in deployed if not line.startswith((*places, "#"))
    }


def test_a_site_with_its_own_prefix_has_its_own_lines() -> None:
    text = access_list(["site.1/face"])
    for line in ("pattern write site.1/face/%u/Rec/#", "topic read site.1/face/+/Rec"):
        assert line in text.splitlines()


async def test_a_terminal_gets_its_account_while_all_runs_and_loses_it(
    db: Database, tmp_path: Path, free_port: Callable[[], int], running: OwnBroker
) -> None:
    house = await build(db, tmp_path, gateway_port=free_port())
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(broker_accounts.follow(running.folder))
        await house.enrol("mqtt_attend", "FRESH")

        async def comes_in() -> bool:
            client = await asyncio.to_thread(Client, running, "FRESH", SECRET)
            client.stop()
            return not client.refused

        await until(comes_in, seconds=10, every=0.3)
        stays = await asyncio.to_thread(Client, running, "FRESH", SECRET)
        (to,) = await door.enrolled()
        await terminals.set_enabled(house.machine, to.id, enabled=False)

        async def cut_off() -> bool:
            return not stays.connected

        await until(cut_off, seconds=10)
        assert not await comes_in()
        stays.stop()
        following.cancel()
