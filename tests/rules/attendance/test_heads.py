"""The sentences over the pages, in every number."""

from datetime import date

import pytest

from rules.attendance.board import Tally
from rules.attendance.heads import board_head, days_gone, month_head
from rules.period import Month
from rules.text import Text

NOVEMBER = Month(2026, 11)
LONGGANG = Text("龙岗仓", "Longgang")
BAOAN = Text("宝安", "Bao'an")

BOARDS = [
    (
        Tally(here=48, missing=3, unknown=2),
        (LONGGANG,),
        "应到 53 人，已到 48 人，3 人没到；龙岗仓终端失联，另 2 人无法判断。",
        "48 of 53 are here and 3 are missing; Longgang is silent, so 2 are unknown.",
    ),
    (Tally(here=53), (), "应到 53 人，全部到齐。", "All 53 are here."),
    (Tally(here=1), (), "应到 1 人，已到。", "The one person due is here."),
    (Tally(missing=1), (), "应到 1 人，还没到。", "The one person due is not here."),
    (Tally(missing=4), (), "应到 4 人，一个都没到。", "None of the 4 due are here."),
    (
        Tally(here=1, missing=1),
        (),
        "应到 2 人，已到 1 人，1 人没到。",
        "1 of 2 is here and 1 is missing.",
    ),
    (
        Tally(unknown=1),
        (LONGGANG,),
        "应到 1 人，还没有打卡；龙岗仓终端失联，1 人无法判断。",
        "The one person due has not punched; Longgang is silent, so 1 is unknown.",
    ),
    (
        Tally(missing=2, unknown=1),
        (LONGGANG,),
        "应到 3 人，目前没有人打卡，2 人没到；龙岗仓终端失联，另 1 人无法判断。",
        (
            "None of the 3 due has punched so far and 2 are missing; "
            "Longgang is silent, so 1 is unknown."
        ),
    ),
    (
        Tally(here=5, unknown=2),
        (LONGGANG, BAOAN),
        "应到 7 人，已到 5 人；龙岗仓等 2 台终端失联，2 人无法判断。",
        "5 of 7 are here; 2 terminals are silent, so 2 are unknown.",
    ),
    (
        Tally(here=5),
        (LONGGANG,),
        "应到 5 人，全部到齐；龙岗仓终端失联，没有人受影响。",
        "All 5 are here; Longgang is silent, but nobody is affected.",
    ),
    (
        Tally(later=2),
        (),
        "现在还没有人应到，稍后有 2 人上班。",
        "Nobody is due yet; 2 people start later.",
    ),
    (
        Tally(later=1),
        (),
        "现在还没有人应到，稍后有 1 人上班。",
        "Nobody is due yet; 1 person starts later.",
    ),
    (Tally(off=60), (), "现在没有人应到。", "Nobody is due now."),
]


@pytest.mark.parametrize(("counts", "silent", "zh", "en"), BOARDS)
def test_the_board_answers_who_is_here(
    counts: Tally, silent: tuple[Text, ...], zh: str, en: str
) -> None:
    assert board_head(counts, silent) == Text(zh, en)


MONTHS = [
    (
        7,
        {},
        "还有 7 处要您看过，11 月才能关账。",
        "7 days still need your eye before November can close.",
    ),
    (
        1,
        {},
        "还有 1 处要您看过，11 月才能关账。",
        "1 day still needs your eye before November can close.",
    ),
    (0, {}, "11 月都看过了，可以关账。", "November is all reviewed and ready to close."),
    (
        0,
        {"over": False},
        "11 月还没过完，目前没有要您看的。",
        "November is not over yet, and nothing needs your eye.",
    ),
    (0, {"closed": True}, "11 月已经关账。", "November is closed."),
]


@pytest.mark.parametrize(("number", "more", "zh", "en"), MONTHS)
def test_the_month_says_what_keeps_it_open(
    number: int, more: dict[str, bool], zh: str, en: str
) -> None:
    assert month_head(number, NOVEMBER, **more) == Text(zh, en)


@pytest.mark.parametrize(
    ("today", "zh"),
    [
        (date(2026, 10, 31), "已过 0 天，余 30 天"),
        (date(2026, 11, 21), "已过 20 天，余 10 天"),
        (date(2026, 11, 30), "已过 29 天，余 1 天"),
        (date(2026, 12, 1), "已过完"),
    ],
)
def test_a_month_says_how_much_of_it_is_gone(today: date, zh: str) -> None:
    assert days_gone(NOVEMBER, today).zh == zh
