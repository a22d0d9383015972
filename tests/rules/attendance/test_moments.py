"""Real time on changing clocks."""

from datetime import date
from zoneinfo import ZoneInfo

from rules.attendance.moments import clock, instant, local, local_text, moment, on

BRUSSELS = ZoneInfo("Europe/Brussels")


def test_the_first_of_an_ambiguous_hour_is_meant() -> None:
    night = date(2026, 10, 25)
    assert on(night, clock("02:30"), BRUSSELS) - on(night, 0, BRUSSELS) == 150 * 60
    assert on(night, clock("03:00"), BRUSSELS) - on(night, 0, BRUSSELS) == 240 * 60


def test_a_time_that_does_not_exist_keeps_the_offset_before() -> None:
    night = date(2026, 3, 29)
    assert local_text(on(night, clock("02:30"), BRUSSELS), BRUSSELS) == "2026-03-29T03:30"


def test_minutes_may_reach_into_the_next_day() -> None:
    at = on(date(2026, 11, 30), clock("24:00") + 75, BRUSSELS)
    assert local_text(at, BRUSSELS) == "2026-12-01T01:15"


def test_storage_and_back() -> None:
    at = on(date(2026, 11, 12), clock("09:14"), BRUSSELS) + 22
    assert moment(instant(at)) == moment(local(at, BRUSSELS)) == at
    assert local_text(at, BRUSSELS) == "2026-11-12T09:14:22"
