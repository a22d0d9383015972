"""Operator JSON of face terminals (devices.md 3.1), tolerant in every spelling.

Numbers come as strings or integers, fields are misspelt or missing; pictures are never kept.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from devices.clock import parse_local
from devices.codecs import strict_json, text
from devices.driver import (
    MAX_CODE,
    CommandResult,
    Facts,
    PunchEvent,
    Unreadable,
    User,
    Verify,
    identity_of,
    keep,
    numbered_identity,
)

MAX_MESSAGE = 4_718_592
"""Pictures of 3 MB grow by a third in base64; a message of 4.5 MiB is the largest real one."""

ALLOWED = 1
_PICTURES = ("pic", "picinfo", "scene", "sanpPic", "snapPic", "closeup", "template", "photo")
_RECORD_ID = re.compile(rb'"(?:RecordID|recordId)"\s*:\s*"?([0-9]{1,18})"?')
_MESSAGE_ID = re.compile(rb'"messageId"\s*:\s*"([A-Za-z0-9_:.+-]{1,128})"')
_WHOLE = re.compile(r"[0-9]{1,18}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_OURS = "customId"
_THEIRS = ("personId", "idCard", "RFIDCard", "cardNum2")
_RESULT_CODES = {"ok": 200, "fail": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One readable message: `info` as sent, `kept` its JSON without pictures."""

    operator: str
    message_id: str
    info: Mapping[str, object]
    kept: bytes
    code: int | None = None

    @property
    def device(self) -> str:
        """The terminal's id as the message claims it."""
        return word(self.info, "facesluiceId") or word(self.info, "deviceCode")


def load(payload: bytes) -> Message | Unreadable:
    """Read a message; anything that is not one is Unreadable."""
    try:
        found = strict_json.load(payload, MAX_MESSAGE)
    except ValueError as wrong:
        return keep(payload, "bad_json", str(wrong))
    info = found.get("info")
    if not isinstance(info, dict):
        return keep(payload, "no_info", "a message has an info object")
    slim = {key: value for key, value in info.items() if key not in _PICTURES}
    return Message(
        operator=word(found, "operator"),
        message_id=word(found, "messageId"),
        info=slim,
        kept=orjson.dumps({**found, "info": slim}),
        code=number(found, "code"),
    )


def record(message: Message, verify: Verify = "face") -> PunchEvent | Unreadable | None:
    """Read a RecPush: a punch, Unreadable, or None for a refused or unknown face."""
    info = message.info
    if "VerifyStatus" not in info:
        return keep(message.kept, "no_verdict", "it does not say whether the person was let in")
    if number(info, "VerifyStatus") != ALLOWED or number(info, "PersonType") not in {0, None}:
        return None
    return punch(message, person_code(info), word(info, "time"), verify)


def punch(message: Message, code: str, local: str, verify: Verify) -> PunchEvent | Unreadable:
    """Read what every dialect shares, for a person and a time already found."""
    info = message.info
    if parse_local(local) is None:
        return keep(message.kept, "bad_time", repr(local))
    if len(code) > MAX_CODE or not text.printable(code):
        return keep(message.kept, "bad_code", repr(code[:MAX_CODE]))
    record_no = record_number(info)
    return PunchEvent(
        person_code=code,
        local=local,
        state=_DIRECTIONS.get(word(info, "direction").lower()),
        verify=verify,
        record_no=record_no or None,
        identity=numbered_identity(record_no, local) if record_no else identity_of(code, local),
        payload=message.kept,
    )


def person_code(info: Mapping[str, object]) -> str:
    """Return customId (ours), else the device's own keys, named so that they never mix with it."""
    return word(info, _OURS) or foreign_code(info, _THEIRS)


def foreign_code(info: Mapping[str, object], keys: Iterable[str]) -> str:
    """Return the first key of the terminal's own that is filled, with its name before it."""
    return next((f"{key}:{found}" for key in keys if (found := word(info, key))), "")


def record_number(info: Mapping[str, object]) -> str:
    """Return the RecordID of the device database, or nothing."""
    return word(info, "RecordID") or word(info, "recordId")


def echoed(number: str) -> int | str:
    """A record number as an acknowledgement says it: an integer where JSON holds it whole."""
    return int(number) if _WHOLE.fullmatch(number) else number


def salvaged_record_number(payload: bytes) -> str:
    """Find the RecordID in a message that cannot be read, so that it can be acknowledged."""
    found = _RECORD_ID.search(payload)
    return found[1].decode() if found else ""


def salvaged_message_id(payload: bytes) -> str:
    """Find the messageId in a message that cannot be read."""
    found = _MESSAGE_ID.search(payload)
    return found[1].decode() if found else ""


def facts(message: Message) -> Facts:
    """Read Online, Offline and HeartBeat."""
    info = message.info
    return Facts(
        serial=message.device,
        name=word(info, "facesname"),
        address=word(info, "ip"),
        device_time=(word(info, "time") or word(info, "SysTime")).replace("T", " ") or None,
        users=number(info, "totalPersonNum"),
        online=message.operator.lower() != "offline",
    )


def result(message: Message) -> CommandResult:
    """Read an `<operator>-Ack`: 200 is done; batches carry a code per person."""
    info = message.info
    said = (number(info, "errcode"), number(info, "code"), message.code)
    word_code = _RESULT_CODES.get(_lower(info, "result"), 1)
    return CommandResult(
        command_id=message.message_id,
        code=next((code for code in said if code is not None), word_code),
        command=message.operator.removesuffix("-Ack"),
        persons=_persons(info),
    )


def users(message: Message) -> list[User]:
    """Read the people of a SearchPersonList or SearchPerson answer, in each of its spellings."""
    rows = [one for key, value in message.info.items() for one in _people(key, value)]
    found = (_user(row) for row in (*rows, message.info))
    return [one for one in found if one.code]


def word(fields: Mapping[str, object], key: str) -> str:
    """Return a field as text, trimmed; numbers as their digits, other types as nothing."""
    value = fields.get(key)
    if type(value) is str:
        return value.strip()
    return str(value) if type(value) is int else ""


def number(fields: Mapping[str, object], key: str) -> int | None:
    """Return a field as an integer, written as a number or as digits; else None."""
    digits = word(fields, key)
    return int(digits) if _INTEGER.fullmatch(digits) else None


_DIRECTIONS = {"entr": 0, "exit": 1, "01": 0, "02": 1}
_LIST = re.compile(r"(?:SearchInfo|PersonInfo|Personinfo|List)(?:_[0-9]+)?", re.IGNORECASE)
_CODES, _NAMES = ("customId", "CustomizeID"), ("name", "Name", "personName", "persionName")


def _people(key: str, value: object) -> list[Mapping[str, object]]:
    if not _LIST.fullmatch(key):
        return []
    return [value] if isinstance(value, dict) else _rows(value)


def _user(row: Mapping[str, object]) -> User:
    return User(
        code=next(filter(None, (word(row, key) for key in _CODES)), ""),
        name=next(filter(None, (word(row, key) for key in _NAMES)), ""),
        card=word(row, "RFIDCard"),
    )


def _lower(info: Mapping[str, object], key: str) -> str:
    return (word(info, key) or word(info, key.capitalize())).lower()


def _persons(info: Mapping[str, object]) -> dict[str, int]:
    good = _rows(info.get("AddSucInfo")) + _rows(info.get("DelSucInfo"))
    bad = _rows(info.get("AddErrInfo")) + _rows(info.get("DelErrInfo"))
    found = {word(row, "customId"): 200 for row in good}
    return found | {word(row, "customId"): number(row, "errcode") or 1 for row in bad}


def _rows(value: object) -> list[Mapping[str, object]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
