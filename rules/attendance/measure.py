"""Worked and night minutes: round punches, cut to the shift, take pauses, round the total."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rules.attendance.moments import MINUTE, Moment, local, on
from rules.attendance.options import BreakDeduct, Count, Rounding, RoundMode, Rules
from rules.attendance.pairing import Paired
from rules.attendance.placing import Placed
from rules.attendance.spans import ALWAYS, Span, Spans, cut, meet, merge, minus, minutes
from rules.attendance.values import ShiftKind
from rules.period import dates


class Work(NamedTuple):
    """Worked minutes as counted; `spans` the exact worked time; `presence` the exact pairs."""

    worked: int = 0
    spans: Spans = ()
    presence: Spans = ()


def measure(paired: Paired, placed: Placed | None, rules: Rules, zone: ZoneInfo) -> Work:
    """Measure one shift, or a date without a shift."""
    exact = paired.spans
    if not exact:
        return Work()
    rounded = _rounded(exact, rules, zone)
    worked = minutes(_counted(rounded, placed, rules))
    if rules.break_deduct is BreakDeduct.FIXED and minutes(rounded) > rules.break_after:
        worked = max(0, worked - rules.break_minutes)
    if rules.round_total:
        worked = round_to(worked, rules.round_total)
    return Work(worked, _counted(exact, placed, rules), exact)


def _rounded(spans: Spans, rules: Rules, zone: ZoneInfo) -> Spans:
    if not (rules.round_in or rules.round_out):
        return spans
    return merge(
        (_on_clock(low, rules.round_in, zone), _on_clock(high, rules.round_out, zone))
        for low, high in spans
    )


def _on_clock(at: Moment, rounding: Rounding | None, zone: ZoneInfo) -> Moment:
    """Round what the wall clock shows."""
    if rounding is None:
        return at
    offset = local(at, zone).utcoffset() or timedelta()
    shift = int(offset.total_seconds())
    return round_to(at + shift, Rounding(rounding.unit * MINUTE, rounding.mode)) - shift


def round_to(amount: int, rounding: Rounding) -> int:
    """Round a whole amount to a multiple of the unit; halves of `nearest` go up."""
    unit, mode = rounding
    added = {RoundMode.DOWN: 0, RoundMode.UP: 2 * unit - 2, RoundMode.NEAREST: unit}[mode]
    return (2 * amount + added) // (2 * unit) * unit


def _counted(spans: Spans, placed: Placed | None, rules: Rules) -> Spans:
    """Cut to what counts and take the shift's pauses out."""
    if placed is None:
        return merge(spans)
    flexible = placed.shift.kind is ShiftKind.FLEX
    inside = rules.count is Count.IN_SHIFT
    low = placed.start if flexible or inside else -ALWAYS
    kept = cut(merge(spans), low, placed.end if inside else ALWAYS)
    return minus(kept, placed.breaks) if rules.break_deduct is BreakDeduct.OVERLAP else kept


def night_minutes(spans: Spans, window: tuple[int, int] | None, zone: ZoneInfo) -> int:
    """Measure the worked time inside the night window of every date it touches."""
    if window is None or not spans:
        return 0
    nights = merge(_nights(spans, window, zone))
    return minutes(meet(spans, nights))


def _nights(spans: Spans, window: tuple[int, int], zone: ZoneInfo) -> Iterator[Span]:
    begin, end = window
    end += 0 if end > begin else 24 * 60
    before = local(spans[0][0], zone).date() - timedelta(days=1)
    for day in dates(before, local(spans[-1][1], zone).date()):
        yield on(day, begin, zone), on(day, end, zone)
