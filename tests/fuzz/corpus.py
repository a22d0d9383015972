"""Seeds of the fuzzers: what real terminals said, and what hostile ones tried."""

import json
from base64 import b64decode
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from devices.codecs.zk_frame import HEADER, PREFIX

_CASES = Path(__file__).parents[1] / "cases"
FOUND = Path(__file__).parent / "found"
"""Inputs that once broke a parser, one file `parser-digest.hex` each: they stay seeds for ever."""


@cache
def zk_streams() -> tuple[bytes, ...]:
    """Whole TCP streams of recorded conversations, and single hostile frames."""
    turns = [
        turn for talk in _recorded("zk_conversations")["conversations"] for turn in talk["turns"]
    ]
    streams = [bytes.fromhex("".join(turn["device_chunks"])) for turn in turns]
    streams += [bytes.fromhex(turn["client"]) for turn in turns]
    streams += [bytes.fromhex(c["hex"]) for c in zk_kinds("frame", "realtime_event_frame")]
    hostile = [c for c in _hostile("zk") if "bytes_hex" in c]
    return tuple(streams + [bytes.fromhex(case["bytes_hex"])[:4096] for case in hostile])


@cache
def zk_data() -> tuple[bytes, ...]:
    """The data of every frame of those streams."""
    head = PREFIX.size + HEADER.size
    return tuple(stream[head:] for stream in zk_streams() if len(stream) > head)


@cache
def zk_logs() -> tuple[tuple[bytes, int], ...]:
    """Attendance buffers and how many records their terminal reported."""
    hostile = [c for c in _hostile("zk") if "buffer_hex" in c]
    logs = [(bytes.fromhex(c["buffer_hex"]), int(c["reported_records"])) for c in hostile]
    rows = [bytes.fromhex(c["hex"]) for c in zk_kinds("attendance_record")]
    return (*logs, *((len(row).to_bytes(4, "little") + row, 1) for row in rows))


def zk_kinds(*kinds: str) -> Iterator[dict[str, Any]]:
    """Recorded records of some kinds."""
    return (case for case in _recorded("zk_records") if case["kind"] in kinds)


@cache
def adms_requests() -> tuple[bytes, ...]:
    """Whole HTTP requests, heads and bodies."""
    recorded = [
        _http(c["method"], c["path"], {}, c["body"].encode()) for c in _recorded("adms_requests")
    ]
    hostile = [
        _http(
            case["method"],
            f"{case['path']}?{case['query']}" if case.get("query") else case["path"],
            case.get("headers", {}),
            b64decode(case["body_b64"]),
        )
        for case in _hostile("adms")
        if "body_b64" in case
    ]
    return (*recorded, *hostile)


@cache
def adms_bodies() -> tuple[bytes, ...]:
    """The bodies alone."""
    return tuple(body for _, _, body in (one.partition(b"\r\n\r\n") for one in adms_requests()))


@cache
def mqtt_messages() -> tuple[tuple[str, bytes], ...]:
    """Topics and payloads."""
    recorded = [(c["topic"], json.dumps(c["payload"]).encode()) for c in _recorded("mqtt_messages")]
    hostile = [
        (c["topic"], b64decode(c["payload_b64"])) for c in _hostile("mqtt") if "payload_b64" in c
    ]
    return (*recorded, *hostile)


def found(parser: str) -> list[bytes]:
    """Inputs that once broke this parser."""
    return [bytes.fromhex(p.read_text()) for p in sorted(FOUND.glob(f"{parser}-*.hex"))]


@cache
def _recorded(name: str) -> Any:
    return json.loads((_CASES / "devices" / f"{name}.json").read_text("utf-8"))


@cache
def _hostile(name: str) -> list[dict[str, Any]]:
    text = (_CASES / "hostile" / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _http(method: str, target: str, headers: dict[str, str | None], body: bytes) -> bytes:
    lines = [f"{method} {target}", *(f"{k}: {v}" for k, v in headers.items() if v is not None)]
    return "\r\n".join([*lines, "", ""]).encode() + body
