"""The three ways ADMS firmware writes a time zone, and its packed moments (devices.md 2.2).

A wrong way shifts the terminal's clock by hours, so the way is a setting; by default it follows
the PUSH version the terminal names, and arriving punches show whether it was right.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from devices.clock import show_local
from devices.codecs import zk_time

AUTO = "auto"
_OFFSET_SINCE = 3


def major(push: str) -> int:
    """The first number of a PUSH version (`2.4.1`, `Ver 2.0.22-20161201`), 1 if it has none."""
    found = re.search(r"[0-9]{1,3}", push)
    return int(found[0]) if found else 1


def time_zone(way: str, now: datetime, push: str) -> str:
    """The terminal's zone in a way of `WAYS`, by version for `auto`; other text as it stands."""
    offset = now.utcoffset() or timedelta()
    if way == AUTO:
        whole = offset % timedelta(hours=1) == timedelta()
        way = "hours" if whole and major(push) < _OFFSET_SINCE else "offset"
    return WAYS[way](offset) if way in WAYS else way


def packed(now: datetime) -> int:
    """A moment as firmware counts it: every month has 31 days (devices.md 1.6)."""
    return zk_time.encode(show_local(now))


def compact(now: datetime) -> str:
    """The zone as `+0800`."""
    return _offset(now.utcoffset() or timedelta()).replace(":", "")


def _hours(offset: timedelta) -> str:
    return f"{offset / timedelta(hours=1):g}"


def _minutes(offset: timedelta) -> str:
    return str(offset // timedelta(minutes=1))


def _offset(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"{'-' if offset < timedelta() else '+'}{hours:02d}:{minutes:02d}"


WAYS: Mapping[str, Callable[[timedelta], str]] = {
    "hours": _hours,
    "minutes": _minutes,
    "offset": _offset,
}
