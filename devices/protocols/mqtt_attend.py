"""Plain punches over MQTT: `attend/v1/{serial}/punch`, QoS 1; the broker's PUBACK is the ack."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.codecs import attend_json
from devices.driver import Batch, PunchEvent, Terminal, Unreadable
from devices.exchange import MqttExchange
from devices.mqtt import MqttProtocol

SOURCE = "mqtt.attend"
SUBSCRIPTIONS: Mapping[str, int] = {"attend/v1/+/punch": 1}
"""Topic filters and the QoS to subscribe with."""

_TOPIC = re.compile(r"attend/v1/([A-Za-z0-9_-]{1,64})/punch")


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttAttendSettings:
    """What an operator sets for one terminal."""

    secret: str = field(
        default="",
        metadata={"zh": "MQTT 密码", "en": "MQTT password", "secret": True},
    )


def serial_of(topic: str) -> str:
    """Return the serial a topic belongs to, or nothing for a foreign topic."""
    found = _TOPIC.fullmatch(topic)
    return found[1] if found else ""


def parse(topic: str, payload: bytes, terminal: Terminal) -> MqttExchange:
    """Read one message of a known terminal; store the batch, then acknowledge to the broker."""
    serial = terminal.serial
    if topic != f"attend/v1/{serial}/punch":
        return MqttExchange(kind="ignored", reason="foreign topic")
    found = attend_json.decode(payload, serial, terminal.zone)
    kept = found.payload if isinstance(found, Unreadable) else payload
    batch = Batch(
        source=SOURCE,
        payload=kept,
        events=(found,) if isinstance(found, PunchEvent) else (),
        unreadable=(found,) if isinstance(found, Unreadable) else (),
    )
    number = found.record_no if isinstance(found, PunchEvent) else None
    return MqttExchange(kind="punches", serial=serial, batch=batch, number=number)


PROTOCOL = MqttProtocol(
    code="mqtt_attend",
    label={"zh": "MQTT 考勤机（通用 JSON）", "en": "MQTT terminal (plain JSON)"},
    transport="mqtt",
    settings=MqttAttendSettings,
    subscriptions=lambda _: SUBSCRIPTIONS,
    serial_of=lambda topic, _payload, _settings: serial_of(topic),
    parse=lambda topic, payload, terminal, _: parse(topic, payload, terminal),
    writes=("attend/v1/%u/punch",),
)
