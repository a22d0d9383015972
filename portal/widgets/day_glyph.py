"""One day as one stroke: how it began on the left, how it ended on the right, overtime above."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.widgets.markup import Node, el, span
from portal.widgets.say import Words, t
from rules.text import Text


class Day(StrEnum):
    WORKED = "worked"
    ABSENT = "absent"
    BOXED = "boxed"
    UNDECIDED = "undecided"
    FUTURE = "future"
    EMPTY = "empty"


class Edge(StrEnum):
    PLAIN = "plain"
    OFF = "off"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """`begin` off = late, `end` off = early; a boxed day carries one character such as 年."""

    day: Day = Day.WORKED
    begin: Edge = Edge.PLAIN
    end: Edge = Edge.PLAIN
    over: bool = False
    char: Words = ""
    said: Words = ""
    needs: bool = False


BEGIN = {Edge.PLAIN: "full-start", Edge.OFF: "late", Edge.MISSING: "no-in"}
END = {Edge.PLAIN: "full-end", Edge.OFF: "early", Edge.MISSING: "no-out"}
SAID: dict[Day, Text] = {
    Day.WORKED: Text("如常", "as planned"),
    Day.ABSENT: Text("未到", "not there"),
    Day.FUTURE: Text("未到日子", "still to come"),
    Day.EMPTY: Text("无班", "no shift"),
    Day.BOXED: Text("假或出差", "leave or travel"),
    Day.UNDECIDED: Text("待定", "undecided"),
}
PLAIN = DayMark()
LATE = DayMark(begin=Edge.OFF)
EARLY = DayMark(end=Edge.OFF)
NO_IN = DayMark(begin=Edge.MISSING)
NO_OUT = DayMark(end=Edge.MISSING)
ABSENT = DayMark(day=Day.ABSENT)
OVERTIME = DayMark(over=True)
FUTURE = DayMark(day=Day.FUTURE)
EMPTY = DayMark(day=Day.EMPTY)


def boxed(
    char: Words, said: Words = "", *, undecided: bool = False, needs: bool = False
) -> DayMark:
    """A leave, a trip, or with a dashed line what is not decided yet."""
    return DayMark(day=Day.UNDECIDED if undecided else Day.BOXED, char=char, said=said, needs=needs)


def strokes(mark: DayMark) -> list[str]:
    """The symbols that draw a mark, in the order they are laid over each other."""
    if mark.day in {Day.ABSENT, Day.FUTURE}:
        return [mark.day.value]
    if mark.day is not Day.WORKED:
        return []
    plain = mark.begin is Edge.PLAIN and mark.end is Edge.PLAIN
    if plain:
        return ["over-plain"] if mark.over else ["plain"]
    return [BEGIN[mark.begin], END[mark.end], *(["over"] if mark.over else [])]


def spoken(mark: DayMark) -> str:
    """What a screen reader says of the day."""
    return t(mark.said) or t(SAID[mark.day])


def day_glyph(mark: DayMark) -> Node:
    """The drawing alone, for legends, weeks and rows outside of the month grid."""
    if mark.char:
        return span(mark.char, cls="day-box dashed" if mark.day is Day.UNDECIDED else "day-box")
    drawn = (el("use", href=f"#g-{name}") for name in strokes(mark))
    return el("svg", drawn, cls="g", viewBox="0 0 24 24", role="img", aria_label=spoken(mark))


LEGEND: Sequence[tuple[DayMark, Text]] = (
    (PLAIN, Text("如常", "as planned")),
    (LATE, Text("迟到", "late")),
    (EARLY, Text("早退", "left early")),
    (NO_IN, Text("缺上班卡", "no punch in")),
    (NO_OUT, Text("缺下班卡", "no punch out")),
    (ABSENT, Text("未到", "not there")),
    (OVERTIME, Text("加班", "overtime")),
    (boxed(Text("差", "T")), Text("出差", "travel")),
    (boxed(Text("年", "A")), Text("假", "leave")),
    (boxed(Text("候", "?"), undecided=True), Text("待定", "undecided")),
)


def day_legend(extra: Sequence[tuple[DayMark, Words]] = ()) -> Node:
    """All strokes in words; `extra` adds the characters a company uses for its leaves."""
    shown = [*LEGEND, *extra]
    return el(
        "ul",
        (el("li", day_glyph(mark), words) for mark, words in shown),
        el("li", span(cls="needs-swatch"), Text("等您处理", "waits for you")),
        cls="legend day-legend",
    )


def week(days: Sequence[tuple[Words, DayMark, Words, bool]]) -> Node:
    """A few days side by side: head, stroke, word, whether it is today."""
    return el(
        "ol",
        (
            el(
                "li",
                span(head, cls="small"),
                day_glyph(mark),
                span(word),
                cls="today" if today else "",
            )
            for head, mark, word, today in days
        ),
        cls="week",
    )
