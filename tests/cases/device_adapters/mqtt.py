"""MQTT surface: one message through the protocol its topic belongs to."""

import json
import re
from base64 import b64decode
from typing import Any
from zoneinfo import ZoneInfo

from devices import clock
from devices.driver import Terminal
from devices.exchange import MqttExchange
from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS
from tests.cases.device_adapters import mqtt_broker
from tests.cases.device_adapters.outcome import Outcome
from tests.cases.device_adapters.sink import Sink

NOW = "2026-11-20 12:00:00"
ZONE = ZoneInfo("Asia/Shanghai")
ENROLLED = re.compile(r"TEST\d{4}")
FAMILIES = [one for one in PROTOCOLS if isinstance(one, MqttProtocol)]
_BASE = {
    "v": 1,
    "sn": "TEST0001",
    "seq": 17,
    "uid": "1001",
    "ts": "2026-11-20T08:30:00+08:00",
    "state": 0,
    "verify": 1,
}


def area(case: dict[str, Any]) -> str:
    """Say whether a case is decided by the broker or by us."""
    sent = set(case.get("gen", {})) & {"nest", "field", "keys"} or "gen" not in case
    broker = str(case["expect"]).startswith("broker") or "client" in case or "action" in case
    broker = broker or not sent
    return "mqtt_broker" if broker else "mqtt"


def run(case: dict[str, Any]) -> Outcome:
    """Deliver a message twice, as QoS 1 and replays may."""
    payload, sink, outcome = _payload(case), Sink(), Outcome()
    answer = receive(str(case["topic"]), payload)
    if answer.batch:
        outcome.events = clock.judge(answer.batch.events, NOW)
        outcome.quarantined = len(answer.batch.unreadable)
    outcome.rows = sink.store(answer.serial, answer.batch)
    sink.store(answer.serial, receive(str(case["topic"]), payload).batch)
    outcome.rows_after_repeat = len(sink.rows)
    outcome.words = {"ack", "alert"} if answer.batch else set()
    return outcome


def run_at_broker(case: dict[str, Any]) -> Outcome:
    """Let the broker decide what only it can."""
    return mqtt_broker.run({**case, "payload": _payload(case)})


def receive(topic: str, payload: bytes) -> MqttExchange:
    """Find the protocol by the topic; strangers and foreign topics change nothing."""
    for family in FAMILIES:
        settings = family.settings()
        if ENROLLED.fullmatch(serial := family.serial_of(topic, payload, settings)):
            return family.parse(topic, payload, Terminal(serial=serial, zone=ZONE), settings)
    return MqttExchange(kind="ignored", reason="foreign topic")


def _payload(case: dict[str, Any]) -> bytes:
    made = case.get("gen")
    if made is None:
        return b64decode(case["payload_b64"])
    if "nest" in made:
        close = {"[": "]", "{": "}"}[made["nest"]]
        opened = made["nest"] if made["nest"] == "[" else '{"a":'
        nested: str = opened * made["n"] + "1" * (close == "}") + close * made["n"]
        return nested.encode()
    if "keys" in made:
        return json.dumps(_BASE | {f"k{n}": n for n in range(made["keys"])}).encode()
    return json.dumps(_BASE | {made["field"]: made["repeat"] * made["n"]}).encode()
