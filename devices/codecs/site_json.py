"""Construction-site real-name terminals (devices.md 3.2): operator JSON in the Detuo manner.

As face_json reads it, but the terminal is `deviceCode`, people have platform and identity-card
numbers, and a time may be unix seconds (`swipeTimestamp`).
"""

from datetime import UTC, datetime, tzinfo

import orjson

from devices.clock import parse_local, show_local
from devices.codecs import face_json, text
from devices.codecs.face_json import Message
from devices.driver import MAX_CODE, PunchEvent, Unreadable, keep

_PEOPLE = ("userId", "personId", "idCardNumber", "idCard")
_MAX_ID = 128


def record(message: Message, zone: tzinfo) -> PunchEvent | Unreadable | None:
    """Read an attendance record; None for a person who was not let in."""
    info = message.info
    if face_json.number(info, "VerifyStatus") not in {face_json.ALLOWED, None}:
        return None
    if face_json.number(info, "PersonType") not in {0, None}:
        return None
    code = face_json.word(info, "customId") or face_json.foreign_code(info, _PEOPLE)
    if not code or len(code) > MAX_CODE or not text.printable(code):
        return keep(message.kept, "bad_code", repr(code[:MAX_CODE]))
    return face_json.punch(message, code, _local(message, zone), "face")


def answer(message: Message) -> bytes:
    """The reply on the terminal's own topic; its messageId, number and name come back."""
    info: dict[str, object] = {"deviceCode": message.device, "result": "ok"}
    if number := face_json.record_number(message.info):
        info |= {"PushAckType": 2, "SnapOrRecordID": face_json.echoed(number)}
    return _reply(message.operator, message.message_id, info)


def salvaged(payload: bytes, serial: str) -> bytes | None:
    """The same reply for a record that cannot be read, if its number can be found."""
    if not (number := face_json.salvaged_record_number(payload)):
        return None
    told = {"deviceCode": serial, "result": "ok", "PushAckType": 2, "SnapOrRecordID": int(number)}
    return _reply("RecPush", face_json.salvaged_message_id(payload), told)


def _reply(operator: str, message_id: str, info: dict[str, object]) -> bytes:
    body = {
        "messageId": message_id[:_MAX_ID],
        "operator": f"{operator}-Ack",
        "code": "200",
        "info": info,
    }
    return orjson.dumps(body)


def _local(message: Message, zone: tzinfo) -> str:
    """The record's own time text, or its instant in the terminal's zone; "" when it has none."""
    local = face_json.word(message.info, "time")
    if parse_local(local) is not None:
        return local
    seconds = face_json.number(message.info, "swipeTimestamp")
    if seconds is None or not 0 <= seconds < 1 << 36:
        return ""
    return show_local(datetime.fromtimestamp(seconds, UTC).astimezone(zone))
