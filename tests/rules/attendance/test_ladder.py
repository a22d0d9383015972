"""The absence ladder counts missed shifts, not days, and knows when to be silent."""

from datetime import date, timedelta
from typing import Any

import pytest

from rules.attendance.day import judge
from rules.attendance.ladder import Ladder, Rung, ladder
from rules.attendance.values import Punch
from tests.support.attendance import CALENDAR, ZONE, at, leave, outage, punches, sheet, trip

MONDAY = date(2026, 11, 16)


def here(*numbers: int) -> tuple[Punch, ...]:
    """Somebody who came on these dates of November."""
    days = [date(2026, 11, number) for number in numbers]
    return tuple(each for day in days for each in punches("08:50", "18:10", day=day))


def stand(now: str, number: int, seen: tuple[Punch, ...] = (), **more: Any) -> Ladder | None:
    """Where somebody stands at a moment of November, judged from Monday 16 on."""
    today = date(2026, 11, number)
    days = [MONDAY + timedelta(days=count) for count in range((today - MONDAY).days + 1)]
    found = judge(sheet(seen, days, as_of=at(now, today), **more)).days
    return ladder(found.values(), ZONE)


ROWS = [
    ("09:05", 17, None, 0),
    ("09:06", 17, Rung.D0, 0),
    ("08:00", 18, Rung.D1, 1),
    ("09:24", 18, Rung.D1, 1),
    ("08:00", 19, Rung.D2, 2),
    ("09:24", 20, Rung.D3, 3),
    ("12:00", 21, Rung.D3, 4),
    ("08:00", 23, Rung.D3, 4),
]


@pytest.mark.parametrize(("now", "number", "rung", "missed"), ROWS)
def test_each_missed_shift_is_a_rung(now: str, number: int, rung: Rung | None, missed: int) -> None:
    found = stand(now, number, here(16))
    assert (found and found.rung, found.missed if found else 0) == (rung, missed)
    assert found is None or found.since == date(2026, 11, 17)


def test_a_weekend_is_no_missed_shift() -> None:
    found = stand("08:00", 23, here(16, 17, 18, 19))
    assert found is not None
    assert (found.rung, found.since) == (Rung.D1, date(2026, 11, 20))


def test_presence_resets() -> None:
    assert stand("18:30", 19, here(16, 19)) is None
    found = stand("08:00", 21, here(16, 19))
    assert found is not None
    assert (found.rung, found.missed) == (Rung.D1, 1)


@pytest.mark.parametrize("cover", [leave, trip])
def test_approved_leave_or_duty_keeps_it_silent(cover: Any) -> None:
    today = date(2026, 11, 18)
    covers = (cover("09:00", "18:00", today),)
    assert stand("09:24", 18, here(16), covers=covers) is None
    assert stand("08:00", 19, here(16, 17), covers=covers) is None


def test_leave_in_between_neither_counts_nor_resets() -> None:
    covers = (leave("09:00", "18:00", date(2026, 11, 18)),)
    found = stand("08:00", 20, here(16), covers=covers)
    assert found is not None
    assert (found.missed, found.since) == (2, date(2026, 11, 17))


def test_a_silent_terminal_holds_it_and_nothing_is_due() -> None:
    today = date(2026, 11, 17)
    found = stand("09:24", 17, here(16), outages=(outage("08:41", day=today),))
    assert found is not None
    assert (found.rung, found.held, found.by) == (Rung.D0, True, None)
    assert found.text.zh == "暂缓：三楼终端失联，不计缺勤"
    assert found.text.en == "on hold: the 3rd-floor terminal is silent, not counted as absence"


def test_a_day_the_terminal_swallowed_is_not_counted() -> None:
    silent = outage("08:00", "20:00", day=date(2026, 11, 18))
    found = stand("08:00", 20, here(16), outages=(silent,))
    assert found is not None
    assert found.missed == 2


def test_each_rung_says_what_is_due_and_when() -> None:
    said = [stand(now, number, here(16)) for now, number, rung, _ in ROWS[1:] if rung is not None]
    assert [(each.text.zh, each.next.zh) for each in said if each] == [
        ("09:00 的班还没打卡", "09:30 提醒直属上级"),
        ("11-17 的班没来", "11-18 10:00 前由人事联系本人"),
        ("11-17 的班没来", "10:00 前由人事联系本人"),
        ("11-17 起连续 2 个班没来", "仍联系不上，11-19 12:00 升级到部门负责人"),
        ("11-17 起连续 3 个班没来", "返岗通知书须在 18:00 前发出"),
        ("11-17 起连续 4 个班没来", "返岗通知书须在 11-20 18:00 前发出"),
        ("11-17 起连续 4 个班没来", "返岗通知书须在 11-20 18:00 前发出"),
    ]


def test_a_deadline_never_falls_on_a_rest_day() -> None:
    found = stand("12:00", 21, here(16, 17, 18, 19))
    assert found is not None
    assert found.by == at("10:00", date(2026, 11, 23))
    assert CALENDAR.is_working(date(2026, 11, 23))


def test_without_any_shift_there_is_nothing_to_say() -> None:
    assert ladder([], ZONE) is None
