"""Leave in three taps: what kind, which days, send."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.say import Words
from portal.widgets.show import date, short_weekday
from rules.text import Text

ONE = Text("什么假", "What kind")
TWO = Text("哪几天", "Which days")
THREE = Text("提交", "Send")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveKind:
    key: str
    name: Words
    balance: Words
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDays:
    """Whole weeks shown from a Monday; `rest` days do not count, `closed` ones cannot be picked."""

    first: dt.date
    weeks: int
    start: dt.date | None = None
    end: dt.date | None = None
    rest: frozenset[dt.date] = frozenset()
    closed: frozenset[dt.date] = frozenset()

    def chosen(self, day: dt.date) -> bool:
        return self.start is not None and self.start <= day <= (self.end or self.start)


def step_head(number: int, title: Words, aside: Words = "") -> Node:
    return div(
        span(number, cls="step-number"), el("h2", title), span(aside, cls="aside"), cls="step-head"
    )


def leave_kinds(kinds: Sequence[LeaveKind]) -> Node:
    """Act `kind` with the key."""
    return el(
        "section",
        step_head(1, ONE),
        div((_kind(kind) for kind in kinds), cls="kinds", role="radiogroup"),
    )


def leave_days(days: LeaveDays) -> Node:
    """Act `day` with an ISO date: the first tap starts, the second ends."""
    said = _range(days)
    grid = [days.first + dt.timedelta(days=i) for i in range(7 * days.weeks)]
    return el(
        "section",
        step_head(2, TWO, said),
        div(
            (span(short_weekday(day), cls="day-head") for day in grid[:7]),
            (_day(days, day) for day in grid),
            cls="day-grid card",
            role="group",
        ),
    )


def leave_send(label: Words, hint: Words, *, closed: Words | None = None) -> Node:
    """The third tap; act `send`."""
    return div(
        step_head(3, THREE, hint),
        el(
            "button",
            span(label),
            cls="btn primary big",
            type="button",
            data_act="send",
            aria_disabled="true" if closed else None,
            data_why=closed,
        ),
    )


def _kind(kind: LeaveKind) -> Node:
    return el(
        "button",
        span(kind.name, icon("check") if kind.chosen else None, cls="kind-name"),
        span(kind.balance, cls="sub"),
        cls="kind on" if kind.chosen else "kind",
        type="button",
        role="radio",
        aria_checked="true" if kind.chosen else "false",
        data_act="kind",
        data_key=kind.key,
    )


def _day(days: LeaveDays, day: dt.date) -> Node:
    ends = {days.start, days.end or days.start}
    edge = "edge alone" if len(ends) == 1 else "edge"
    state = (
        (edge if day in ends else "inside")
        if days.chosen(day)
        else ("rest" if day in days.rest else "")
    )
    label = f"{day.month}/{day.day}" if day.day == 1 else str(day.day)
    return el(
        "button",
        label,
        cls=f"day {state}".rstrip(),
        type="button",
        aria_label=date(day),
        aria_pressed="true" if days.chosen(day) else "false",
        disabled=day in days.closed,
        data_act="day",
        data_key=day.isoformat(),
    )


def _range(days: LeaveDays) -> Words:
    if days.start is None:
        return ""
    end = days.end or days.start
    if end == days.start:
        return date(days.start)
    return Text(f"{date(days.start)[5:]} 至 {date(end)[5:]}", f"{date(days.start)} to {date(end)}")
