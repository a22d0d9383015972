from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from devices.codecs import adms_time


def _at(zone: str) -> datetime:
    return datetime(2026, 11, 20, 4, 0, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "hours", "minutes", "offset"),
    [
        ("Asia/Shanghai", "8", "480", "+08:00"),
        ("America/New_York", "-5", "-300", "-05:00"),
        ("Asia/Kolkata", "5.5", "330", "+05:30"),
        ("America/St_Johns", "-3.5", "-210", "-03:30"),
        ("UTC", "0", "0", "+00:00"),
    ],
)
def test_the_three_ways_to_write_a_zone(zone: str, hours: str, minutes: str, offset: str) -> None:
    ways = {"hours": hours, "minutes": minutes, "offset": offset}
    assert {way: adms_time.time_zone(way, _at(zone), "") for way in ways} == ways


@pytest.mark.parametrize(
    ("zone", "push", "told"),
    [
        ("Asia/Shanghai", "", "8"),
        ("Asia/Shanghai", "2.4.1", "8"),
        ("Asia/Shanghai", "3.1.2", "+08:00"),
        ("Asia/Kolkata", "2.4.1", "+05:30"),  # half hours cannot be told in whole ones
    ],
)
def test_by_default_the_version_decides(zone: str, push: str, told: str) -> None:
    assert adms_time.time_zone("auto", _at(zone), push) == told


def test_what_an_operator_wrote_stands() -> None:
    assert adms_time.time_zone("480", _at("UTC"), "3") == "480"


def test_packed_time_is_the_vendors_own_example() -> None:
    assert adms_time.packed(datetime.fromisoformat("2018-02-22T14:54:54+08:00")) == 583080894
    assert adms_time.compact(_at("America/St_Johns")) == "-0330"


@pytest.mark.parametrize(
    ("push", "major"), [("", 1), ("2.4.1", 2), ("Ver 3.0", 3), ("x", 1), ("9" * 400, 999)]
)
def test_a_version_without_a_number_is_the_first(push: str, major: int) -> None:
    assert adms_time.major(push) == major
