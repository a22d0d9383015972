"""A wrong zone is seen in live punches and told once; a backlog is only late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from devices.clock import show_local
from devices.driver import Batch, PunchEvent, identity_of
from gateway import zone_watch
from gateway.zone_watch import ZoneWatch
from hr import clock
from hr.gateway import Enrolled

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
TO = Enrolled(
    id="T", company_id="C", site="S", serial="AD1", protocol="adms", zone="Asia/Shanghai",
    address="", settings={}, secret="", code_group="default", state_since=NOW,
)  # fmt: skip


@pytest.fixture(autouse=True)
def time_stands() -> Iterator[None]:
    yield
    clock.use(None)


def upload(off: timedelta, rows: int = 1) -> Batch:
    """Punches whose last one says it is `off` from now in Shanghai."""
    last = clock.now() + timedelta(hours=8) + off
    locals_ = [show_local(last - timedelta(minutes=n)) for n in range(rows)][::-1]
    events = tuple(PunchEvent("1", text, identity_of("1", text), b"") for text in locals_)
    return Batch(source="adms.attlog", payload=b"", events=events)


def looks(watch: ZoneWatch, *off_minutes: float, apart: int = 60, rows: int = 1) -> list[int]:
    """What is told while uploads come, one every `apart` seconds."""
    told = []
    for off in off_minutes:
        found = watch.look(TO, upload(timedelta(minutes=off), rows))
        if found is not None:
            told.append(found)
            watch.told(TO, found)
        at = clock.now() + timedelta(seconds=apart)
        clock.use(lambda at=at: at)  # type: ignore[misc] # mypy cannot infer a lambda's default
    return told


@pytest.mark.parametrize("hours", [-8, 8, 1, -5.5])
def test_a_steady_shift_of_whole_or_half_hours_is_told_once(hours: float) -> None:
    clock.use(lambda: NOW)
    minutes = hours * 60
    assert looks(ZoneWatch(), *[minutes, minutes + 1, minutes - 1] * 4) == [minutes]


def test_three_days_wrong_is_told_once_also_after_a_restart_and_again_when_it_comes_back() -> None:
    clock.use(lambda: NOW)
    assert looks(ZoneWatch(), *[-480] * 10) == [-480]
    noted = replace(TO, notes={zone_watch.NOTE: -480})
    assert [ZoneWatch().look(noted, upload(timedelta(hours=-8))) for _ in range(5)] == [None] * 5
    watch = ZoneWatch()
    assert looks(watch, *[-480] * 5, *[0.1] * 6, *[-480] * 6) == [-480, 0, -480]


def test_what_could_not_be_told_is_said_again() -> None:
    clock.use(lambda: NOW)
    watch = ZoneWatch()
    found = []
    for minute in range(5):
        at = NOW + timedelta(minutes=minute)
        clock.use(lambda at=at: at)  # type: ignore[misc] # mypy cannot infer a lambda's default
        found.append(watch.look(TO, upload(timedelta(hours=-8))))
    assert found == [None, None, -480, -480, -480]


def test_a_backlog_however_long_is_no_wrong_zone() -> None:
    clock.use(lambda: NOW)
    assert looks(ZoneWatch(), -600, -480, -360, -240, -120, 0, 0) == []
    assert looks(ZoneWatch(), *[-480] * 9, apart=2) == []  # an hour's punches in twenty seconds
    assert looks(ZoneWatch(), *[-480] * 9, rows=50) == []


def test_a_clock_that_is_only_wrong_is_not_told_as_a_zone() -> None:
    clock.use(lambda: NOW)
    assert looks(ZoneWatch(), *[15] * 6) == []
    assert looks(ZoneWatch(), *[7] * 6) == []


def test_instants_from_the_wire_say_nothing_about_the_zone() -> None:
    clock.use(lambda: NOW)
    watch = ZoneWatch()
    batch = upload(timedelta(hours=-8))
    instant = replace(batch, events=(batch.events[0]._replace(zone_offset_minutes=480),))
    assert [watch.look(TO, instant) for _ in range(4)] == [None] * 4


def test_the_signal_says_by_how_much() -> None:
    told = zone_watch.signal(-480, NOW)
    assert told.code == "zone_suspect"
    assert told.detail == "punches are -8 h off, seen 2026-11-20 04:00:00 UTC"
