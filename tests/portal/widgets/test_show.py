"""Numbers and dates as people read them."""

import datetime as dt
from collections.abc import Callable

import pytest

from portal.widgets import show
from portal.widgets.say import speaking, t
from rules.text import Text

DAY = dt.date(2026, 11, 21)
MOMENT = dt.datetime(2026, 11, 21, 9, 4, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("shown", "zh", "en"),
    [
        (lambda: show.date(DAY), "2026-11-21 周六", "Sat 2026-11-21"),
        (lambda: show.short_date(DAY), "11-21 周六", "Sat 21 Nov"),
        (lambda: show.short_weekday(DAY), "六", "Sa"),
        (lambda: show.moment(MOMENT), "2026-11-21 周六 09:04", "Sat 2026-11-21 09:04"),
        (lambda: show.clock(MOMENT, seconds=True), "09:04:05", "09:04:05"),
        (lambda: show.yuan(-85000), "−850.00", "−850.00"),
        (lambda: show.change(132414), "+1,324.14", "+1,324.14"),
        (lambda: show.change(0), "0.00", "0.00"),
        (lambda: show.number(-0.6, places=1), "−0.6", "−0.6"),
        (lambda: show.number(1.4, places=1, sign=True), "+1.4", "+1.4"),
        (lambda: t(show.ago(3)), "3 秒前", "3 s ago"),
        (lambda: t(show.span(75_600)), "21 小时", "21 h"),
        (lambda: t(show.span(172_800)), "2 天", "2 d"),
        (lambda: t(show.length(5_700)), "1 小时 35 分", "1 h 35 min"),
        (lambda: t(show.length(97_300)), "1 天 3 小时", "1 d 3 h"),
        (lambda: t(show.length(7_230)), "2 小时", "2 h"),
        (lambda: t(show.length(2_700)), "45 分", "45 min"),
        (lambda: t(show.span(-5)), "0 秒", "0 s"),
        (lambda: t(Text("甲", "A")), "甲", "A"),
    ],
)
def test_a_value_reads_naturally_in_both_languages(
    shown: Callable[[], str], zh: str, en: str
) -> None:
    with speaking("zh"):
        assert shown() == zh
    with speaking("en"):
        assert shown() == en


@pytest.mark.parametrize(
    ("name", "initials"), [("许雯", "许"), ("Xu Wen", "XW"), ("Li", "L"), ("", ""), ("  ", "")]
)
def test_initials_come_from_the_name(name: str, initials: str) -> None:
    assert show.initials(name) == initials
