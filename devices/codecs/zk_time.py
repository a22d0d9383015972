"""ZK packed times: the 4-byte counter and the 6-byte event time (devices.md 1.6)."""

from datetime import datetime
from functools import lru_cache

from devices.clock import parse_local, show_local

SIZE = 4
_DAY = 86_400
_YEARS = 100
"""The counter holds the year modulo 100: anything beyond is erased or broken memory."""

_MINUTES = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(1440))
_SECONDS = tuple(f":{second:02}" for second in range(60))


def decode(value: int) -> str | None:
    """4-byte counter to local text; None when it names no calendar time (30 February is legal)."""
    days, seconds = divmod(value, _DAY)
    date = _date(days)
    return date and date + _MINUTES[seconds // 60] + _SECONDS[seconds % 60]


def decode_packed(data: bytes) -> str | None:
    """Read the answer to GET_TIME; None when it is short or names no time."""
    return decode(int.from_bytes(data[:SIZE], "little")) if len(data) >= SIZE else None


def pack(year: int, month: int, day: int, seconds: int) -> int:
    """Pack a day and its seconds as a terminal does, calendar day or not."""
    return ((year % 100) * 372 + (month - 1) * 31 + day - 1) * _DAY + seconds


def encode(local: str) -> int:
    """Local text to the 4-byte counter; raises ValueError for a text that is no time."""
    moment = _moment(local)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return pack(moment.year, moment.month, moment.day, seconds)


def decode_event(raw: bytes) -> str | None:
    """6-byte event time (year-2000, month, day, h, m, s) to local text, or None."""
    if len(raw) != 6:
        return None
    year, month, day, hour, minute, second = raw
    return _local((2000 + year, month, day, hour, minute, second))


def encode_event(local: str) -> bytes:
    """Local text to the 6-byte event time; raises ValueError for a text that is no time."""
    moment = _moment(local)
    date = (moment.year - 2000, moment.month, moment.day)
    return bytes((*date, moment.hour, moment.minute, moment.second))


@lru_cache(maxsize=4096)
def _date(days: int) -> str | None:
    """`YYYY-MM-DD ` of the counter's days; None when there is no such day."""
    months, day = divmod(days, 31)
    years, month = divmod(months, 12)
    if years >= _YEARS:
        return None
    whole = _local((2000 + years, month + 1, day + 1, 0, 0, 0))
    return whole and whole[:11]


def _moment(local: str) -> datetime:
    moment = parse_local(local)
    if moment is None:
        raise ValueError(f"not a device time: {local!r}")
    return moment


def _local(fields: tuple[int, int, int, int, int, int]) -> str | None:
    try:
        return show_local(datetime(*fields))  # noqa: DTZ001 - device time is naive
    except ValueError:
        return None
