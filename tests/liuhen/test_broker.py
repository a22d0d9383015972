"""Our private mosquitto, run for real: who may say what, and what survives a plug being pulled."""

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

from liuhen.broker import Broker
from tests.support.ports import wait_for_port

USERS = {"gateway": "g-word", "AT1": "a-word", "FA1": "f-word"}


class Running:
    """The broker under its own configuration, to be killed and started again."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["mosquitto", "-c", str(self.broker.config)], stderr=subprocess.DEVNULL
        )
        wait_for_port(self.broker.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def running(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Running]:
    broker = Broker(tmp_path / "broker", free_port())
    broker.write(USERS)
    found = Running(broker)
    yield found
    found.kill()


class Client:
    """One MQTT 5 client; `refused` names the reason when the broker does not let it in."""

    def __init__(
        self, running: Running, user: str, word: str | None = None, client_id: str = ""
    ) -> None:
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
        self._client.connect(
            "127.0.0.1", running.broker.port, clean_start=False, properties=properties
        )
        self._client.loop_start()
        assert self._settled.wait(5)

    def subscribe(self, topic: str) -> None:
        self._client.subscribe(topic, 1)
        time.sleep(0.2)

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


def test_a_terminal_speaks_on_its_own_topics_only(running: Running) -> None:
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


def test_a_terminal_hears_nothing_of_others(running: Running) -> None:
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
def test_strangers_do_not_come_in(running: Running, user: str, word: str) -> None:
    client = Client(running, user, word)
    assert "Not authorized" in client.refused
    client.stop()


def test_a_terminal_cannot_take_the_gateways_session_by_its_client_id(running: Running) -> None:
    gateway = Client(running, "gateway", client_id="liuhen-gateway-a")
    gateway.subscribe("attend/v1/+/punch")
    thief = Client(running, "FA1", client_id="liuhen-gateway-a")
    terminal = Client(running, "AT1")
    terminal.publish("attend/v1/AT1/punch", b"true")
    wait_until(lambda: bool(gateway.heard))
    assert not thief.heard
    for one in (gateway, thief, terminal):
        one.stop()


def test_what_was_acknowledged_survives_a_kill_of_the_broker(running: Running) -> None:
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


def test_passwords_are_hashed_and_nobody_else_may_read_them(running: Running) -> None:
    folder = running.broker.folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "passwords").stat().st_mode & 0o777 == 0o600
    text = (folder / "passwords").read_text()
    assert set(USERS) == {line.partition(":")[0] for line in text.splitlines()}
    assert not any(word in text for word in USERS.values())
