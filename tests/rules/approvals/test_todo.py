"""The to-do list in words."""

from datetime import datetime, timedelta

import pytest

from rules.approvals.flow import Deadline
from rules.approvals.todo import Waiting, answer, bucket, grouped, otherwise, since
from rules.text import Text

NOW = datetime.fromisoformat("2026-11-20T09:00")  # a Friday
LATER = datetime.fromisoformat


def waiting(due: str | None = None, then: str = "superior", key: str = "k") -> Waiting:
    deadline = Deadline(hours=18, then=then)  # type: ignore[arg-type]  # the table's own words
    return Waiting(
        key=key,
        opened=NOW - timedelta(hours=21),
        due=LATER(due) if due else None,
        deadline=deadline,
        heir=Text("人事经理", "the HR manager"),
    )


@pytest.mark.parametrize(
    ("due", "then", "zh", "en"),
    [
        ("2026-11-20T18:00", "superior", "18:00 转人事经理", "Goes to the HR manager 18:00"),
        ("2026-11-21T00:00", "return", "24:00 退回本人", "Back to the initiator 24:00"),
        (
            "2026-11-21T07:00",
            "approve",
            "明天 07:00 自动通过",
            "Approved automatically tomorrow 07:00",
        ),
        ("2026-11-22T07:00", "reject", "周日 07:00 自动驳回", "Rejected automatically Sun 07:00"),
        ("2026-12-03T09:00", "remind", "12-03 周四 09:00 再提醒您", "Reminder Thu 12-03 09:00"),
        ("2026-11-19T18:00", "none", "11-19 周四 18:00 到期", "Due Thu 11-19 18:00"),
        (None, "superior", "不办就一直等着", "Waits until you decide"),
    ],
)
def test_a_to_do_says_what_happens_if_nothing_is_done(
    due: str | None, then: str, zh: str, en: str
) -> None:
    assert otherwise(waiting(due, then), NOW) == Text(zh, en)


@pytest.mark.parametrize(
    ("ago", "zh", "en"),
    [
        (timedelta(seconds=30), "刚到", "Just arrived"),
        (timedelta(minutes=1), "等了 1 分", "Waiting a minute"),
        (timedelta(minutes=24), "等了 24 分", "Waiting 24 minutes"),
        (timedelta(hours=1), "等了 1 小时", "Waiting an hour"),
        (timedelta(hours=21, minutes=59), "等了 21 小时", "Waiting 21 hours"),
        (timedelta(days=1), "等了 1 天", "Waiting a day"),
        (timedelta(days=2, hours=5), "等了 2 天", "Waiting 2 days"),
    ],
)
def test_a_to_do_says_how_long_it_waits(ago: timedelta, zh: str, en: str) -> None:
    assert since(Waiting(key="k", opened=NOW - ago), NOW) == Text(zh, en)


@pytest.mark.parametrize(
    ("today", "rest", "zh", "en"),
    [
        (0, 0, "没有事等您。", "Nothing waits for you."),
        (1, 0, "1 件等您，今天到期。", "One thing waits for you, due today."),
        (0, 1, "1 件等您，今天不到期。", "One thing waits for you, not due today."),
        (0, 2, "2 件等您，今天没有到期的。", "2 things wait for you, none due today."),
        (2, 0, "2 件等您，今天都到期。", "2 things wait for you, all due today."),
        (1, 2, "3 件等您，1 件今天到期。", "3 things wait for you, 1 is due today."),
        (3, 4, "7 件等您，3 件今天到期。", "7 things wait for you, 3 are due today."),
    ],
)
def test_the_head_answers_what_waits(today: int, rest: int, zh: str, en: str) -> None:
    items = [waiting("2026-11-20T18:00")] * today + [waiting("2026-12-20T18:00")] * rest
    assert answer(items, NOW) == Text(zh, en)


@pytest.mark.parametrize(
    ("due", "head"),
    [
        ("2026-11-19T18:00", "today"),
        ("2026-11-21T00:00", "today"),
        ("2026-11-22T18:00", "week"),
        ("2026-11-23T00:00", "week"),
        ("2026-11-23T09:00", "later"),
    ],
)
def test_a_to_do_stands_under_the_day_it_is_due(due: str, head: str) -> None:
    assert bucket(LATER(due), NOW) == head


def test_the_most_urgent_comes_first_and_empty_heads_are_left_out() -> None:
    items = [waiting(None, key="c"), waiting("2026-11-20T18:00", key="b")]
    items.append(waiting("2026-11-20T12:00", key="a"))
    found = {head: [i.key for i in group] for head, group in grouped(items, NOW).items()}
    assert found == {"today": ["a", "b"], "later": ["c"]}
