"""A ZK conversation without people: users, punches, options, events, keys; the rest is blanked.

Frames keep their lengths and get new checksums. What is not understood loses its data.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from devices.codecs import text, zk_event, zk_record, zk_reply, zk_user
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import HEADER, MAGIC, PREFIX, Frame, checksum, comm_key
from devices.errors import DeviceError
from devices.tools.fakes import UnredactableError

Json = dict[str, Any]
_CODE_AT = slice(2, 26)
_RANGE = struct.Struct("<ii")
_EVENT_TEXT = 24
_HARMLESS_OPTIONS = {
    *("~Platform", "~DeviceName", "~ZKFPVersion", "ZKFaceVersion", "~ExtendFmt", "~UserExtFmt"),
    *("FaceFunOn", "CompatOldFirmware", "WorkCode", "~OS", "FirmVer", "~MaxAttLogCount"),
}
_PLAIN = {
    *(Code.GET_FREE_SIZES, Code.GET_VERSION, Code.GET_TIME, Code.SET_TIME, Code.GET_PINWIDTH),
    *(Code.PREPARE_BUFFER, Code.READ_BUFFER, Code.REG_EVENT, Code.CONNECT),
}
"""Requests that carry nothing about people, nor do their plain replies."""


class Names(Protocol):
    """Who replaces a value: the collector or the fakes."""

    def replace(self, value: str) -> str:
        """A value that must go."""

    def known(self, value: str) -> str:
        """A value that may be one that must go."""


@dataclass(slots=True)
class Turn:
    """One request and the frames that came before the next one."""

    asked: Frame
    told: list[Frame]
    cuts: list[int]


def conversation(talk: Json, names: Names) -> Json:
    """Redact one recorded conversation; its expectation is to be made anew."""
    udp = talk.get("transport", "tcp") == "udp"
    turns = [_read(turn, udp=udp) for turn in talk["turns"]]
    key = int(names.replace(str(talk.get("comm_key") or 0)))
    _bulks(turns, names)
    for turn in turns:
        turn.told = [_told(turn.asked, frame, names) for frame in turn.told]
        turn.asked = _asked(turn.asked, key, names)
    return talk | {"comm_key": key, "turns": [_written(turn, udp=udp) for turn in turns]}


def event_frame(raw: bytes, names: Names) -> bytes:
    """Redact one live event frame, with its TCP prefix."""
    (frame,) = frames(raw)
    return _event(frame, names).encode()


def frames(stream: bytes) -> list[Frame]:
    """Cut a stream by its lengths; the last frame of a recording may be shorter than announced."""
    found = []
    while len(stream) >= PREFIX.size + HEADER.size:
        size = PREFIX.size + PREFIX.unpack_from(stream)[2]
        packet, stream = stream[PREFIX.size : size], stream[size:]
        command, sent, session, reply = HEADER.unpack_from(packet)
        data = packet[HEADER.size :]
        blank = HEADER.pack(command, 0, session, reply) + data
        intact = checksum(blank) == sent
        found.append(Frame(command=command, session=session, reply=reply, data=data, intact=intact))
    return found


def buffers(talk: Json) -> Iterator[tuple[int, bytes, int, int]]:
    """Every bulk read of a conversation: what was asked, its bytes, users and records reported."""
    turns = [_read(turn, udp=talk.get("transport") == "udp") for turn in talk["turns"]]
    for command, places in _transfers(turns):
        users, records = _counts(turns, places[0][0])
        yield command, bytes(_assembled(turns, places)), users, records


def user_row(row: bytes, names: Names) -> bytes:
    """Redact one user record of 28 or 72 bytes; a batch form's leading byte may stand in front."""
    head, row = row[: len(row) % 4], row[len(row) % 4 :]
    count = 1 if len(row) in zk_user.SIZES else 0
    if not count:
        raise UnredactableError(f"a user record of {len(row)} bytes is not known")
    (found,) = zk_user.decode_rows(len(row).to_bytes(4, "little") + row, 1) or (None,)
    if found is None:
        return head + bytes(len(row))
    faked = replace(
        found,
        name=_same_code_page(found.name, names),
        password=_blank_text(found.password, names),
        card=int(names.replace(str(found.card))),
        code=names.replace(found.code),
    )
    return head + faked.encode()


def _read(turn: Json, *, udp: bool) -> Turn:
    chunks = [_prefixed(bytes.fromhex(one), udp=udp) for one in turn["device_chunks"]]
    (asked,) = frames(_prefixed(bytes.fromhex(turn["client"]), udp=udp))
    return Turn(asked, frames(b"".join(chunks)), [len(one) for one in chunks])


def _written(turn: Turn, *, udp: bool) -> Json:
    skip = PREFIX.size if udp else 0
    stream, parts = b"".join(frame.encode() for frame in turn.told), []
    for size in turn.cuts:
        parts.append(stream[:size][skip:].hex())
        stream = stream[size:]
    return {"client": turn.asked.encode()[skip:].hex(), "device_chunks": parts}


def _prefixed(packet: bytes, *, udp: bool) -> bytes:
    return PREFIX.pack(*MAGIC, len(packet)) + packet if udp else packet


def _asked(frame: Frame, key: int, names: Names) -> Frame:
    if frame.command == Code.AUTH:
        return replace(frame, data=comm_key(key, frame.session))
    if frame.command == Code.USER_WRQ:
        return replace(frame, data=user_row(frame.data, names))
    if frame.command == Code.OPTIONS_WRQ:
        return replace(frame, data=_option(frame.data, names))
    if frame.command in _PLAIN or frame.command == Code.OPTIONS_RRQ:
        return frame
    return replace(frame, data=bytes(len(frame.data)))


def _told(asked: Frame, frame: Frame, names: Names) -> Frame:
    if frame.command == Code.REG_EVENT:
        return _event(frame, names)
    if frame.command == Code.DATA:
        return frame  # put back by its bulk read
    if asked.command == Code.OPTIONS_RRQ and frame.command == Code.ACK_OK:
        return replace(frame, data=_option(frame.data, names))
    if asked.command in _PLAIN or frame.command == Code.PREPARE_DATA:
        return frame
    return replace(frame, data=bytes(len(frame.data)))


def _option(data: bytes, names: Names) -> bytes:
    name, sign, value = text.until_nul(data).partition(b"=")
    if name.decode("latin-1") in _HARMLESS_OPTIONS:
        return data
    fake = names.replace(value.decode("utf-8", "replace")).encode()
    return (name + sign + fake).ljust(len(data), b"\0")[: len(data)]


def _event(frame: Frame, names: Names) -> Frame:
    batch = zk_event.batch_of(frame)
    if batch is None or batch.unreadable:
        return replace(frame, data=bytes(len(frame.data)))
    return replace(frame, data=b"".join(_event_row(one.payload, names) for one in batch.events))


def _event_row(row: bytes, names: Names) -> bytes:
    if len(row) >= _EVENT_TEXT:
        return _text_field(row[:_EVENT_TEXT], names) + row[_EVENT_TEXT:]
    size = 4 if len(row) == 12 else 2
    number = names.replace(str(int.from_bytes(row[:size], "little")))
    return int(number).to_bytes(size, "little") + row[size:]


def _bulks(turns: list[Turn], names: Names) -> None:
    """Redact what bulk reads brought, and put it back frame by frame."""
    for command, places in _transfers(turns):
        whole = _assembled(turns, places)
        users, records = _counts(turns, places[0][0])
        fresh = _buffer(command, bytes(whole), users, records, names)
        for turn, at, offset in places:
            frame = turns[turn].told[at]
            data = fresh[offset : offset + len(frame.data)]
            turns[turn].told[at] = replace(frame, data=data)


def _transfers(turns: list[Turn]) -> list[tuple[int, list[tuple[int, int, int]]]]:
    """Each bulk read: its command, and for every DATA frame turn, place and offset."""
    found: list[tuple[int, list[tuple[int, int, int]]]] = []
    for number, turn in enumerate(turns):
        offset = 0
        if turn.asked.command == Code.PREPARE_BUFFER:
            found.append((int.from_bytes(turn.asked.data[1:3], "little"), []))
        elif turn.asked.command == Code.READ_BUFFER:
            offset = _RANGE.unpack_from(turn.asked.data)[0]
        for at, frame in enumerate(turn.told):
            if frame.command == Code.DATA:
                if not found:
                    raise UnredactableError("data came that nobody asked for")
                found[-1][1].append((number, at, offset))
                offset += len(frame.data)
    return [(command, places) for command, places in found if places]


def _assembled(turns: list[Turn], places: list[tuple[int, int, int]]) -> bytearray:
    whole = bytearray()
    for turn, at, offset in places:
        data = turns[turn].told[at].data
        whole += bytes(max(0, offset + len(data) - len(whole)))
        whole[offset : offset + len(data)] = data
    return whole


def _counts(turns: list[Turn], before: int) -> tuple[int, int]:
    """Users and records as last reported before a turn."""
    for turn in reversed(turns[:before]):
        if turn.asked.command == Code.GET_FREE_SIZES and turn.told:
            sizes = zk_reply.free_sizes(turn.told[0].data)
            return sizes.users, sizes.records
    return 0, 0


def _buffer(command: int, whole: bytes, users: int, records: int, names: Names) -> bytes:
    head, body = whole[:4], whole[4:]
    if command == Code.USERTEMP_RRQ:
        size = zk_user.decode_rows(whole, users)[0].size if body else 1
        rows = [user_row(body[at : at + size], names) for at in range(0, len(body), size)]
    elif command == Code.ATTLOG_RRQ:
        rows = _log(whole, records, names)
    else:
        rows = [bytes(len(body))]  # templates and whatever else: only its size stays
    return head + b"".join(rows)


def _log(whole: bytes, records: int, names: Names) -> list[bytes]:
    try:
        log = zk_record.prove(whole, records, records)
    except DeviceError as unknown:
        raise UnredactableError(f"the log cannot be read: {unknown}") from unknown
    if log.size == 16:
        return [_numbered(row, names) for row in log.payloads()]
    if log.size == 8:
        return list(log.payloads())
    return [_lettered(row, names) for row in log.payloads()]


def _numbered(row: bytes, names: Names) -> bytes:
    number = names.replace(str(int.from_bytes(row[:4], "little")))
    return int(number).to_bytes(4, "little") + row[4:]


def _lettered(row: bytes, names: Names) -> bytes:
    return row[:2] + _text_field(row[_CODE_AT], names) + row[_CODE_AT.stop :]


def _text_field(raw: bytes, names: Names) -> bytes:
    """A field up to its first NUL; what lies behind it is old memory and goes."""
    return _same_code_page(text.until_nul(raw), names).ljust(len(raw), b"\0")


def _same_code_page(raw: bytes, names: Names) -> bytes:
    for page in ("utf-8", "gb18030"):
        try:
            value = raw.decode(page)
        except UnicodeDecodeError:
            continue
        return names.replace(value).encode(page)
    return names.replace(raw.decode("latin-1")).encode("latin-1", "replace")[: len(raw)]


def _blank_text(raw: bytes, names: Names) -> bytes:
    return _same_code_page(text.until_nul(raw), names).ljust(len(raw), b"\0")
