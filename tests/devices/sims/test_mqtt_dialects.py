"""Simulated terminals of the other families, against their own protocols on a real broker."""

from collections.abc import Iterator
from queue import Empty, Queue
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.driver import Terminal
from devices.mqtt import MqttProtocol
from devices.protocols import mqtt_huaan, mqtt_site
from tests.devices.simulated import simulator
from tests.support.mosquitto import Mosquitto

TERMINAL = Terminal(serial="T1", zone=ZoneInfo("Asia/Shanghai"))
FAMILIES = {"huaan": mqtt_huaan.PROTOCOL, "site": mqtt_site.PROTOCOL}


class Listener:
    """A tiny gateway of one family: stores by identity, then answers."""

    def __init__(self, broker: Mosquitto, family: MqttProtocol) -> None:
        self.rows: set[str] = set()
        self.kept: list[str] = []
        self._family = family
        self._settings = family.settings()
        self._inbox: Queue[tuple[str, bytes]] = Queue()
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = lambda _, __, m: self._inbox.put((m.topic, bytes(m.payload)))
        self._client.connect(broker.host, broker.port)
        self._client.subscribe(list(family.subscriptions(self._settings).items()))
        self._client.loop_start()

    def take_one(self) -> None:
        try:
            topic, payload = self._inbox.get(timeout=0.3)
        except Empty:
            return
        found = self._family.parse(topic, payload, TERMINAL, self._settings)
        if found.batch:
            self.rows |= {event.identity for event in found.batch.events}
            self.kept += [bad.reason for bad in found.batch.unreadable]
        for reply in found.after_commit:
            self._client.publish(reply.topic, reply.payload)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture(params=sorted(FAMILIES))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def listener(mosquitto: Mosquitto, dialect: str) -> Iterator[Listener]:
    found = Listener(mosquitto, FAMILIES[dialect])
    yield found
    found.close()


@pytest.mark.parametrize("fault", ["double", "lose_ack@3", "poison@1", "picture:200000@2"])
def test_every_record_arrives_and_is_acknowledged(
    mosquitto: Mosquitto, listener: Listener, dialect: str, fault: str
) -> None:
    options = ["--port", str(mosquitto.port), "--dialect", dialect, "--serial", "T1"]
    options += ["--resend-seconds", "0.3", "--prefill", "12", "--fault", fault]
    with simulator("mqtt_face", *options) as running:
        until = monotonic() + 20
        while monotonic() < until:
            listener.take_one()
            if running.order(do="status")["terminals"][0]["acked"] == 12:
                break
        assert running.order(do="status")["terminals"][0]["acked"] == 12
    assert len(listener.rows) + len(listener.kept) == 12
    assert listener.kept == (["bad_json"] if fault.startswith("poison") else [])
