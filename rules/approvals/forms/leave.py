"""Leave: which kind, from when to when in half days, and who takes the work over."""

from datetime import date, datetime, time, timedelta

from rules.approvals.form import Form, IsWorkday
from rules.approvals.phrases import day, days
from rules.field import Choice, Field, Values
from rules.problem import Problem
from rules.text import Text

NOON = time(12)
LONGEST = 400
KINDS = (
    Choice(value="annual", label=Text("年假", "Annual leave")),
    Choice(value="comp", label=Text("调休", "Time off in lieu")),
    Choice(value="sick", label=Text("病假", "Sick leave")),
    Choice(value="personal", label=Text("事假", "Personal leave")),
    Choice(value="marriage", label=Text("婚假", "Marriage leave")),
    Choice(value="maternity", label=Text("产假", "Maternity leave")),
    Choice(value="paternity", label=Text("护理假", "Paternity leave")),
    Choice(value="parental", label=Text("育儿假", "Parental leave")),
    Choice(value="bereavement", label=Text("丧假", "Bereavement leave")),
    Choice(value="injury", label=Text("工伤假", "Work injury leave")),
)
NEEDS_REASON = ("personal",)
HALVES = (
    Choice(value="am", label=Text("上午", "Morning")),
    Choice(value="pm", label=Text("下午", "Afternoon")),
)
FIELDS = (
    Field(name="kind", kind="choice", label=Text("假别", "Kind"), required=True, options=KINDS),
    Field(name="first", kind="date", label=Text("从", "From"), required=True),
    Field(
        name="first_half",
        kind="choice",
        label=Text("从上午还是下午", "Starting in the"),
        options=HALVES,
        default="am",
    ),
    Field(name="last", kind="date", label=Text("到", "To"), required=True),
    Field(
        name="last_half",
        kind="choice",
        label=Text("到上午还是下午", "Ending in the"),
        options=HALVES,
        default="pm",
    ),
    Field(
        name="reason",
        kind="long_text",
        label=Text("事由", "Reason"),
        help=Text("事假要写事由，其他假别可以不写", "Needed for personal leave only"),
    ),
    Field(name="hand_over", kind="person", label=Text("工作交给", "Work goes to")),
    Field(name="papers", kind="files", label=Text("附件", "Attachments")),
)
DERIVED = (
    Field(name="days", kind="number", label=Text("天数", "Days"), places=1, low=0, high=LONGEST),
)


def span(values: Values) -> tuple[datetime, datetime]:
    """Return from when to when the person is away; half days meet at noon."""
    first, last = (date.fromisoformat(str(values[name])) for name in ("first", "last"))
    starts = NOON if values.get("first_half") == "pm" else time()
    ends = (last, NOON) if values.get("last_half") == "am" else (last + timedelta(days=1), time())
    return datetime.combine(first, starts), datetime.combine(*ends)


def halves(values: Values, is_workday: IsWorkday) -> int:
    """Count the half working days of the span."""
    start, end = span(values)
    half, count = start, 0
    while half < end:
        count += is_workday(half.date())
        half += timedelta(hours=12)
    return count


def _across(values: Values, _now: datetime) -> list[Problem]:
    start, end = span(values)
    found: list[Problem] = []
    if end <= start:
        text = Text("结束早于开始", "The leave ends before it starts")
        found.append(Problem(code="backwards", text=text, where="last"))
    elif end - start > timedelta(days=LONGEST):
        text = Text(f"一次最多请 {LONGEST} 天", f"At most {LONGEST} days at a time")
        found.append(Problem(code="too_long", text=text, where="last"))
    if values["kind"] in NEEDS_REASON and not values.get("reason"):
        text = Text("事假要写事由", "Personal leave needs a reason")
        found.append(Problem(code="required", text=text, where="reason"))
    return found


def _derive(values: Values, is_workday: IsWorkday) -> dict[str, object]:
    count = halves(values, is_workday)
    return {"days": count // 2 if count % 2 == 0 else count / 2}


def _headline(values: Values) -> Text:
    kind = next(c.label for c in KINDS if c.value == values["kind"])
    counted = values.get("days")
    given = round(counted * 2) if isinstance(counted, (int, float)) else None
    length = days(halves(values, lambda _day: True) if given is None else given)
    gap = " " if length.zh[0].isdigit() else ""
    return Text(f"请{{kind}}{gap}{{length}}", "{kind}, {length}").format(kind=kind, length=length)


def _summary(values: Values) -> Text:
    first, last = (date.fromisoformat(str(values[name])) for name in ("first", "last"))
    said = [
        (day(first), values.get("first_half") == "pm", Text("下午", "afternoon")),
        (day(last), values.get("last_half") == "am", Text("上午", "morning")),
    ]
    begin, end = (Text("{d}{h}", "{d} {h}").format(d=d, h=h) if x else d for d, x, h in said)
    if first == last:
        return begin if said[0][1] or not said[1][1] else end
    return Text("{begin} 至 {end}", "{begin} to {end}").format(begin=begin, end=end)


LEAVE = Form(
    code="leave",
    title=Text("请假", "Leave"),
    icon="leave",
    prefix="LV",
    fields=FIELDS,
    derived=DERIVED,
    derive=_derive,
    effect="leave",
    across=_across,
    span=span,
    headline=_headline,
    summary=_summary,
)
