import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.driver import Terminal
from devices.exchange import MqttExchange
from devices.protocols import mqtt_face
from tests.devices.simulated import Simulator, simulator
from tests.support.mosquitto import Mosquitto

FACE = mqtt_face.MqttFaceSettings()
SERIAL = "1026700"
TERMINAL = Terminal(serial=SERIAL, zone=ZoneInfo("Asia/Shanghai"))


class Gateway:
    """A tiny gateway: stores by identity, then publishes what waits for the commit."""

    def __init__(self, broker: Mosquitto) -> None:
        self.rows: dict[str, int] = {}
        self.seen: list[MqttExchange] = []
        self.quarantine: list[str] = []
        self._inbox: Queue[tuple[str, bytes]] = Queue()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self._client.on_message = lambda _, __, m: self._inbox.put((m.topic, bytes(m.payload)))
        self._client.on_connect = lambda client, *_: client.subscribe(
            list(mqtt_face.subscriptions(FACE).items())
        )
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def work(self, rows: int, *, seconds: float = 10, deaf: bool = False) -> None:
        """Take messages until so many different rows are stored."""
        until = monotonic() + seconds
        while len(self.rows) < rows and monotonic() < until:
            self.take_one(deaf=deaf)
        assert len(self.rows) >= rows

    def take_one(self, *, deaf: bool = False) -> None:
        """Take one message if there is one soon."""
        try:
            topic, payload = self._inbox.get(timeout=0.3)
        except Empty:
            return
        if mqtt_face.serial_of(topic, payload, FACE) != SERIAL:
            return
        answer = mqtt_face.parse(topic, payload, TERMINAL, FACE)
        self.seen.append(answer)
        for event in answer.batch.events if answer.batch else ():
            self.rows[event.identity] = self.rows.get(event.identity, 0) + 1
        self.quarantine += [bad.reason for bad in answer.batch.unreadable] if answer.batch else []
        for message in () if deaf else answer.after_commit:
            self._client.publish(message.topic, message.payload)

    def command(self, body: dict[str, object]) -> None:
        """Send a command to the terminal."""
        message = mqtt_face.publish(SERIAL, FACE, body)
        self._client.publish(message.topic, message.payload)

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def gateway(broker: Mosquitto) -> Iterator[Gateway]:
    running = Gateway(broker)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def terminal(broker: Mosquitto, *arguments: str) -> Iterator[Simulator]:
    fast = ("--resend-seconds", "0.2", "--heartbeat-seconds", "0.2")
    with simulator("mqtt_face", "--port", str(broker.port), *fast, *arguments) as running:
        yield running


def _acked(running: Simulator) -> int:
    acked: int = running.order(do="status")["terminals"][0]["acked"]
    return acked


@pytest.mark.parametrize(
    "fault", ["double", "lose_ack@5", "strings", "misspelt", "picture:200000@3", "screen_user"]
)
def test_every_record_arrives_and_is_acknowledged(mosquitto: Mosquitto, fault: str) -> None:
    with gateway(mosquitto) as server:
        with terminal(mosquitto, "--prefill", "30", "--fault", fault) as running:
            server.work(30)
            while _acked(running) < 30:
                server.take_one()
        assert len(server.rows) == 30


def test_nothing_newer_passes_before_the_acknowledgement(mosquitto: Mosquitto) -> None:
    with gateway(mosquitto) as server, terminal(mosquitto, "--prefill", "5") as running:
        server.work(1, deaf=True)
        for _ in range(20):
            server.take_one(deaf=True)
        assert len(server.rows) == 1
        assert max(server.rows.values()) > 1
        assert _acked(running) == 0
        server.work(5)


def test_poison_is_kept_acknowledged_and_does_not_block(mosquitto: Mosquitto) -> None:
    faults = ("--fault", "poison@1", "--fault", "bad_time@2")
    with gateway(mosquitto) as server, terminal(mosquitto, "--prefill", "9", *faults) as running:
        server.work(7)
        assert server.quarantine[:2] == ["bad_json", "bad_time"]
        while _acked(running) < 9:
            server.take_one()


def test_a_foreign_identity_is_refused_and_not_acknowledged(mosquitto: Mosquitto) -> None:
    arguments = ("--prefill", "1", "--fault", "wrong_id")
    with gateway(mosquitto) as server, terminal(mosquitto, *arguments) as running:
        while not any(seen.kind == "refused" for seen in server.seen):
            server.take_one()
        assert server.rows == {}
        assert _acked(running) == 0


def test_what_was_not_acknowledged_survives_a_kill(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with gateway(mosquitto) as server:
        with terminal(mosquitto, "--prefill", "4", "--ledger", str(tmp_path)) as running:
            server.work(1, deaf=True)
            running.kill()
        with terminal(mosquitto, "--ledger", str(tmp_path)):
            server.work(4)


def test_a_terminal_says_online_and_its_will_says_offline(mosquitto: Mosquitto) -> None:
    with gateway(mosquitto) as server:
        with terminal(mosquitto) as running:
            while not any(seen.facts and seen.facts.device_time for seen in server.seen):
                server.take_one()
            running.kill()
        while server.seen[-1].facts is None or server.seen[-1].facts.online:
            server.take_one()


def test_a_command_is_answered(mosquitto: Mosquitto) -> None:
    with gateway(mosquitto) as server, terminal(mosquitto):
        while not server.seen:
            server.take_one()
        server.command(mqtt_face.resume_command("m1"))
        while not any(seen.results for seen in server.seen):
            server.take_one()
        (result,) = server.seen[-1].results
        assert (result.command_id, result.command, result.code) == ("m1", "UpMQTTconfig", 200)


def test_a_broker_restart_loses_nothing(mosquitto: Mosquitto) -> None:
    with gateway(mosquitto) as server, terminal(mosquitto, "--prefill", "40") as running:
        server.work(10)
        mosquitto.kill()
        mosquitto.start()
        server.work(40, seconds=20)
        while _acked(running) < 40:
            server.take_one()


def test_the_payload_of_a_command_is_json() -> None:
    message = mqtt_face.publish(SERIAL, FACE, mqtt_face.replay_command("m2", "a", "b"))
    assert json.loads(message.payload)["info"] == {"TimeS": "a", "TimeE": "b"}
