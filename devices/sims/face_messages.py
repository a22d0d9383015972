"""What a simulated face terminal publishes, in the spellings that real ones use."""

import json
from base64 import b64encode

from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal

FAULTS = {
    "lose_ack": "do not hear an acknowledgement, so the record comes again",
    "double": "publish every record twice",
    "poison": "broken JSON instead of the record, with its RecordID",
    "bad_time": "a time that does not exist",
    "strings": "numbers as strings",
    "misspelt": "persionName instead of personName",
    "screen_user": "no customId, only the device's personId",
    "refused_face": "VerifyStatus 2: not allowed",
    "picture": "a picture of so many bytes (50000)",
    "wrong_id": "facesluiceId of somebody else",
    "deaf": "does not answer an order",
    "busy": "answers an order with 410",
    "skip": "leaves a record out until the newer ones are through",
}


def record_push(
    record: Record, terminal: Terminal, faults: Faults, *, in_time: bool, push_type: int = 0
) -> list[bytes]:
    """Write one RecPush; usually one message, two when doubled."""
    info: dict[str, object] = {
        "customId": record.code,
        "personId": str(terminal.slot(record.code)),
        "RecordID": record.n,
        "VerifyStatus": 1,
        "PersonType": 0,
        "similarity1": "94.000000",
        "Sendintime": int(in_time),
        "personName": dict(terminal.people).get(record.code, ""),
        "facesluiceId": terminal.serial,
        "idCard": "",
        "telnum": " ",
        "time": record.local,
        "isNoMask": "0",
        "PushType": push_type,
    }
    _spoil(info, faults)
    payload = json.dumps({"operator": "RecPush", "info": info}, ensure_ascii=False).encode()
    if faults.take("poison") is not None:
        payload = payload[:-1]
    return [payload] * (2 if faults.take("double") is not None else 1)


def online(terminal: Terminal, operator: str) -> bytes:
    """Write Online or Offline."""
    info = {
        "facesluiceId": terminal.serial,
        "username": "admin",
        "time": terminal.now(),
        "ip": "127.0.0.1",
        "facesname": "SIM-FACE",
    }
    return json.dumps({"operator": operator, "info": info}).encode()


def heartbeat(terminal: Terminal) -> bytes:
    """Write a HeartBeat."""
    info = {"facesluiceId": terminal.serial, "time": terminal.now()}
    return json.dumps({"operator": "HeartBeat", "info": info}).encode()


def _spoil(info: dict[str, object], faults: Faults) -> None:
    """Change the record as ordered."""
    changes: dict[str, dict[str, object]] = {
        "bad_time": {"time": "2026-02-30 08:30:00"},
        "screen_user": {"customId": ""},
        "refused_face": {"VerifyStatus": 2},
        "wrong_id": {"facesluiceId": "somebody-else"},
    }
    for name, change in changes.items():
        if faults.take(name) is not None:
            info.update(change)
    if faults.take("misspelt") is not None:
        info["persionName"] = info.pop("personName")
    if (size := faults.number("picture", 50_000)) is not None:
        picture = b64encode(bytes(int(size * 3 / 4))).decode()
        info["pic"] = "data:image/jpeg;base64," + picture
    if faults.take("strings") is not None:
        for key in ("RecordID", "VerifyStatus", "PersonType", "Sendintime", "PushType"):
            info[key] = str(info[key])
