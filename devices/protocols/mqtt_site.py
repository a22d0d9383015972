"""Construction-site real-name terminals: `mqtt/device/{CODE}/{ID}` and below (devices.md 3.2).

Every message is answered on the terminal's own topic, records only once they are stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.codecs import face_json, site_json
from devices.driver import Batch, Facts, PunchEvent, Signal, Terminal, Unreadable
from devices.exchange import MqttExchange, Publish
from devices.mqtt import MqttProtocol

SOURCE = "mqtt.site"
_TOPIC = re.compile(
    r"(?P<own>mqtt/device/[a-z]{1,16}/(?P<id>[A-Za-z0-9_-]{1,64}))/"
    r"(?P<kind>Rec|Ack|heartbeat|basic)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttSiteSettings:
    """What an operator sets for one terminal."""

    secret: str = field(
        default="",
        metadata={"zh": "MQTT 密码", "en": "MQTT password", "secret": True},
    )
    heartbeat_seconds: int = field(
        default=60,
        metadata={"zh": "心跳间隔（秒）", "en": "Heartbeat (seconds)", "min": 20, "max": 600},
    )


def subscriptions(_: MqttSiteSettings) -> Mapping[str, int]:
    """Return the topic filters and the QoS to subscribe with."""
    return {f"mqtt/device/+/+/{kind}": 1 for kind in ("Rec", "Ack", "heartbeat", "basic")}


def serial_of(topic: str, _payload: bytes, _settings: MqttSiteSettings) -> str:
    """Return the terminal a topic belongs to, or nothing for a foreign topic."""
    found = _TOPIC.fullmatch(topic)
    return found["id"] if found else ""


def parse(topic: str, payload: bytes, terminal: Terminal, _: MqttSiteSettings) -> MqttExchange:
    """Read one message of a known terminal; never raises."""
    found = _TOPIC.fullmatch(topic)
    if found is None or found["id"] != terminal.serial:
        return MqttExchange(kind="ignored", reason="foreign topic")
    message = face_json.load(payload)
    if isinstance(message, Unreadable):
        reply = site_json.salvaged(payload, terminal.serial)
        return _kept(message, terminal, _publish(found["own"], reply))
    if message.device and message.device != terminal.serial:
        return _refused(message, terminal, topic)
    if found["kind"] == "Ack":
        return MqttExchange(
            kind="results", serial=terminal.serial, results=(face_json.result(message),)
        )
    replies = _publish(found["own"], site_json.answer(message))
    if found["kind"] == "Rec":
        return _record(message, terminal, replies)
    return MqttExchange(
        kind="facts",
        serial=terminal.serial,
        facts=_facts(message, terminal),
        after_commit=replies,
    )


def _record(
    message: face_json.Message, terminal: Terminal, replies: tuple[Publish, ...]
) -> MqttExchange:
    found = site_json.record(message, terminal.zone)
    if isinstance(found, Unreadable):
        return _kept(found, terminal, replies)
    return MqttExchange(
        kind="punches",
        serial=terminal.serial,
        reason="" if found else "access not granted",
        batch=Batch(
            source=SOURCE,
            payload=message.kept,
            events=(found,) if isinstance(found, PunchEvent) else (),
        ),
        after_commit=replies,
        number=face_json.record_number(message.info) or None,
    )


def _facts(message: face_json.Message, terminal: Terminal) -> Facts:
    return Facts(
        serial=terminal.serial,
        device_time=face_json.word(message.info, "time") or None,
        online=message.operator.lower() != "offline",
    )


def _kept(bad: Unreadable, terminal: Terminal, replies: tuple[Publish, ...]) -> MqttExchange:
    """Quarantine, and still answer: else the terminal sends it for ever."""
    return MqttExchange(
        kind="punches",
        serial=terminal.serial,
        batch=Batch(source=SOURCE, payload=bad.payload, unreadable=(bad,)),
        after_commit=replies,
    )


def _refused(message: face_json.Message, terminal: Terminal, topic: str) -> MqttExchange:
    said = f"{message.device!r} published on {topic!r}"
    return MqttExchange(
        kind="refused",
        serial=terminal.serial,
        reason="identity_mismatch",
        signals=(Signal(code="identity_mismatch", detail=said),),
    )


def _publish(topic: str, reply: bytes | None) -> tuple[Publish, ...]:
    return (Publish(topic=topic, payload=reply),) if reply else ()


PROTOCOL = MqttProtocol(
    code="mqtt_site",
    label={"zh": "MQTT 工地实名制终端", "en": "MQTT site real-name terminal"},
    transport="mqtt",
    settings=MqttSiteSettings,
    subscriptions=subscriptions,
    serial_of=serial_of,
    parse=parse,
    writes=("mqtt/device/+/%u/#",),
    reads=("mqtt/device/+/%u",),
    replies=("mqtt/device/+/+",),
    resends=True,
)
