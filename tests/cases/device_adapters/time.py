"""Time surface, as far as terminals go: which punches are rows, and which flags they carry."""

import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices import clock
from devices.codecs import adms_line
from devices.driver import Batch, PunchEvent
from tests.cases.device_adapters.sink import Sink

NOW = "2027-01-31 12:00:00"
FIRST_DAY = date(2026, 11, 20)
_PUNCH = re.compile(r"(?:([A-Z]):)?(?:D(\d+)|(\d{4}-\d\d-\d\d)) (\d\d:\d\d:\d\d)")
_CLOCK = re.compile(r"clock set (?:back|forward|ahead) .*")
_REPLAY = re.compile(r"(\d+) h offline, (\d+) punches replayed")
_OURS = {"rows", "flag"}


def area(case: dict[str, Any]) -> str:
    """Say whether a case ends at the stored punch (ours) or asks for days, pay or persons."""
    known = all(_punches(event) is not None for event in case["events"])
    return "time" if known and set(case["expect"]) <= _OURS else "time_hr"


def check(case: dict[str, Any]) -> None:
    """Store every punch twice and compare rows and flags."""
    by_terminal: dict[str, list[PunchEvent]] = defaultdict(list)
    for event in case["events"]:
        for terminal, row in _punches(event) or []:
            found = adms_line.attlog(row.encode(), ZoneInfo(case["zone"]))
            assert isinstance(found, PunchEvent), found
            by_terminal[terminal].append(found)
    sink, flags = Sink(), set()
    for terminal, events in by_terminal.items():
        judged = clock.judge(events, NOW)
        flags |= {flag for event in judged for flag in event.flags}
        for _ in range(2):
            sink.store(terminal, Batch(source="case", payload=b"", events=tuple(judged)))
    assert len(sink.rows) == case["expect"]["rows"]
    assert case["expect"].get("flag") in {None, *flags}


def _punches(event: str) -> list[tuple[str, str]] | None:
    """Return (terminal, ATTLOG row) of one event; None for what is no punch and no clock."""
    if found := _PUNCH.fullmatch(event):
        day = found[3] or str(FIRST_DAY + timedelta(days=int(found[2]) - 1))
        return [(found[1] or "A", f"1001\t{day} {found[4]}\t0\t1")]
    if found := _REPLAY.fullmatch(event):
        start = datetime.combine(FIRST_DAY, datetime.min.time())
        step = timedelta(hours=int(found[1])) / int(found[2])
        times = (clock.show_local(start + step * n) for n in range(int(found[2])))
        return [("A", f"{1001 + n % 3}\t{time}\t0\t1") for n, time in enumerate(times)]
    return [] if _CLOCK.fullmatch(event) else None
