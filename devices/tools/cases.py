"""Recordings as cases: the files of `tests/cases/devices`, with what our decoders make of them.

What is expected is what was understood when it was made: a later change that understands a
customer's terminal otherwise is then a failing test.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path

from devices.codecs import zk_event, zk_record, zk_user
from devices.codecs.zk_code import Code
from devices.driver import PunchEvent, Terminal, verify_of
from devices.errors import DeviceError
from devices.exchange import HttpExchange, MqttExchange
from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS, adms
from devices.tools import redact_zk
from devices.tools.redact_zk import Json

SOURCE = "a session captured with liuhen device capture"
FILES = ("zk_conversations", "zk_records", "adms_requests", "mqtt_messages")
_ADMIN = 14
_REPLIES = ("OK", "GET OPTION FROM", "registry=ok", "RegistryCode=", "Time=", "C:")
_FAMILIES = [one for one in PROTOCOLS if isinstance(one, MqttProtocol)]


def expected_of_talk(talk: Json) -> object:
    """What a ZK conversation reads: its last bulk read, else its sizes, else that it connected."""
    bulks = list(redact_zk.buffers(talk))
    if not bulks:
        return talk.get("decoded_by_pyzk_0_9", "connected")
    command, whole, users, records = bulks[-1]
    if command == Code.USERTEMP_RRQ:
        rows = zk_user.decode_rows(whole, users)
        return [[row.slot, row.code, row.role if row.role == _ADMIN else 0] for row in rows]
    log = zk_record.prove(whole, records, records)
    events, unreadable = zk_record.decode_all(log)
    told = [[one.person_code, one.local, one.verify_code, one.state] for one in events]
    return {"punches": told, "unreadable": len(unreadable)}


def event_record(raw: bytes) -> Json | None:
    """A live event frame as a record case; None when it is no single readable punch."""
    (frame,) = redact_zk.frames(raw)
    batch = zk_event.batch_of(frame)
    if batch is None or len(batch.events) != 1 or batch.unreadable:
        return None
    (one,) = batch.events
    told = {"user_id": one.person_code, "verify": one.verify_code, "state": one.state}
    expect = {"event": frame.session, **told, "time": one.local}
    return {"kind": "realtime_event_frame", "hex": raw.hex(), "expect": expect}


def expected_of_request(case: Json, zone: tzinfo) -> Json:
    """What an ADMS request means to us."""
    body = b64decode(case["body_b64"]) if "body_b64" in case else case["body"].encode()
    length = {} if case["method"] == "GET" else {"content-length": str(len(body))}
    head = adms.Head(method=case["method"], target=case["path"], headers=length)
    admitted = adms.admit(head, lambda serial: Terminal(serial=serial, zone=zone))
    if isinstance(admitted, HttpExchange):
        return {"status_not": [200, 500]}
    found = adms.exchange(admitted, body if admitted.keep_body else b"", adms.Context())
    if found.reply_ok.status != 200:
        return {"status_not": [200, 500]}
    return _of_exchange(found)


def expected_of_message(case: Json, zone: tzinfo) -> Json:
    """What an MQTT message means to us."""
    payload = json.dumps(case["payload"]).encode()
    for family in _FAMILIES:
        settings = family.settings()
        if serial := family.serial_of(case["topic"], payload, settings):
            terminal = Terminal(serial=serial, zone=zone)
            return _of_message(family.parse(case["topic"], payload, terminal, settings))
    return {"granted": False}


def write(folder: Path, cases: Mapping[str, Sequence[Json]], source: str = SOURCE) -> list[Path]:
    """Write the files that have cases; returns them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in FILES:
        if found := list(cases.get(name, ())):
            whole = {"source": source, "conversations": found}
            content = whole if name == "zk_conversations" else found
            path = folder / f"{name}.json"
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
            written.append(path)
    return written


def read(path: Path) -> list[Json]:
    """The cases of one file."""
    content = json.loads(path.read_text("utf-8"))
    return list(content["conversations"] if isinstance(content, dict) else content)


def _of_exchange(found: HttpExchange) -> Json:
    reply = found.reply_ok.body.decode()
    expect: Json = {"reply_starts": next((one for one in _REPLIES if reply.startswith(one)), "")}
    events = found.batch.events if found.batch else ()
    if found.batch and found.kind == "punches":
        expect["quarantined"] = len(found.batch.unreadable)
        if all(map(_plain, events)):
            expect["punches"] = [[e.person_code, e.local, e.state, e.verify_code] for e in events]
    if found.users:
        expect["users"] = [[user.code, user.name, user.card] for user in found.users]
    if found.results and all(one.command_id.isdecimal() for one in found.results):
        expect["results"] = [[int(r.command_id), r.code, r.command] for r in found.results]
    return expect


def _plain(event: PunchEvent) -> bool:
    """Whether a case can say it all: no instant of its own, a verify code that has a word."""
    return event.zone_offset_minutes is None and event.verify == verify_of(event.verify_code)


def _of_message(found: MqttExchange) -> Json:
    expect: Json = {}
    if found.kind == "punches":
        expect["granted"] = bool(found.batch and found.batch.events)
    if found.batch and found.batch.events:
        expect["time"] = found.batch.events[0].local
    if found.facts is not None and found.facts.online is not None:
        expect["device_online"] = found.facts.online
    if len(found.after_commit) == 1:
        expect["ack"] = {"topic": found.after_commit[0].topic, **_said(found)}
    return expect or {"granted": False}


def _said(found: MqttExchange) -> Json:
    body = json.loads(found.after_commit[0].payload)
    return {"operator": body["operator"]} if "operator" in body else {}


def name_of(case: Json, place: int) -> str:
    """A name for a case made of what it is about, without anybody's name in it."""
    about = case.get("path") or case.get("topic") or case.get("kind") or "talk"
    word = re.sub(r"[^a-z]+", "-", str(about).partition("?")[0].rpartition("/")[2].lower())
    return f"captured-{word.strip('-') or 'case'}-{place}"


Rebuild = Callable[[Json, tzinfo], Json]


def rebuilt_talk(case: Json, _: tzinfo) -> Json:
    """A conversation with its expectation made anew."""
    return case | {"decoded_by_pyzk_0_9": expected_of_talk(case)}


def rebuilt_record(case: Json, _: tzinfo) -> Json:
    """A record with its expectation made anew."""
    made = event_record(bytes.fromhex(case["hex"]))
    if made is None:
        raise DeviceError("the event reads otherwise after it was redacted")
    return made


def rebuilt_request(case: Json, zone: tzinfo) -> Json:
    """A request with its expectation made anew."""
    return case | {"expect": expected_of_request(case, zone)}


def rebuilt_message(case: Json, zone: tzinfo) -> Json:
    """A message with its expectation made anew."""
    return case | {"expect": expected_of_message(case, zone)}
