"""A day on a line: shift, breaks, what was worked, the punches, when a terminal was down."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.markup import Node, div, el, place, span
from portal.widgets.say import Words

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """All times are minutes from the midnight the shift's day starts with; nights run past 1440."""

    shift: Span
    shift_label: Words
    worked: Sequence[Span] = ()
    breaks: Sequence[Span] = ()
    break_label: Words = ""
    came: int | None = None
    came_label: Words = ""
    left: int | None = None
    left_label: Words = ""
    left_open: bool = False
    outage: Span | None = None
    outage_label: Words = ""
    now_label: Words = ""


def day_bar(line: DayLine) -> Node:
    """The drawing; the labels say every figure in words, so the strokes are silent."""
    axis = _axis(line)
    return el(
        "figure",
        div(_end_labels(line, axis), cls="daybar-top"),
        div(
            div(cls="daybar-shift", style=_at(axis, line.shift)),
            (div(cls="daybar-break", style=_at(axis, each)) for each in line.breaks),
            (div(cls="daybar-work", style=_at(axis, each)) for each in line.worked),
            div(cls="daybar-in", style=_at(axis, (line.came, line.came)))
            if line.came is not None
            else None,
            _end(line, axis),
            div(cls="daybar-outage", style=_at(axis, line.outage)) if line.outage else None,
            cls="daybar-track",
            aria_hidden="true",
        ),
        div(_under(line, axis), cls="daybar-under"),
        cls="daybar",
    )


def _axis(line: DayLine) -> Span:
    spans = [line.shift, *line.worked]
    if line.outage:
        spans.append(line.outage)
    points = [point for each in spans for point in each]
    points += [point for point in (line.came, line.left) if point is not None]
    low, high = min(points), max(points)
    margin = max(10, (high - low) // 40)
    return low - margin, high + margin


def _at(axis: Span, part: Span) -> str:
    size = axis[1] - axis[0]
    return place(x=100 * (part[0] - axis[0]) / size, w=100 * (part[1] - part[0]) / size)


def _end(line: DayLine, axis: Span) -> Node | None:
    at = line.shift[1] if line.left is None else line.left
    if line.left is None and not line.left_open:
        return None
    return div(cls="daybar-ring" if line.left_open else "daybar-out", style=_at(axis, (at, at)))


def _end_labels(line: DayLine, axis: Span) -> list[Node]:
    at = line.shift[1] if line.left is None else line.left
    shown = []
    if line.came_label:
        came = line.shift[0] if line.came is None else line.came
        shown.append(span(line.came_label, cls="daybar-label", style=_at(axis, (came, came))))
    if line.left_label:
        shown.append(span(line.left_label, cls="daybar-label end", style=_at(axis, (at, at))))
    return shown


def _under(line: DayLine, axis: Span) -> list[Node]:
    first = line.shift[0]
    shown = [span(line.shift_label, cls="daybar-label", style=_at(axis, (first, first)))]
    if line.breaks and line.break_label:
        middle = sum(line.breaks[0]) // 2
        shown.append(
            span(line.break_label, cls="daybar-label mid", style=_at(axis, (middle, middle)))
        )
    if line.outage and line.outage_label:
        last = line.outage[1]
        shown.append(
            span(line.outage_label, cls="daybar-label right wrong", style=_at(axis, (last, last)))
        )
    if line.now_label:
        end = axis[1]
        shown.append(
            span(line.now_label, cls="daybar-label right now", style=_at(axis, (end, end)))
        )
    return shown


def minutes(hours: str) -> int:
    """Minutes of "09:14"; "25:30" is half past one in the night after."""
    hour, minute = hours.split(":")
    return int(hour) * 60 + int(minute)
