"""The to-do list: what happens if nothing is done, since when it waits, and the page's answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.approvals.flow import Deadline
from rules.approvals.phrases import last_day, lasting, moment
from rules.text import Text

Bucket = Literal["today", "week", "later"]
BUCKETS: dict[Bucket, Text] = {
    "today": Text("今天到期", "Due today"),
    "week": Text("本周", "This week"),
    "later": Text("以后", "Later"),
}
FOREVER = Text("不办就一直等着", "Waits until you decide")
THEN: dict[str, Text] = {
    "none": Text("{at} 到期", "Due {at}"),
    "remind": Text("{at} 再提醒您", "Reminder {at}"),
    "approve": Text("{at} 自动通过", "Approved automatically {at}"),
    "reject": Text("{at} 自动驳回", "Rejected automatically {at}"),
    "return": Text("{at} 退回本人", "Back to the initiator {at}"),
    "superior": Text("{at} 转{heir}", "Goes to {heir} {at}"),
    "admin": Text("{at} 转{heir}", "Goes to {heir} {at}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits; `heir` is who gets it if nothing is done (`timers.heir`)."""

    key: str
    opened: datetime
    due: datetime | None = None
    deadline: Deadline | None = None
    heir: Text | None = None


def otherwise(item: Waiting, now: datetime) -> Text:
    """Say what happens if nothing is done, and when."""
    if item.due is None or item.deadline is None:
        return FOREVER
    heir = item.heir or Text("管理员", "the administrator")
    return THEN[item.deadline.then].format(at=moment(item.due, now), heir=heir)


def since(item: Waiting, now: datetime) -> Text:
    """Say how long it has waited."""
    if (now - item.opened).total_seconds() < 60:
        return Text("刚到", "Just arrived")
    return Text("等了 {time}", "Waiting {time}").format(time=lasting(now - item.opened))


def bucket(due: datetime | None, now: datetime) -> Bucket:
    """Say under which head a thing stands; what is overdue stands under today."""
    if due is None:
        return "later"
    on, today = last_day(due), now.date()
    if on <= today:
        return "today"
    return "week" if on.isocalendar()[:2] == today.isocalendar()[:2] else "later"


def grouped(items: Iterable[Waiting], now: datetime) -> dict[Bucket, list[Waiting]]:
    """Put things under their heads, the most urgent first; empty heads are left out."""
    ordered = sorted(items, key=lambda i: (i.due is None, i.due or i.opened, i.opened))
    every: dict[Bucket, list[Waiting]] = {
        name: [i for i in ordered if bucket(i.due, now) == name] for name in BUCKETS
    }
    return {name: found for name, found in every.items() if found}


def answer(items: Iterable[Waiting], now: datetime) -> Text:
    """Answer the page's question: what waits for me, and how much of it is due today."""
    buckets = [bucket(item.due, now) for item in items]
    total, today = len(buckets), buckets.count("today")
    if total == 0:
        return Text("没有事等您。", "Nothing waits for you.")
    if total == 1:
        one = Text("1 件等您，今天到期。", "One thing waits for you, due today.")
        return (
            one
            if today
            else Text("1 件等您，今天不到期。", "One thing waits for you, not due today.")
        )
    return _tail(total, today).format(total=total, today=today)


def _tail(total: int, today: int) -> Text:
    if today == 0:
        return Text(
            "{total} 件等您，今天没有到期的。", "{total} things wait for you, none due today."
        )
    if today == total:
        return Text("{total} 件等您，今天都到期。", "{total} things wait for you, all due today.")
    zh, verb = "{total} 件等您，{today} 件今天到期。", "is" if today == 1 else "are"
    return Text(zh, f"{{total}} things wait for you, {{today}} {verb} due today.")
