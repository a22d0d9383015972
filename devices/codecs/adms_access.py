"""Rows of the `transaction` table of 3.x access terminals, as answers to a query write them.

They are rtlog rows under other names and with a packed time; read as such, kept as they came.
"""

import re
from dataclasses import replace
from datetime import tzinfo

from devices.codecs import adms_line, zk_time
from devices.codecs.adms_line import Found
from devices.driver import PunchEvent, Unreadable, keep

_TAG = re.compile(rb"(?i)\s*transaction\s+")
_NAMES = {
    "eventtype": "event",
    "inoutstate": "inoutstatus",
    "verified": "verifytype",
    "doorid": "eventaddr",
}


def transaction(row: bytes, zone: tzinfo) -> Found:
    """Read one row: a punch, an alarm, or None (no person passed)."""
    fields = adms_line.pairs(_TAG.sub(b"", row, count=1))
    count = fields.pop("time_second", "")
    if not re.fullmatch(r"[0-9]{1,10}", count):
        return adms_line.rtlog(row, zone)
    local = zk_time.decode(int(count))
    if local is None:
        return keep(row, "bad_time", f"time_second={count}")
    told = {"time": local} | {_NAMES.get(key, key): value for key, value in fields.items()}
    same = "\t".join(f"{key}={value}" for key, value in told.items()).encode()
    found = adms_line.rtlog(same, zone)
    if isinstance(found, Unreadable):
        return replace(found, payload=row)
    return found._replace(payload=row) if isinstance(found, PunchEvent) else found
