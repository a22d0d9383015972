"""ADMS bodies that are no punches: operations, users, options, command results (2.4, 2.5).

Passwords and biometric templates are dropped on the way in; what remains is kept.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from devices.codecs import adms_line, text
from devices.driver import CommandResult, Facts, Signal, User

_FRAUD = {
    13: "data_cleared",
    21: "clock_set",
    22: "factory_reset",
    23: "log_deleted",
}
_TEMPLATES = {b"FP", b"FACE", b"BIODATA", b"BIOPHOTO", b"USERPIC", b"FINGERTMP", b"FPTMP"}
_SECRET = re.compile(rb"(?i)\b(passwd|password|tmp|template|content)=[^\t]*")
_ADMIN = 14
_CAP_UNIT = 10_000
_RESULT = {"return", "cmd", "sn"}
_INFO = ("firmware", "users", "fingers", "records", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """An OPERLOG or USERINFO body: `kept` is the body without secrets and templates."""

    kept: bytes
    users: tuple[User, ...] = ()
    signals: tuple[Signal, ...] = ()


def operations(body: bytes) -> Operations:
    """Read rows `USER ...`, `OPLOG ...`, `FP ...`; unknown tags are kept as they are."""
    rows = adms_line.split(body)
    kept = [_SECRET.sub(rb"\1=", row) for row in rows if _tag(row) not in _TEMPLATES]
    return Operations(
        kept=b"\n".join(kept),
        users=tuple(user for row in rows if (user := _user(row)) is not None),
        signals=tuple(_signals(rows)),
    )


def options(body: bytes) -> dict[str, str]:
    """Read `key=value` options, separated by commas or lines; a leading ~ is dropped."""
    parts = re.split(rb"[,\r\n]+", body.replace(b"\0", b""))
    found = (text.decode(part).text.strip().lstrip("~").partition("=") for part in parts)
    return {key: value for key, sign, value in found if sign}


def info(serial: str, field: str) -> Facts:
    """Read the INFO of a poll: firmware, users, fingers, records, address, ..."""
    found = dict(zip(_INFO, field.split(","), strict=False))
    return Facts(
        serial=serial,
        firmware=found.get("firmware", ""),
        users=_count(found.get("users", "")),
        records=_count(found.get("records", "")),
        address=found.get("address", ""),
        online=True,
    )


def facts(serial: str, told: Mapping[str, str]) -> Facts:
    """What options say of a terminal; capacities come in units of 10,000 records."""
    cap = _count(told.get("MaxAttLogCount", ""))
    return Facts(
        serial=serial,
        name=told.get("DeviceName", ""),
        firmware=told.get("FirmVer") or told.get("FWVersion", ""),
        address=told.get("IPAddress", ""),
        users=_count(told.get("UserCount", "")),
        records=_count(told.get("TransactionCount", "")),
        record_cap=cap * _CAP_UNIT if cap else None,
        online=True,
    )


def results(body: bytes) -> tuple[CommandResult, ...]:
    """Read command results: `ID=..&Return=..&CMD=..` per line, or one pair per line (INFO)."""
    found = []
    fields: dict[str, str] = {}
    for row in adms_line.split(body):
        told = {key.lower(): value for key, value in parse_qsl(text.decode(row).text)}
        if "id" in told:
            found.append(fields)
            fields = told
        elif not _RESULT.isdisjoint(told):
            fields = told | fields
    return tuple(one for one in map(_result, [*found, fields]) if one is not None)


def _result(fields: Mapping[str, str]) -> CommandResult | None:
    number, code = fields.get("id", ""), fields.get("return", "")
    if not number or not re.fullmatch(r"-?[0-9]{1,9}", code):
        return None
    return CommandResult(command_id=number, code=int(code), command=fields.get("cmd", ""))


def _tag(row: bytes) -> bytes:
    return row.split(None, 1)[0].upper() if row.split() else b""


def _user(row: bytes) -> User | None:
    fields = adms_line.pairs(row)
    if _tag(row) not in {b"USER", b"USERINFO"} and not _tag(row).startswith(b"PIN="):
        return None
    if "pin" not in fields:
        return None
    return User(
        code=fields["pin"],
        name=fields.get("name", ""),
        card=fields.get("card") or fields.get("cardno", ""),
        admin=str(_ADMIN) in {fields.get("pri"), fields.get("privilege")},
    )


def _signals(rows: Iterable[bytes]) -> Iterable[Signal]:
    for row in rows:
        if _tag(row) in _TEMPLATES:
            pin = adms_line.pairs(row).get("pin", "?")
            yield Signal(code="template_discarded", detail=f"{_tag(row).decode()} of {pin}")
        elif _tag(row) == b"OPLOG" and (code := _count(_word(row, 1))) in _FRAUD:
            yield Signal(code=_FRAUD[code or 0], detail=text.decode(row[:200]).text)


def _word(row: bytes, at: int) -> str:
    words = text.decode(row.replace(b"\t", b" ")).text.split()
    return words[at] if len(words) > at else ""


def _count(field: str) -> int | None:
    return int(field) if re.fullmatch(r"[0-9]{1,9}", field) else None
