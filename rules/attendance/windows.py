"""Which punch belongs to which shift: windows, and who gets the stretch that two share."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise

from rules.attendance.moments import MINUTE, Moment
from rules.attendance.options import Overlap, Rules
from rules.attendance.placing import Placed, place
from rules.attendance.values import Plan, Punch, Sheet, ShiftKind


@dataclass(slots=True)
class Window:
    """The stretch, both ends inclusive, whose punches belong to a shift."""

    placed: Placed
    low: Moment
    high: Moment
    punches: list[Punch] = field(default_factory=list)


def open_windows(sheet: Sheet, plans: dict[date, Plan]) -> list[Window]:
    """Open the window of every planned shift, cut where neighbours meet; sorted by its begin."""
    rules = sheet.rules
    windows = [
        _window(place(sheet.shifts[code], day, sheet.zone, rules.day_cut), rules)
        for day, codes in plans.items()
        for code in codes or ()
    ]
    windows.sort(key=lambda window: (window.placed.start, window.placed.end))
    if rules.window_overlap is not Overlap.OPEN_FIRST:
        for earlier, later in pairwise(windows):
            _divide(earlier, later, rules.window_overlap)
    return sorted(windows, key=lambda window: window.low)


def _window(placed: Placed, rules: Rules) -> Window:
    if placed.shift.kind is ShiftKind.HOURS:
        return Window(placed, placed.start, placed.end)
    begin, end = rules.begin_window * MINUTE, rules.end_window * MINUTE
    return Window(placed, placed.start - begin, placed.end + end)


def _divide(earlier: Window, later: Window, overlap: Overlap) -> None:
    """Cut both at the border; the border itself belongs to the earlier shift."""
    if earlier.high < later.low:
        return
    if overlap is Overlap.CLIP:
        border = max(earlier.placed.end, later.low)
    else:
        border = (earlier.placed.end + later.placed.start) // 2
    earlier.high = min(earlier.high, border)
    later.low = max(later.low, border + 1)


def attribute(punches: Iterable[Punch], windows: list[Window]) -> list[Punch]:
    """Give every sorted punch to its window; return those that no window holds."""
    left: list[Punch] = []
    done = 0
    for punch in punches:
        while done < len(windows) and windows[done].high < punch.at:
            done += 1
        if holders := _holders(punch.at, islice(windows, done, None)):
            _owner(holders).punches.append(punch)
        else:
            left.append(punch)
    return left


def _holders(at: Moment, windows: Iterable[Window]) -> list[Window]:
    found: list[Window] = []
    for window in windows:
        if window.low > at:
            break
        if window.high >= at:
            found.append(window)
    return found


def _owner(holders: list[Window]) -> Window:
    """Prefer a shift that is open (an odd number of punches so far), else the latest."""
    return next((window for window in holders[:-1] if len(window.punches) % 2), holders[-1])
