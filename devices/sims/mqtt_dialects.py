"""The dialects a simulated MQTT terminal speaks: topics, messages, and what acknowledges them."""

import json
from abc import ABC, abstractmethod
from base64 import b64encode
from typing import Any

from devices.sims.face_messages import heartbeat, online, record_push
from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal

Message = tuple[str, bytes]


class Dialect(ABC):
    """One family's wire, as one terminal speaks it."""

    obeys = False

    def __init__(self, terminal: Terminal, prefix: str) -> None:
        self.terminal = terminal
        self.prefix = prefix

    @property
    @abstractmethod
    def hears(self) -> str:
        """The topic the terminal listens to."""

    @abstractmethod
    def records(
        self, record: Record, faults: Faults, *, in_time: bool, push_type: int = 0
    ) -> list[Message]:
        """What a record is sent as; in_time within 10 s, push_type 2 when asked for."""

    @abstractmethod
    def acknowledged(self, body: dict[str, Any]) -> int | None:
        """The record a message of the server acknowledges, if it is that."""

    @property
    def will(self) -> Message | None:
        """What the broker says when the terminal is gone."""
        return None

    def hello(self) -> list[Message]:
        """Said until the server answers."""
        return []

    def beat(self) -> list[Message]:
        """Said at each heartbeat."""
        return []

    def is_welcome(self, body: dict[str, Any]) -> bool:
        """Whether a message of the server answers the hello."""
        return str(body.get("operator")) == "Online-Ack"


class _Face(Dialect):
    """The main family."""

    obeys = True

    @property
    def hears(self) -> str:
        return f"{self.prefix}/{self.terminal.serial}"

    def records(
        self, record: Record, faults: Faults, *, in_time: bool, push_type: int = 0
    ) -> list[Message]:
        found = record_push(record, self.terminal, faults, in_time=in_time, push_type=push_type)
        return [(f"{self.hears}/Rec", payload) for payload in found]

    def acknowledged(self, body: dict[str, Any]) -> int | None:
        return int(body["info"]["SnapOrRecordID"]) if body["operator"] == "PushAck" else None

    @property
    def will(self) -> Message | None:
        return f"{self.prefix}/basic", online(self.terminal, "Offline")

    def hello(self) -> list[Message]:
        return [(f"{self.prefix}/basic", online(self.terminal, "Online"))]

    def beat(self) -> list[Message]:
        return [(f"{self.prefix}/heartbeat", heartbeat(self.terminal))]


class _Huaan(Dialect):
    """HuaAn smart terminals: no heartbeat, an ACK per capture."""

    @property
    def hears(self) -> str:
        return f"topic/face/capture/response/{self.terminal.serial}"

    def records(
        self, record: Record, faults: Faults, *, in_time: bool, push_type: int = 0
    ) -> list[Message]:
        refused = faults.take("refused_face") is not None
        fields: dict[str, object] = {
            "cmd": "face",
            "version": "0.2",
            "sequence_no": record.n,
            "cap_time": self._moment(record),
            "device_no": self.terminal.serial,
            "device_sn": self._sender(faults),
            "is_realtime": int(in_time),
            "match_result": -1 if refused else 94,
            "match": {"person_id": record.code, "person_role": 1, "image": _picture(100)},
            "person": {"age": 30, "has_mask": False},
        }
        if (size := faults.number("picture", 50_000)) is not None:
            fields["closeup_pic"] = {"format": "jpg", "data": _picture(int(size))}
        payload = json.dumps(fields, ensure_ascii=False).encode()
        payload = payload[:-1] if faults.take("poison") is not None else payload
        topic = f"topic/face/capture/request/{self.terminal.serial}"
        return [(topic, payload)] * (2 if faults.take("double") is not None else 1)

    def acknowledged(self, body: dict[str, Any]) -> int | None:
        good = (body["reply"], body["cmd"], body["code"]) == ("ACK", "face", 0)
        number = int(body["sequence_no"])
        known = 0 < number <= len(self.terminal.ledger.records)
        same = known and body["cap_time"] == self._moment(self.terminal.ledger.records[number - 1])
        return number if good and same else None

    def _sender(self, faults: Faults) -> str:
        return self.terminal.serial if faults.take("wrong_id") is None else "somebody-else"

    def _moment(self, record: Record) -> str:
        return f"{record.local.replace('-', '/')}.{record.n % 1000:03}"


class _Site(Dialect):
    """Construction-site real-name terminals: everything is answered under its messageId."""

    @property
    def hears(self) -> str:
        return f"mqtt/device/face/{self.terminal.serial}"

    def records(
        self, record: Record, faults: Faults, *, in_time: bool, push_type: int = 0
    ) -> list[Message]:
        info = {
            "deviceCode": self.terminal.serial,
            "customId": record.code,
            "RecordID": record.n,
            "VerifyStatus": 1,
            "Sendintime": int(in_time),
            "direction": "01",
            "time": record.local,
            "photo": _picture(100),
        }
        if faults.take("refused_face") is not None:
            info["VerifyStatus"] = 2
        payload = self._body("RecPush", f"rec-{record.n}", info)
        payload = payload[:-1] if faults.take("poison") is not None else payload
        return [(f"{self.hears}/Rec", payload)] * (2 if faults.take("double") is not None else 1)

    def acknowledged(self, body: dict[str, Any]) -> int | None:
        if body["operator"] != "RecPush-Ack" or body["info"]["result"] != "ok":
            return None
        return int(body["messageId"].removeprefix("rec-"))

    def hello(self) -> list[Message]:
        return [(f"{self.hears}/basic", self._body("Online", "online", self._now()))]

    def beat(self) -> list[Message]:
        return [(f"{self.hears}/heartbeat", self._body("Basic", "beat", self._now()))]

    def _now(self) -> dict[str, object]:
        return {"deviceCode": self.terminal.serial, "time": self.terminal.now()}

    def _body(self, operator: str, message_id: str, info: dict[str, object]) -> bytes:
        body = {"operator": operator, "messageId": message_id, "info": info}
        return json.dumps(body, ensure_ascii=False).encode()


def _picture(size: int) -> str:
    return "data:image/jpeg;base64," + b64encode(bytes(int(size * 3 / 4))).decode()


DIALECTS: dict[str, type[Dialect]] = {"face": _Face, "huaan": _Huaan, "site": _Site}
