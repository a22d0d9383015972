"""Sorted, disjoint, half-open stretches of time, and the few operations attendance needs."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from rules.attendance.moments import MINUTE, Moment, local, on

Span = tuple[Moment, Moment]
Spans = tuple[Span, ...]

ALWAYS = 1 << 62
"""A moment later than any other; its negative is earlier than any other."""


def merge(spans: Iterable[Span]) -> Spans:
    """Sort, drop the empty, join what touches."""
    out: list[Span] = []
    for low, high in sorted(spans):
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        elif low < high:
            out.append((low, high))
    return tuple(out)


def cut(spans: Iterable[Span], low: Moment, high: Moment) -> Spans:
    """Keep what lies between two moments."""
    return tuple(
        (max(start, low), min(end, high)) for start, end in spans if start < high and end > low
    )


def meet(spans: Iterable[Span], others: Spans) -> Spans:
    """Keep what lies inside both."""
    return tuple(part for start, end in spans for part in cut(others, start, end))


def minus(spans: Iterable[Span], holes: Spans) -> Spans:
    """Take the holes (sorted, disjoint) out."""
    if not holes:
        return tuple(spans)
    return tuple(part for span in spans for part in _without(span, holes))


def _without(span: Span, holes: Spans) -> Iterator[Span]:
    low, end = span
    for start, stop in holes:
        if stop <= low or start >= end:
            continue
        if start > low:
            yield low, start
        low = stop
    if low < end:
        yield low, end


def seconds(spans: Iterable[Span]) -> int:
    """Add up the lengths."""
    return sum(end - start for start, end in spans)


def minutes(spans: Iterable[Span]) -> int:
    """Add up the lengths, in whole minutes."""
    return seconds(spans) // MINUTE


def by_date(spans: Iterable[Span], zone: ZoneInfo) -> Iterator[tuple[date, Span]]:
    """Cut at local midnight and name the date of each piece."""
    for start, end in spans:
        low = start
        while low < end:
            day = local(low, zone).date()
            high = min(end, on(day + timedelta(days=1), 0, zone))
            yield day, (low, high)
            low = high
