"""HuaAn smart terminals: a request per captured face, answered `ACK` once it is stored (3.2).

A terminal keeps what was not answered and sends it again with `is_realtime` 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.codecs import huaan_json
from devices.driver import Batch, PunchEvent, Signal, Terminal, Unreadable
from devices.exchange import MqttExchange, Publish
from devices.mqtt import MqttProtocol

SOURCE = "mqtt.huaan"
_REQUEST = re.compile(r"topic/face/capture/request/([A-Za-z0-9_-]{1,64})")
_RESPONSE = "topic/face/capture/response/"


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttHuaanSettings:
    """What an operator sets for one terminal."""

    secret: str = field(
        default="",
        metadata={"zh": "MQTT 密码", "en": "MQTT password", "secret": True},
    )


def subscriptions(_: MqttHuaanSettings) -> Mapping[str, int]:
    """Return the topic filters and the QoS to subscribe with."""
    return {"topic/face/capture/request/+": 1}


def serial_of(topic: str, _payload: bytes, _settings: MqttHuaanSettings) -> str:
    """Return the terminal a topic belongs to, or nothing for a foreign topic."""
    found = _REQUEST.fullmatch(topic)
    return found[1] if found else ""


def parse(topic: str, payload: bytes, terminal: Terminal, _: MqttHuaanSettings) -> MqttExchange:
    """Read one message of a known terminal; never raises."""
    capture = huaan_json.load(payload)
    if isinstance(capture, Unreadable):
        return _kept(capture, terminal, huaan_json.salvaged(payload))
    if capture.devices and terminal.serial not in capture.devices:
        return _refused(capture, terminal, topic)
    reply = huaan_json.acknowledgement(capture)
    if capture.command != "face":
        what = capture.command[:64]
        bad = Unreadable(payload=capture.kept, reason="unknown_command", detail=what)
        return _kept(bad, terminal, reply)
    found = huaan_json.record(capture)
    if isinstance(found, Unreadable):
        return _kept(found, terminal, reply)
    return MqttExchange(
        kind="punches",
        serial=terminal.serial,
        reason="" if found else "nobody was recognised",
        batch=Batch(
            source=SOURCE,
            payload=capture.kept,
            events=(found,) if isinstance(found, PunchEvent) else (),
        ),
        after_commit=_answer(reply, terminal),
        number=found.record_no if found else None,
    )


def _kept(bad: Unreadable, terminal: Terminal, reply: bytes | None) -> MqttExchange:
    """Quarantine, and still answer: else the terminal sends it for ever."""
    return MqttExchange(
        kind="punches",
        serial=terminal.serial,
        batch=Batch(source=SOURCE, payload=bad.payload, unreadable=(bad,)),
        after_commit=_answer(reply, terminal),
    )


def _answer(reply: bytes | None, terminal: Terminal) -> tuple[Publish, ...]:
    return (Publish(topic=_RESPONSE + terminal.serial, payload=reply),) if reply else ()


def _refused(capture: huaan_json.Capture, terminal: Terminal, topic: str) -> MqttExchange:
    said = f"{sorted(capture.devices)!r} published on {topic!r}"
    return MqttExchange(
        kind="refused",
        serial=terminal.serial,
        reason="identity_mismatch",
        signals=(Signal(code="identity_mismatch", detail=said),),
    )


PROTOCOL = MqttProtocol(
    code="mqtt_huaan",
    label={"zh": "MQTT 人脸机（华安）", "en": "MQTT face terminal (HuaAn)"},
    transport="mqtt",
    settings=MqttHuaanSettings,
    subscriptions=subscriptions,
    serial_of=serial_of,
    parse=parse,
    writes=("topic/face/capture/request/%u",),
    reads=("topic/face/capture/response/%u",),
    replies=("topic/face/capture/response/+",),
    resends=True,
)
