"""ADMS punch rows: ATTLOG in its variants and rtlog of access terminals (devices.md 2.3, 2.6).

One bad row becomes Unreadable and never stops the others. Rows are bytes: nobody declares a
code page, and only the person code is read as text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import repeat

from devices.clock import parse_local, show_local
from devices.codecs import text
from devices.driver import (
    MAX_CODE,
    PunchEvent,
    Signal,
    Unreadable,
    Verify,
    identity_of,
    keep,
    numbered_identity,
    status_flags,
    verify_of,
)

MAX_ROW = 4096
"""Real rows are under 200 bytes; a longer one is no punch."""

_COLUMNS = ("time", "state", "verify")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_PAIR = re.compile(rb"~?([A-Za-z][A-Za-z0-9_]*)=(.*?)(?=[\t ]+~?[A-Za-z][A-Za-z0-9_]*=|[\t ]*$)")
_KEYED = re.compile(rb"[A-Za-z][A-Za-z0-9_]*=")
_EPOCH = re.compile(r"[0-9]{9,10}")
_NUMBER = re.compile(r"[0-9]{1,3}")
_MASK = re.compile(r"[01]{8,}")
_EVENT = re.compile(r"[0-9]{1,4}")
_REFUSED = {*range(20, 100), *range(5000, 6000)}
_ALARM = {*range(100, 200), *range(6000, 7000)}

Found = PunchEvent | Unreadable | Signal | None


@dataclass(frozen=True, slots=True)
class _Moment:
    local: str
    offset: int | None = None


def split(body: bytes) -> list[bytes]:
    """Cut a body into rows at LF, CRLF or bare CR; blank rows and a UTF-8 mark are no rows."""
    if body.startswith(_UTF16):
        return [body]
    rows = body.removeprefix(_BOM).replace(b"\r", b"\n").split(b"\n")
    return list(filter(bytes.strip, rows))


def attlogs(rows: Sequence[bytes], zone: tzinfo) -> Sequence[Found]:
    """Read many ATTLOG rows: all at once when all are usual, else each as `attlog` does."""
    return usual(rows) or [attlog(row, zone) for row in rows]


def usual(rows: Sequence[bytes]) -> list[PunchEvent]:
    """Read rows as nearly all terminals write them, column by column, as `attlog` reads each.

    Nothing comes back unless every row is such a row.
    """
    try:
        codes, times, rests = zip(*(row.split(b"\t", 2) for row in rows), strict=True)
        locals_ = [_minute(time[:16]) + _SECONDS[time[16:]] for time in times]
        facts = zip(*map(_status, rests), strict=True)
    except (KeyError, ValueError):
        return []
    if b"" in codes or not b"".join(codes).isalnum() or max(map(len, codes)) > MAX_CODE:
        return []
    people = b"\t".join(codes).decode().split("\t")
    identities = map(identity_of, people, locals_)
    columns = (people, locals_, identities, rows, *facts, repeat(None), repeat(None))
    return list(map(PunchEvent._make, zip(*columns, strict=False)))


_SECONDS = {f":{second:02}".encode(): f":{second:02}" for second in range(60)}
_USUAL = re.compile(rb"([0-9]{1,3})\t([0-9]{1,3})(?:\t[ -~\t]{0,200})?")


@lru_cache(4096)
def _minute(text: bytes) -> str:
    local = text.decode("latin-1")
    if parse_local(f"{local}:00"):
        return local
    raise ValueError(local)


@lru_cache(1024)
def _status(rest: bytes) -> tuple[int, Verify, int, tuple[str, ...]]:
    """State, verify word, verify code and flags of what stands behind the time."""
    found = _USUAL.fullmatch(rest)
    if found is None:
        raise ValueError(rest)
    state, code = int(found[1]), int(found[2])
    word = verify_of(code)
    return state, word, code, () if word == "other" else status_flags(state, code)


def attlog(row: bytes, zone: tzinfo) -> Found:
    """Read one ATTLOG row: tabs (PIN, time, state, verify, ...) or key=value pairs."""
    if bad := _unfit(row):
        return bad
    fields = _keyed(row) if _KEYED.match(row.lstrip()) else _tabbed(row)
    return _punch(row, fields, zone)


def rtlogs(rows: Sequence[bytes], zone: tzinfo) -> list[Found]:
    """Read many rtlog or transaction rows."""
    return [rtlog(row, zone) for row in rows]


def rtlog(row: bytes, zone: tzinfo) -> Found:
    """Read one rtlog or transaction row by key: a punch, an alarm, or None (no person passed)."""
    if bad := _unfit(row):
        return bad
    fields = _keyed(row)
    event = int(fields["event"]) if _EVENT.fullmatch(fields.get("event", "")) else 0
    if event in _ALARM:
        return Signal(code="alarm", detail=f"event {event} at {fields.get('time', '')}")
    if event in _REFUSED or fields.get("pin", "") in {"", "0"}:
        return None
    return _punch(row, fields, zone)


def pairs(row: bytes) -> dict[str, str]:
    """Read `key=value` pairs separated by tabs or blanks; keys in lower case, later ones win."""
    return {
        key.decode("ascii").lower(): text.decode(value.strip()).text
        for key, value in _PAIR.findall(row)
    }


def _unfit(row: bytes) -> Unreadable | None:
    if row.startswith(_UTF16) or b"\0" in row:
        return keep(row, "not_text", "NUL bytes or UTF-16: terminals send single-byte text")
    if len(row) > MAX_ROW:
        return keep(row, "row_too_long", f"{len(row)} bytes", MAX_ROW)
    return None


def _tabbed(row: bytes) -> dict[str, str]:
    code, *rest = row.split(b"\t", 4)[:4]
    fields = {"pin": text.decode(code.strip(b" ")).text}
    return fields | dict(
        zip(_COLUMNS, (part.decode("latin-1").strip(" ") for part in rest), strict=False)
    )


def _keyed(row: bytes) -> dict[str, str]:
    found = pairs(row)
    return {_SYNONYMS.get(key, key): value for key, value in found.items()}


_SYNONYMS: Mapping[str, str] = {
    "datetime": "time",
    "verified": "verify",
    "verifytype": "verify",
    "status": "state",
    "inoutstatus": "state",
}


def _punch(row: bytes, fields: Mapping[str, str], zone: tzinfo) -> PunchEvent | Unreadable:
    moment = _moment(fields.get("time", ""), zone)
    code = fields.get("pin")
    if code is None or moment is None:
        return keep(row, "bad_time" if code is not None else "no_person", "not a punch row")
    if len(code) > MAX_CODE:
        return keep(row, "bad_code", f"a person code of {len(code)} characters")
    number, state = fields.get("index"), _number(fields.get("state", ""))
    verify, verify_code = _verify(fields.get("verify", ""))
    return PunchEvent(
        person_code=code,
        local=moment.local,
        zone_offset_minutes=moment.offset,
        state=state,
        verify=verify,
        verify_code=verify_code,
        record_no=number,
        identity=_identity(number, code, moment.local),
        payload=row,
        flags=() if verify == "other" else status_flags(state, verify_code),
    )


def _identity(number: str | None, code: str, local: str) -> str:
    return numbered_identity(number, local) if number else identity_of(code, local)


def _verify(field: str) -> tuple[Verify, int | None]:
    """Access terminals send a bit mask of combined checks instead of a code."""
    if _MASK.fullmatch(field):
        return "other", None
    return verify_of(_number(field)), _number(field)


def _number(field: str) -> int | None:
    return int(field) if _NUMBER.fullmatch(field) else None


def _moment(field: str, zone: tzinfo) -> _Moment | None:
    if _EPOCH.fullmatch(field):
        there = datetime.fromtimestamp(int(field), zone)
        offset = there.utcoffset()
        return _Moment(show_local(there), int(offset.total_seconds() // 60) if offset else 0)
    return _Moment(field) if parse_local(field) else None
