"""What heads a leave that is being planned."""

from fractions import Fraction

import pytest

from rules.attendance.leave.head import chosen, planned, present, said
from rules.text import Text

FIVE = Text("请年假 5 天", "annual leave, 5 days")
ANNUAL = Text("年假", "Annual leave")


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (Fraction(1), "1 天", "1 day"),
        (Fraction(13, 2), "6.5 天", "6.5 days"),
        (Fraction(-2), "−2 天", "−2 days"),
        (Fraction(0), "0 天", "0 days"),
        (Fraction(10), "10 天", "10 days"),
    ],
)
def test_amounts_of_days_are_written_short(days: Fraction, zh: str, en: str) -> None:
    assert said(days) == Text(zh, en)


def test_a_planned_leave_says_what_remains_or_what_is_short() -> None:
    assert planned(FIVE, Fraction(3, 2)).zh == "请年假 5 天，还剩 1.5 天"
    assert planned(FIVE, Fraction(-1)).zh == "请年假 5 天，余额不够，差 1 天"
    assert planned(FIVE, Fraction(-1)).en == "Annual leave, 5 days; 1 day short"
    assert planned(FIVE, None) == Text("请年假 5 天", "Annual leave, 5 days")


def test_a_chosen_kind_says_its_balance_where_there_is_one() -> None:
    assert chosen(ANNUAL, Fraction(13, 2)).zh == "年假还有 6.5 天"
    assert chosen(ANNUAL, None).zh == "年假，请选日期"


def test_the_unit_is_counted_in_words() -> None:
    assert present(5).zh == "那几天至少 5 人在岗"
