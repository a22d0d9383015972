"""What a terminal can hold of a person: a name cut between characters, a code it can read.

Sources: ZK records devices.md 1.7, ADMS 2.5, face terminals 3.1 (32 bytes with the terminator).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Room:
    name: int
    code: re.Pattern[str]


_DIGITS = re.compile(r"[0-9]{1,9}")
_LETTERS = re.compile(r"[0-9A-Za-z]{1,24}")
_ROOMS = {
    "zk": _Room(24, _LETTERS),
    "adms": _Room(24, _DIGITS),
    "mqtt_face": _Room(31, re.compile(r"[0-9A-Za-z_-]{1,47}")),
}


def fitted(name: str, protocol: str, settings: Mapping[str, object]) -> str:
    """The name, cut so that its bytes in the terminal's code page fit, never inside a character."""
    page = "gbk" if str(settings.get("encoding", "")).lower() == "gbk" else "utf-8"
    room = _ROOMS[protocol].name
    shown = "".join(one if one.isprintable() else " " for one in name).strip()
    while len(shown.encode(page, "replace")) > room:
        shown = shown[:-1]
    return shown


def fits(code: str, protocol: str, settings: Mapping[str, object]) -> bool:
    """Whether a terminal can hold this person code; ADMS ones take letters only where set so."""
    pattern = _LETTERS if settings.get("text_codes") else _ROOMS[protocol].code
    return pattern.fullmatch(code) is not None
