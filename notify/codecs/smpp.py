"""SMPP 3.4 PDUs and delivery receipts (specification 3.4, sections 3-5, appendix B)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from notify.errors import ErrorClass
from notify.receipt import ReceiptKind

HEADER = 16
LIMIT = 64 * 1024
MESSAGE_STATE, RECEIPTED_ID = 0x0427, 0x001E
UCS2 = 8
LONG_PART = 67


class SmppError(ValueError):
    """The octets are no PDU we know; the connection should be closed."""


ANSWER = 0x80000000


class Command(IntEnum):
    """Command ids of requests; an answer has the top bit set."""

    GENERIC_NACK = 0
    BIND_RECEIVER = 1
    BIND_TRANSMITTER = 2
    SUBMIT_SM = 4
    DELIVER_SM = 5
    UNBIND = 6
    BIND_TRANSCEIVER = 9
    ENQUIRE_LINK = 0x15


_BIND = ("system_id z", "password z", "system_type z", "version 1", "ton 1", "npi 1", "range z")
_MESSAGE = (
    *("service_type z", "source_ton 1", "source_npi 1", "source z"),
    *("dest_ton 1", "dest_npi 1", "dest z", "esm_class 1", "protocol_id 1", "priority 1"),
    *("schedule z", "validity z", "registered 1", "replace 1", "data_coding 1", "default_id 1"),
    "message s",
)
BODIES: Mapping[int, tuple[str, ...]] = {
    Command.BIND_RECEIVER: _BIND,
    Command.BIND_TRANSMITTER: _BIND,
    Command.BIND_TRANSCEIVER: _BIND,
    Command.SUBMIT_SM: _MESSAGE,
    Command.DELIVER_SM: _MESSAGE,
    Command.ENQUIRE_LINK: (),
    Command.UNBIND: (),
    ANSWER | Command.GENERIC_NACK: (),
    ANSWER | Command.BIND_RECEIVER: ("system_id z",),
    ANSWER | Command.BIND_TRANSMITTER: ("system_id z",),
    ANSWER | Command.BIND_TRANSCEIVER: ("system_id z",),
    ANSWER | Command.SUBMIT_SM: ("message_id z",),
    ANSWER | Command.DELIVER_SM: ("message_id z",),
    ANSWER | Command.ENQUIRE_LINK: (),
    ANSWER | Command.UNBIND: (),
}
BY_STATUS = {
    0x0B: ErrorClass.ADDRESS,
    0x0D: ErrorClass.CONFIG,
    0x14: ErrorClass.THROTTLE,
    0x58: ErrorClass.THROTTLE,
}
BY_STATE = {
    1: ReceiptKind.ACCEPTED,
    2: ReceiptKind.DELIVERED,
    3: ReceiptKind.EXPIRED,
    4: ReceiptKind.FAILED,
    5: ReceiptKind.FAILED,
    6: ReceiptKind.ACCEPTED,
    7: ReceiptKind.UNKNOWN,
    8: ReceiptKind.FAILED,
}
BY_WORD = {
    "ENROUTE": 1,
    "DELIVRD": 2,
    "EXPIRED": 3,
    "DELETED": 4,
    "UNDELIV": 5,
    "ACCEPTD": 6,
    "UNKNOWN": 7,
    "REJECTD": 8,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdu:
    """One PDU: texts and octets by field name in wire order, then its TLVs by tag."""

    command: int
    status: int = 0
    sequence: int
    body: Mapping[str, bytes] = field(default_factory=dict)
    tlvs: Mapping[int, bytes] = field(default_factory=dict)


def decode(octets: bytes) -> Pdu:
    """Read one whole PDU; raises `SmppError` for any other octets."""
    if not HEADER <= len(octets) <= LIMIT or int.from_bytes(octets[:4], "big") != len(octets):
        raise SmppError("the length does not fit")
    command, status, sequence = (int.from_bytes(octets[i : i + 4], "big") for i in (4, 8, 12))
    rest = octets[HEADER:]
    if command not in BODIES:
        raise SmppError(f"command {command:#010x} is not known")
    body: dict[str, bytes] = {}
    names = () if status and not rest else BODIES[command]  # a refusal may have no body
    for name, kind in (entry.split() for entry in names):
        body[name], rest = _take(rest, kind)
    return Pdu(command=command, status=status, sequence=sequence, body=body, tlvs=_tlvs(rest))


def encode(pdu: Pdu) -> bytes:
    """Write one PDU; absent fields are empty or zero."""
    names = () if pdu.status and not pdu.body else BODIES[pdu.command]
    entries = (entry.split() for entry in names)
    body = b"".join(_put(pdu.body.get(name, b""), kind) for name, kind in entries)
    for tag, value in pdu.tlvs.items():
        body += tag.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value
    head = (HEADER + len(body), pdu.command, pdu.status, pdu.sequence)
    return b"".join(n.to_bytes(4, "big") for n in head) + body


def ucs2_parts(text: str, reference: int) -> list[bytes]:
    """Return the short messages of a text: one up to 70 characters, else 67 each with a UDH."""
    octets = text.encode("utf-16-be")
    if len(octets) <= 140:
        return [octets]
    parts = []
    while octets:
        size = LONG_PART * 2
        if 0xD8 <= octets[:size][-2] <= 0xDB:  # never part a surrogate pair
            size -= 2
        parts.append(octets[:size])
        octets = octets[size:]
    head = bytes((5, 0, 3, reference & 0xFF, len(parts)))
    return [head + bytes([n]) + part for n, part in enumerate(parts, 1)]


def receipt(pdu: Pdu) -> tuple[str, ReceiptKind] | None:
    """Return (message id, kind) of a delivery receipt; TLVs speak before the vendors' text."""
    esm_class = (pdu.body.get("esm_class") or b"\0")[0]
    if pdu.command != Command.DELIVER_SM or esm_class & 0x3C != 0x04:
        return None
    text = pdu.body["message"].decode("latin-1")
    found = re.search(r"id:(\S+)", text)
    message_id = pdu.tlvs.get(RECEIPTED_ID, b"").rstrip(b"\0").decode("latin-1")
    message_id = message_id or (found[1] if found else "")
    word = re.search(r"stat:([A-Z]{7})", text)
    state = pdu.tlvs.get(MESSAGE_STATE) or bytes([BY_WORD.get(word[1] if word else "", 7)])
    return message_id, BY_STATE.get(state[0], ReceiptKind.UNKNOWN)


def same_id(one: str, other: str) -> bool:
    """Tell whether two message ids are one: vendors answer in hex and report in decimal."""
    return bool(_readings(one) & _readings(other))


def _readings(text: str) -> set[str | int]:
    known: set[str | int] = {text.lower().lstrip("0")}
    if re.fullmatch(r"[0-9]+", text):
        known.add(int(text))
    if re.fullmatch(r"[0-9A-Fa-f]+", text):
        known.add(int(text, 16))
    return known


def _take(rest: bytes, kind: str) -> tuple[bytes, bytes]:
    if kind == "z":
        value, found, rest = rest.partition(b"\0")
        return _whole(value, good=bool(found)), rest
    size = 1 if kind == "1" else (rest[0] if rest else 0) + 1
    value = rest[:size]
    return _whole(value if kind == "1" else value[1:], good=len(value) == size), rest[size:]


def _put(value: bytes, kind: str) -> bytes:
    if kind == "z":
        return value + b"\0"
    return (value or b"\0") if kind == "1" else bytes([len(value)]) + value


def _tlvs(rest: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while rest:
        size = int.from_bytes(rest[2:4], "big")
        value = rest[4 : 4 + size]
        found[int.from_bytes(rest[:2], "big")] = _whole(value, good=len(value) == size)
        rest = rest[4 + size :]
    return found


def _whole(value: bytes, *, good: bool) -> bytes:
    if not good:
        raise SmppError("a field is cut short")
    return value
