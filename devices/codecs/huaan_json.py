"""HuaAn smart terminals: one flat JSON object per captured face (devices.md 3.2), tolerant in.

A face counts when `match` names a person and `match_result` is a score above 0; pictures are
never kept. `cap_time` has milliseconds, of which a punch keeps the second.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from devices.clock import parse_local
from devices.codecs import strict_json, text
from devices.codecs.face_json import MAX_MESSAGE, number, word
from devices.driver import (
    MAX_CODE,
    PunchEvent,
    Unreadable,
    identity_of,
    keep,
    numbered_identity,
)

_PICTURES = ("closeup_pic", "overall_pic", "video", "feature")
_MATCH_PICTURES = ("image", "feature", "origin_image")
_TIME = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?")
_SEQUENCE = re.compile(rb'"sequence_no"\s*:\s*"?([0-9]{1,18})"?')
_CAP_TIME = re.compile(rb'"cap_time"\s*:\s*"([0-9/: .]{1,32})"')
_BLOCKED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One readable message: `fields` and `kept` without pictures."""

    fields: Mapping[str, object]
    kept: bytes

    @property
    def command(self) -> str:
        """What the message is; `face` is a capture."""
        return word(self.fields, "cmd").lower()

    @property
    def devices(self) -> set[str]:
        """Every terminal id the message claims."""
        return {word(self.fields, key) for key in ("device_sn", "device_no")} - {""}


def load(payload: bytes) -> Capture | Unreadable:
    """Read a message; anything that is not one is Unreadable."""
    try:
        found = strict_json.load(payload, MAX_MESSAGE)
    except ValueError as wrong:
        return keep(payload, "bad_json", str(wrong))
    slim = {key: value for key, value in found.items() if key not in _PICTURES}
    if isinstance(match := slim.get("match"), dict):
        slim["match"] = {key: match[key] for key in match if key not in _MATCH_PICTURES}
    return Capture(fields=slim, kept=orjson.dumps(slim))


def record(capture: Capture) -> PunchEvent | Unreadable | None:
    """Read a capture: a punch, Unreadable, or None for a stranger or somebody kept out."""
    match, score = capture.fields.get("match"), _score(capture.fields.get("match_result"))
    if score is None:
        return keep(capture.kept, "no_verdict", "match_result is no score")
    if score <= 0:
        return None
    if not isinstance(match, dict):
        return keep(capture.kept, "bad_match", "a score, and nobody it is for")
    if number(match, "person_role") == _BLOCKED:
        return None
    code = word(match, "person_id")
    if not code or len(code) > MAX_CODE or not text.printable(code):
        return keep(capture.kept, "bad_code", repr(code[:MAX_CODE]))
    return _punch(capture, code)


def acknowledgement(capture: Capture) -> bytes | None:
    """The reply that ends the resending; sequence_no and cap_time come back as they were sent."""
    found = {key: capture.fields.get(key) for key in ("sequence_no", "cap_time")}
    return None if found["sequence_no"] is None else _reply(found)


def salvaged(payload: bytes) -> bytes | None:
    """The same reply for a message that cannot be read, if its number can be found."""
    if (sequence := _SEQUENCE.search(payload)) is None:
        return None
    moment = _CAP_TIME.search(payload)
    return _reply(
        {"sequence_no": int(sequence[1]), "cap_time": moment[1].decode() if moment else ""}
    )


def _score(value: object) -> float | None:
    """The confidence of a match; 0 means not compared, less than 0 is an error number."""
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except ValueError:
        return None


def _reply(told: Mapping[str, object]) -> bytes:
    return orjson.dumps({"reply": "ACK", "cmd": "face", "code": 0, **told})


def _punch(capture: Capture, code: str) -> PunchEvent | Unreadable:
    moment = word(capture.fields, "cap_time")
    found = _TIME.fullmatch(moment)
    local = f"{found[1]}-{found[2]}-{found[3]} {found[4]}" if found else ""
    if parse_local(local) is None:
        return keep(capture.kept, "bad_time", repr(moment[:64]))
    sequence = word(capture.fields, "sequence_no")
    return PunchEvent(
        person_code=code,
        local=local,
        verify="face",
        record_no=sequence or None,
        identity=numbered_identity(sequence, local) if sequence else identity_of(code, local),
        payload=capture.kept,
    )
