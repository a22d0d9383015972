"""Overtime: on which day, from when to when, and what for; it may pass midnight."""

from datetime import date, datetime, time, timedelta

from rules.approvals.form import Form, IsWorkday
from rules.approvals.phrases import day, hours
from rules.field import Field, Values
from rules.problem import Problem
from rules.text import Text

LONGEST = timedelta(hours=16)
FIELDS = (
    Field(name="date", kind="date", label=Text("日期", "Date"), required=True),
    Field(name="start", kind="time", label=Text("从", "From"), required=True),
    Field(
        name="end",
        kind="time",
        label=Text("到", "To"),
        required=True,
        help=Text("早于开始时间就算到第二天", "Earlier than the start means the next day"),
    ),
    Field(name="reason", kind="long_text", label=Text("事由", "Reason"), required=True),
)
DERIVED = (
    Field(name="minutes", kind="number", label=Text("分钟", "Minutes"), low=1, high=24 * 60),
)


def span(values: Values) -> tuple[datetime, datetime]:
    """Return the local time asked for; an end not after the start lies on the next day."""
    on = date.fromisoformat(str(values["date"]))
    start, end = (
        datetime.combine(on, time.fromisoformat(str(values[name]))) for name in ("start", "end")
    )
    return start, end if end > start else end + timedelta(days=1)


def _across(values: Values, _now: datetime) -> list[Problem]:
    start, end = span(values)
    if end - start <= LONGEST:
        return []
    text = Text("一次加班最多 16 小时，检查开始和结束时间", "At most 16 hours; check both times")
    return [Problem(code="too_long", text=text, where="end")]


def _minutes(values: Values) -> int:
    start, end = span(values)
    return int((end - start).total_seconds() // 60)


def _derive(values: Values, _is_workday: IsWorkday) -> dict[str, object]:
    return {"minutes": _minutes(values)}


def _headline(values: Values) -> Text:
    return Text("申请加班 {length}", "overtime, {length}").format(length=hours(_minutes(values)))


def _summary(values: Values) -> Text:
    start, end = span(values)
    late = Text("次日 ", "next day ") if end.date() > start.date() else Text("", "")
    return Text("{day} {start}–{late}{end}", "{day} {start}–{late}{end}").format(
        day=day(start.date()), start=f"{start:%H:%M}", late=late, end=f"{end:%H:%M}"
    )


OVERTIME = Form(
    code="overtime",
    title=Text("加班", "Overtime"),
    icon="clock",
    prefix="OT",
    fields=FIELDS,
    derived=DERIVED,
    derive=_derive,
    effect="overtime",
    across=_across,
    span=span,
    headline=_headline,
    summary=_summary,
)
