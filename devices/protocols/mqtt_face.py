"""MQTT face terminals: topics, what a message means, and what to publish once it is stored.

Pure: no client here. Publish `after_commit` only after the batch is durable, and again for every
repeat; a terminal with ResumefromBreakpoint=1 sends a record until its PushAck comes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from devices.codecs import face_json, face_order
from devices.driver import (
    Batch,
    CommandResult,
    Order,
    PunchEvent,
    Signal,
    Terminal,
    Unreadable,
    Verify,
)
from devices.exchange import MqttExchange, Publish
from devices.mqtt import MqttProtocol, Sheet

SOURCE = "mqtt.face"
_DEVICE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KINDS = r"(?P<kind>Rec|Snap|Ack|Card|Alarm|QRCode)(?:/[A-Za-z]{1,32})?"
_OWN = re.compile(rf"(?P<id>[A-Za-z0-9_-]{{1,64}})/{_KINDS}", re.IGNORECASE)
_FILTERS = (
    *("+/Rec", "+/rec", "+/Rec/+", "+/rec/+", "+/Snap", "+/Ack"),
    *("+/Card", "+/Alarm", "+/QRCode", "basic", "heartbeat"),
)
_SHARED = ("basic", "heartbeat")
_VERIFY: Mapping[str, Verify] = {"card": "card", "qrcode": "other"}
_DROPPED = ("snap", "alarm")
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
    return {f"{settings.prefix}/{part}": 1 for part in _FILTERS}


def serial_of(topic: str, payload: bytes, settings: MqttFaceSettings) -> str:
    """Return the terminal a message claims to come from; nothing for a foreign topic.

    Basic and heartbeat topics are shared, so there the message itself names its sender.
    """
    rest = topic.removeprefix(settings.prefix + "/")
    if rest == topic:
        return ""
    if rest in _SHARED:
        message = face_json.load(payload)
        sender = "" if isinstance(message, Unreadable) else message.device
        return sender if _DEVICE.fullmatch(sender) else ""
    found = _OWN.fullmatch(rest)
    return found["id"] if found else ""


def parse(
    topic: str, payload: bytes, terminal: Terminal, settings: MqttFaceSettings
) -> MqttExchange:
    """Read one message of a known terminal; never raises."""
    message = face_json.load(payload)
    if isinstance(message, Unreadable):
        return _unreadable(message, payload, terminal, settings)
    if message.device and message.device != terminal.serial:
        return _refused(message, terminal, topic)
    found = _OWN.fullmatch(topic.removeprefix(settings.prefix + "/"))
    reading = _Reading(message, terminal, settings, found["kind"].lower() if found else "")
    handler = _HANDLERS.get(message.operator.lower())
    if handler is not None:
        return handler(reading)
    if message.operator.endswith("-Ack"):
        return _result(reading)
    return _pushed(reading)


def resume_command(message_id: str) -> dict[str, object]:
    """Order a terminal to replay records until acknowledged; send at first contact."""
    info = {"ResumefromBreakpoint": 1}
    return {"messageId": message_id, "operator": "UpMQTTconfig", "info": info}


def replay_command(message_id: str, start: str, end: str) -> dict[str, object]:
    """Order a terminal to send the records of a local time span again, for reconciliation."""
    info = face_order.span(start, end)
    return {"messageId": message_id, "operator": "ManualPushRecords", "info": info}


def publish(serial: str, settings: MqttFaceSettings, body: Mapping[str, object]) -> Publish:
    """Address a command or an acknowledgement to one terminal."""
    return Publish(topic=f"{settings.prefix}/{serial}", payload=orjson.dumps(body))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One message, whose it is, and the kind of its topic in small letters."""

    message: face_json.Message
    terminal: Terminal
    settings: MqttFaceSettings
    kind: str


def _record(of: _Reading) -> MqttExchange:
    message, serial = of.message, of.terminal.serial
    found = face_json.record(message, _VERIFY.get(of.kind, "face"))
    number = face_json.record_number(message.info)
    return MqttExchange(
        kind="punches",
        serial=serial,
        reason="" if found else "access not granted",
        batch=Batch(
            source=SOURCE,
            payload=message.kept,
            events=(found,) if isinstance(found, PunchEvent) else (),
            unreadable=(found,) if isinstance(found, Unreadable) else (),
        ),
        after_commit=_push_ack(number, _PUSH_RECORD, of.terminal, of.settings),
        number=number or None,
    )


def _pushed(of: _Reading) -> MqttExchange:
    """Something else a terminal pushes: alarms pass, a card or code with a verdict is a record."""
    if of.kind in _DROPPED or of.message.operator.lower().endswith("snappush"):
        return _snap(of)
    if of.kind in _VERIFY and "VerifyStatus" in of.message.info:
        return _record(of)
    return _keep(of, "unknown_operator")


def _snap(of: _Reading) -> MqttExchange:
    """A stranger or an alarm: acknowledged, and nothing of it is kept."""
    number = face_json.word(of.message.info, "SnapID")
    return MqttExchange(
        kind="ignored",
        serial=of.terminal.serial,
        reason="a stranger passed",
        after_commit=_push_ack(number, _PUSH_SNAP, of.terminal, of.settings),
    )


def _presence(of: _Reading) -> MqttExchange:
    serial = of.terminal.serial
    info: dict[str, object] = {"facesluiceId": serial, "result": "ok"}
    online = of.message.operator.lower() == "online"
    ack = publish(serial, of.settings, {"operator": "Online-Ack", "info": info})
    return MqttExchange(
        kind="facts",
        serial=serial,
        facts=face_json.facts(of.message),
        after_commit=(ack,) if online else (),
    )


def _push_ack(
    number: str, kind: int, terminal: Terminal, settings: MqttFaceSettings
) -> tuple[Publish, ...]:
    if not number:
        return ()
    name: object = number if settings.ack_as_text else face_json.echoed(number)
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


def _result(of: _Reading) -> MqttExchange:
    """An answer to one of our commands, with the facts that some of them carry."""
    message = of.message
    result = face_json.result(message)
    command = result.command.lower()
    if command == "searchpersonlist":
        return _people(of, result)
    known = command in {"getsystime", "queryperson"}
    return MqttExchange(
        kind="results",
        serial=of.terminal.serial,
        facts=face_json.facts(message) if known else None,
        results=(result,),
        signals=_no_resume(message) if command == "getmqttconfig" else (),
    )


def _people(of: _Reading, result: CommandResult) -> MqttExchange:
    """One page of the people on a terminal: the next one is asked for, the last one is done."""
    serial, found = of.terminal.serial, face_json.users(of.message)
    following = face_order.page_after(result.command_id, len(found))
    if following is None:
        number = result.command_id.partition(".")[0]
        done = CommandResult(command_id=number, code=result.code, command=result.command)
        return MqttExchange(kind="results", serial=serial, users=tuple(found), results=(done,))
    body = face_order.page(*following, {"facesluiceId": serial})
    again = publish(serial, of.settings, body)
    return MqttExchange(kind="results", serial=serial, users=tuple(found), after_commit=(again,))


def _no_resume(message: face_json.Message) -> tuple[Signal, ...]:
    """A terminal that does not send again what nobody acknowledged must not be trusted."""
    resume = face_json.number(message.info, "ResumefromBreakpoint")
    if resume == 1:
        return ()
    said = f"ResumefromBreakpoint is {resume}: what it sends while nobody listens is lost"
    return (Signal(code="no_resume", detail=said),)


def _keep(of: _Reading, reason: str) -> MqttExchange:
    message = of.message
    bad = Unreadable(payload=message.kept, reason=reason, detail=message.operator[:64])
    batch = Batch(source=SOURCE, payload=message.kept, unreadable=(bad,))
    number = face_json.record_number(message.info)
    return MqttExchange(
        kind="ignored",
        serial=of.terminal.serial,
        reason=reason,
        batch=batch,
        after_commit=_push_ack(number, _PUSH_RECORD, of.terminal, of.settings),
    )


def _greet(message_id: str, terminal: Terminal, settings: MqttFaceSettings) -> tuple[Publish, ...]:
    check: dict[str, object] = {"messageId": f"{message_id}-check", "operator": "GetMQTTconfig"}
    bodies = (resume_command(message_id), check | {"info": {"facesluiceId": terminal.serial}})
    return tuple(publish(terminal.serial, settings, body) for body in bodies)


def _replay(
    message_id: str, start: str, end: str, terminal: Terminal, settings: MqttFaceSettings
) -> Publish:
    return publish(terminal.serial, settings, replay_command(message_id, start, end))


def _order(
    order: Order, now: str, terminal: Terminal, settings: MqttFaceSettings
) -> Publish | None:
    body = face_order.order(order, now, {"facesluiceId": terminal.serial})
    return publish(terminal.serial, settings, body) if body else None


def _sheet(
    orders: tuple[Order, ...], terminal: Terminal, settings: MqttFaceSettings
) -> Sheet | None:
    body = face_order.deletion(orders)
    if body is None:
        return None
    return Sheet(
        message_id=str(body["messageId"]),
        message=publish(terminal.serial, settings, body),
        numbers={one.user.code: one.number for one in orders if one.user},
    )


_HANDLERS: Mapping[str, Callable[[_Reading], MqttExchange]] = {
    "recpush": _record,
    "verifypush": _record,
    "strsnappush": _snap,
    "online": _presence,
    "offline": _presence,
    "heartbeat": _presence,
}

PROTOCOL = MqttProtocol(
    code="mqtt_face",
    label={"zh": "MQTT 人脸机", "en": "MQTT face terminal"},
    transport="mqtt",
    settings=MqttFaceSettings,
    subscriptions=subscriptions,
    serial_of=serial_of,
    parse=parse,
    writes=(
        *("{prefix}/%u/Rec/#", "{prefix}/%u/rec/#", "{prefix}/%u/Snap/#", "{prefix}/%u/Ack"),
        *("{prefix}/%u/Card", "{prefix}/%u/Alarm", "{prefix}/%u/QRCode"),
        *("{prefix}/basic", "{prefix}/heartbeat"),
    ),
    reads=("{prefix}/%u",),
    replies=("{prefix}/+",),
    resends=True,
    greet=_greet,
    replay=_replay,
    order=_order,
    sheet=_sheet,
    pace_seconds={"put_user": 1.0},
)
