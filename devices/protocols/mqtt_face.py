"""MQTT face terminals: topics, what a message means, and what to publish once it is stored.

Pure: no client here. Publish `after_commit` only after the batch is durable, and again for every
repeat; a terminal with ResumefromBreakpoint=1 sends a record until its PushAck comes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from devices.codecs import face_json
from devices.driver import Batch, Protocol, PunchEvent, Signal, Terminal, Unreadable
from devices.exchange import MqttExchange, Publish

SOURCE = "mqtt.face"
_DEVICE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OWN = ("Rec", "Snap", "Ack", "Card")
_SHARED = ("basic", "heartbeat")
_PUSH_RECORD, _PUSH_SNAP = 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttFaceSettings:
    """What an operator sets for one terminal."""

    prefix: str = field(
        default="mqtt/face",
        metadata={"zh": "主题前缀", "en": "Topic prefix", "pattern": r"[A-Za-z0-9_/-]{1,64}"},
    )
    secret: str = field(
        default="",
        metadata={"zh": "MQTT 密码", "en": "MQTT password", "secret": True},
    )
    ack_as_text: bool = field(
        default=False,
        metadata={"zh": "以文本确认记录号", "en": "Acknowledge record numbers as text"},
    )
    heartbeat_seconds: int = field(
        default=30,
        metadata={"zh": "心跳间隔（秒）", "en": "Heartbeat (seconds)", "min": 20, "max": 300},
    )


def subscriptions(settings: MqttFaceSettings) -> dict[str, int]:
    """Return the topic filters of a prefix and the QoS to subscribe with."""
    parts = (*(f"+/{kind}" for kind in _OWN), *_SHARED)
    return {f"{settings.prefix}/{part}": 1 for part in parts}


def serial_of(topic: str, payload: bytes, settings: MqttFaceSettings) -> str:
    """Return the terminal a message claims to come from; nothing for a foreign topic.

    Basic and heartbeat topics are shared, so there the message itself names its sender.
    """
    if not topic.startswith(settings.prefix + "/"):
        return ""
    sender, _, kind = topic.removeprefix(settings.prefix + "/").rpartition("/")
    if not sender and kind in _SHARED:
        message = face_json.load(payload)
        sender = "" if isinstance(message, Unreadable) else message.device
    elif kind not in _OWN:
        return ""
    return sender if _DEVICE.fullmatch(sender) else ""


def parse(
    topic: str, payload: bytes, terminal: Terminal, settings: MqttFaceSettings
) -> MqttExchange:
    """Read one message of a known terminal; never raises."""
    message = face_json.load(payload)
    if isinstance(message, Unreadable):
        return _unreadable(message, payload, terminal, settings)
    if message.device and message.device != terminal.serial:
        return _refused(message, terminal, topic)
    handler = _HANDLERS.get(message.operator.lower())
    if handler is not None:
        return handler(message, terminal, settings)
    if message.operator.endswith("-Ack"):
        return _result(message, terminal)
    return _keep(message, terminal, "unknown_operator")


def resume_command(message_id: str) -> dict[str, object]:
    """Order a terminal to replay records until acknowledged; send at first contact."""
    info = {"ResumefromBreakpoint": 1}
    return {"messageId": message_id, "operator": "UpMQTTconfig", "info": info}


def replay_command(message_id: str, start: str, end: str) -> dict[str, object]:
    """Order a terminal to send the records of a local time span again, for reconciliation."""
    info = {"TimeS": start, "TimeE": end}
    return {"messageId": message_id, "operator": "ManualPushRecords", "info": info}


def publish(serial: str, settings: MqttFaceSettings, body: Mapping[str, object]) -> Publish:
    """Address a command or an acknowledgement to one terminal."""
    return Publish(topic=f"{settings.prefix}/{serial}", payload=orjson.dumps(body))


def _record(
    message: face_json.Message, terminal: Terminal, settings: MqttFaceSettings
) -> MqttExchange:
    found = face_json.record(message)
    batch = Batch(
        source=SOURCE,
        payload=message.kept,
        events=(found,) if isinstance(found, PunchEvent) else (),
        unreadable=(found,) if isinstance(found, Unreadable) else (),
    )
    number = face_json.record_number(message.info)
    return MqttExchange(
        kind="punches",
        serial=terminal.serial,
        reason="" if found else "access not granted",
        batch=batch,
        after_commit=_push_ack(number, _PUSH_RECORD, terminal, settings),
    )


def _snap(
    message: face_json.Message, terminal: Terminal, settings: MqttFaceSettings
) -> MqttExchange:
    number = face_json.word(message.info, "SnapID")
    return MqttExchange(
        kind="ignored",
        serial=terminal.serial,
        reason="a stranger passed",
        batch=Batch(source=SOURCE, payload=message.kept),
        after_commit=_push_ack(number, _PUSH_SNAP, terminal, settings),
    )


def _presence(
    message: face_json.Message, terminal: Terminal, settings: MqttFaceSettings
) -> MqttExchange:
    info: dict[str, object] = {"facesluiceId": terminal.serial, "result": "ok"}
    online = message.operator.lower() == "online"
    ack = publish(terminal.serial, settings, {"operator": "Online-Ack", "info": info})
    return MqttExchange(
        kind="facts",
        serial=terminal.serial,
        facts=face_json.facts(message),
        after_commit=(ack,) if online else (),
    )


def _push_ack(
    number: str, kind: int, terminal: Terminal, settings: MqttFaceSettings
) -> tuple[Publish, ...]:
    if not number:
        return ()
    name: object = number if settings.ack_as_text or not number.isdecimal() else int(number)
    body = {
        "operator": "PushAck",
        "messageId": f"ack-{number}",
        "info": {"PushAckType": kind, "SnapOrRecordID": name},
    }
    return (publish(terminal.serial, settings, body),)


def _unreadable(
    bad: Unreadable, payload: bytes, terminal: Terminal, settings: MqttFaceSettings
) -> MqttExchange:
    """Quarantine, and still acknowledge if the number can be found: else nothing newer passes."""
    number = face_json.salvaged_record_number(payload)
    return MqttExchange(
        kind="punches",
        serial=terminal.serial,
        batch=Batch(source=SOURCE, payload=bad.payload, unreadable=(bad,)),
        after_commit=_push_ack(number, _PUSH_RECORD, terminal, settings),
    )


def _refused(message: face_json.Message, terminal: Terminal, topic: str) -> MqttExchange:
    said = f"{message.device!r} published on {topic!r}"
    return MqttExchange(
        kind="refused",
        serial=terminal.serial,
        reason="identity_mismatch",
        signals=(Signal(code="identity_mismatch", detail=said),),
    )


def _result(message: face_json.Message, terminal: Terminal) -> MqttExchange:
    return MqttExchange(
        kind="results", serial=terminal.serial, results=(face_json.result(message),)
    )


def _keep(message: face_json.Message, terminal: Terminal, reason: str) -> MqttExchange:
    bad = Unreadable(payload=message.kept, reason=reason, detail=message.operator[:64])
    batch = Batch(source=SOURCE, payload=message.kept, unreadable=(bad,))
    return MqttExchange(kind="ignored", serial=terminal.serial, reason=reason, batch=batch)


_HANDLERS = {
    "recpush": _record,
    "verifypush": _record,
    "strsnappush": _snap,
    "online": _presence,
    "offline": _presence,
    "heartbeat": _presence,
}

PROTOCOL = Protocol(
    code="mqtt_face",
    label={"zh": "MQTT 人脸机", "en": "MQTT face terminal"},
    transport="mqtt",
    settings=MqttFaceSettings,
)
