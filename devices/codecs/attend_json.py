"""The plain punch message of `attend/v1/{serial}/punch`: strict, one object per punch.

Fields: `sn` serial, `seq` record number, `uid` person code (text), `ts` ISO time with or without
offset, `state`, `verify` (ZK codes).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from devices.clock import show_local
from devices.codecs import strict_json, text
from devices.driver import (
    MAX_CODE,
    PunchEvent,
    Unreadable,
    keep,
    numbered_identity,
    status_flags,
    verify_of,
)

MAX_MESSAGE = 65_536
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_MAX_OFFSET = timedelta(hours=14)


def decode(payload: bytes, serial: str, zone: tzinfo) -> PunchEvent | Unreadable:
    """Read one message published on the topic of `serial`; anything else is Unreadable."""
    try:
        fields = strict_json.load(payload, MAX_MESSAGE)
        return _punch(fields, payload, serial, zone)
    except (ValueError, OverflowError) as wrong:
        return keep(payload, "bad_message", str(wrong))


def _punch(fields: Mapping[str, object], payload: bytes, serial: str, zone: tzinfo) -> PunchEvent:
    if fields.get("sn") != serial:
        raise ValueError("sn is not the serial of the topic")
    local, offset = _time(fields.get("ts"), zone)
    number = str(_natural(fields.get("seq"), "seq"))
    state, verify = fields.get("state"), fields.get("verify")
    state = None if state is None else _natural(state, "state")
    verify = None if verify is None else _natural(verify, "verify")
    return PunchEvent(
        _person(fields.get("uid")),
        local,
        numbered_identity(number, local),
        payload,
        state,
        verify_of(verify),
        verify,
        status_flags(state, verify),
        number,
        offset,
    )


def _person(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_CODE or not text.printable(value):
        raise ValueError(f"uid must be text of 1 to {MAX_CODE} printable characters")
    return value


def _natural(value: object, key: str) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{key} must be a whole number from 0")
    return value


def _time(value: object, zone: tzinfo) -> tuple[str, int | None]:
    """Return the local time in the terminal's zone, and the offset when the wire named one."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None or not _is_date(found[1]):
        raise ValueError("ts must be YYYY-MM-DDTHH:MM:SS, with Z, an offset or nothing")
    if found[3] is None:
        return f"{found[1]} {found[2]}", None
    return _instant(datetime.fromisoformat(found[0]), zone)


@lru_cache(maxsize=512)
def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _instant(moment: datetime, zone: tzinfo) -> tuple[str, int]:
    sent = moment.utcoffset() or timedelta()
    if abs(sent) > _MAX_OFFSET:
        raise ValueError(f"no zone is {sent} from UTC")
    there = moment.astimezone(zone)
    offset = there.utcoffset() or timedelta()
    return show_local(there), int(offset.total_seconds() // 60)
