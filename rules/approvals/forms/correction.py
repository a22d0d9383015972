"""Punch correction 补卡: a punch that is missing, with the reason why."""

from datetime import date, datetime, time

from rules.approvals.form import Form
from rules.approvals.phrases import day
from rules.field import Choice, Field, Values
from rules.problem import Problem
from rules.text import Text

DIRECTIONS = (
    Choice(value="in", label=Text("上班卡", "Clock in")),
    Choice(value="out", label=Text("下班卡", "Clock out")),
)
FIELDS = (
    Field(name="date", kind="date", label=Text("日期", "Date"), required=True),
    Field(
        name="direction",
        kind="choice",
        label=Text("补哪个卡", "Which punch"),
        required=True,
        options=DIRECTIONS,
    ),
    Field(name="time", kind="time", label=Text("时间", "Time"), required=True),
    Field(
        name="reason",
        kind="long_text",
        label=Text("原因", "Reason"),
        required=True,
        help=Text("写清为什么没打上，谁能作证", "Why it is missing, and who can confirm it"),
    ),
)


def at(values: Values) -> datetime:
    """Return the local moment of the missing punch."""
    on, hour = date.fromisoformat(str(values["date"])), time.fromisoformat(str(values["time"]))
    return datetime.combine(on, hour)


def _across(values: Values, now: datetime) -> list[Problem]:
    if at(values) <= now:
        return []
    text = Text("不能补将来的卡", "A punch in the future cannot be added")
    return [Problem(code="future", text=text, where="time")]


def _span(values: Values) -> tuple[datetime, datetime]:
    return at(values), at(values)


def _headline(values: Values) -> Text:
    kind = next(c.label for c in DIRECTIONS if c.value == values["direction"])
    return Text("补{kind}", "missing punch: {kind}").format(kind=kind)


def _summary(values: Values) -> Text:
    when = at(values)
    return Text("{day} {hour}，{why}", "{day} {hour}, {why}").format(
        day=day(when.date()), hour=f"{when:%H:%M}", why=values.get("reason", "")
    )


CORRECTION = Form(
    code="correction",
    title=Text("补卡", "Punch correction"),
    icon="calendar",
    prefix="PC",
    fields=FIELDS,
    effect="correction",
    across=_across,
    span=_span,
    headline=_headline,
    summary=_summary,
)
