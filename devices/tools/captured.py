"""What passed a proxy or a tap, cut into cases in the format of `tests/cases/devices`."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo

from devices.codecs import zk_reply
from devices.codecs.adms_head import PICTURES
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import FrameError, Reader
from devices.errors import DeviceError
from devices.tools import cases, redact_zk
from devices.tools.redact_zk import Json
from devices.tools.tcp_proxy import Passed

_OPENING = {Code.CONNECT, Code.AUTH}
_BULK = {Code.PREPARE_BUFFER, Code.READ_BUFFER, Code.FREE_DATA}
_READS: dict[int, str] = {Code.USERTEMP_RRQ: "users", Code.ATTLOG_RRQ: "log"}
_MOST_EVENTS = 200


def zk(passed: Iterable[Passed], comm_key: int) -> dict[str, list[Json]]:
    """Conversations (connection, sizes, users, log) and live events of ZK connections."""
    talks: list[Json] = []
    events: dict[bytes, Json] = {}
    for one in passed:
        turns = list(_turns(one))
        talks += _talks(turns, comm_key)
        for raw in _events(turns):
            if made := cases.event_record(raw):
                events[raw] = made
    return {"zk_conversations": talks, "zk_records": list(events.values())[:_MOST_EVENTS]}


def adms(passed: Iterable[Passed], zone: tzinfo) -> list[Json]:
    """The requests of ADMS connections."""
    return [
        request(method, target, body, zone, at)
        for at, (method, target, body) in enumerate(
            found for one in passed for found in _requests(one.asked)
        )
    ]


def request(method: str, target: str, body: bytes, zone: tzinfo, place: int) -> Json:
    """One ADMS request as a case; pictures and templates are left out."""
    upper = target.upper()
    if any(f"TABLE={one}" in upper or f"TABLENAME={one}" in upper for one in PICTURES):
        body = b""
    case: Json = {
        "id": cases.name_of({"path": target}, place),
        "source": cases.SOURCE,
        "real_device": True,
        "method": method,
        "path": "/iclock" + target.partition("/iclock")[2],
        **_as_text(body),
    }
    return cases.rebuilt_request(case, zone)


def mqtt(messages: Iterable[tuple[str, bytes]], zone: tzinfo) -> list[Json]:
    """Messages as cases; what is no JSON object cannot be one."""
    found = []
    for place, (topic, payload) in enumerate(messages):
        try:
            content = json.loads(payload)
        except ValueError:
            continue
        name = cases.name_of({"topic": topic}, place)
        case: Json = {"id": name, "source": cases.SOURCE, "real_device": True}
        case |= {"topic": topic, "payload": content}
        found.append(cases.rebuilt_message(case, zone))
    return found


def _as_text(body: bytes) -> Json:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_b64": b64encode(body).decode()}


def _turns(passed: Passed) -> Iterator[Json]:
    """Each request frame with the segments that came before the next one."""
    reader = Reader()
    turn: Json | None = None
    for client, data in passed.segments:
        if not client:
            if turn is not None:
                turn["device_chunks"].append(data.hex())
            continue
        try:
            asked = reader.feed(data)
        except FrameError:
            return
        for frame in asked:
            if turn is not None:
                yield turn
            turn = {"client": frame.encode().hex(), "device_chunks": []}
    if turn is not None:
        yield turn


def _command(turn: Json) -> int:
    return redact_zk.frames(bytes.fromhex(turn["client"]))[0].command


def _talks(turns: list[Json], comm_key: int) -> Iterator[Json]:
    """Cut one session into small conversations that each read one thing."""
    opening = [turn for turn in turns if _command(turn) in _OPENING]
    sizes = [turn for turn in turns if _command(turn) == Code.GET_FREE_SIZES]
    if not opening:
        return
    parts = {"connect": opening, **_bulk_reads(turns, opening)}
    if sizes:
        parts["sizes"] = [*opening, sizes[0]]
    for name, part in parts.items():
        case: Json = {"name": f"captured-{name}", "comm_key": comm_key, "transport": "tcp"}
        case["turns"] = part
        case["decoded_by_pyzk_0_9"] = _sizes(sizes[0]) if name == "sizes" else "connected"
        try:
            yield cases.rebuilt_talk(case, UTC)
        except DeviceError:
            continue  # a read that came to nothing, or one whose layout a case cannot pin


def _bulk_reads(turns: list[Json], opening: list[Json]) -> dict[str, list[Json]]:
    """Users and log, each with the counts asked before and after it."""
    found: dict[str, list[Json]] = {}
    for at, turn in enumerate(turns):
        if _command(turn) == Code.PREPARE_BUFFER:
            data = redact_zk.frames(bytes.fromhex(turn["client"]))[0].data
            name = _READS.get(int.from_bytes(data[1:3], "little"), "")
            if name and name not in found:
                found[name] = [*opening, *_before(turns, at), turn, *_after(turns, at)]
    return found


def _before(turns: list[Json], at: int) -> list[Json]:
    counts = [one for one in turns[:at] if _command(one) == Code.GET_FREE_SIZES]
    return counts[-1:]


def _after(turns: list[Json], at: int) -> list[Json]:
    kept: list[Json] = []
    for turn in turns[at + 1 :]:
        if _command(turn) == Code.GET_FREE_SIZES:
            return [*kept, turn]
        if _command(turn) not in _BULK or _command(turn) == Code.PREPARE_BUFFER:
            break
        kept.append(turn)
    return kept


def _sizes(turn: Json) -> Json:
    found = zk_reply.free_sizes(redact_zk.frames(bytes.fromhex(turn["device_chunks"][0]))[0].data)
    names = ("users", "fingers", "records", "users_cap", "fingers_cap")
    return {name: getattr(found, name) for name in names} | {"rec_cap": found.record_cap}


def _events(turns: list[Json]) -> Iterator[bytes]:
    for turn in turns:
        stream = bytes.fromhex("".join(turn["device_chunks"]))
        for frame in redact_zk.frames(stream):
            if frame.command == Code.REG_EVENT and frame.intact:
                yield frame.encode()


def _requests(stream: bytes) -> Iterator[tuple[str, str, bytes]]:
    """The HTTP requests of one connection, as far as they are whole."""
    while stream:
        top, found, rest = stream.partition(b"\r\n\r\n")
        lines = top.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        if not found or len(words) < 2:
            return
        pairs = (line.partition(":") for line in lines[1:])
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(rest) < int(length):
            return
        yield words[0], words[1], rest[: int(length)]
        stream = rest[int(length) :]
