"""Law areas of attendance: one adapter per area, inputs in, what the vector expects out."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rules.attendance.moments import MINUTE, Moment, clock, moment
from rules.attendance.options import Overlap, Rules
from rules.attendance.spans import Spans, by_date, minus, seconds
from rules.attendance.values import Punch, Sheet, Shift
from rules.attendance.windows import attribute, open_windows
from rules.calendar import load
from rules.period import Month

Json = dict[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")


def night_shift_split(given: Json) -> Json:
    """The shift belongs to its start date; each clock date has its own class."""
    start, end = _moment(given["shift_start"]), _moment(given["shift_end"])
    first = datetime.fromisoformat(given["shift_start"]).date()
    pause = _in_the_middle(start, end, given["unpaid_break_minutes"] * MINUTE)
    hours: dict[date, int] = defaultdict(int)
    for day, span in by_date(minus([(start, end)], pause), ZONE):
        hours[day] += seconds([span])
    return {
        "attendance_date": first.isoformat(),
        "payroll_month": str(Month.of(first)),
        "segments": [
            {
                "date": day.isoformat(),
                "day_class": load().kind(day).value,
                "hours": Decimal(worked) / 3600,
            }
            for day, worked in hours.items()
        ],
    }


def punch_attribution(given: Json) -> Json:
    """The window that holds the punch decides; between two, the nearer boundary."""
    shifts, dates = {}, {}
    roster: dict[date, tuple[str, ...]] = defaultdict(tuple)
    for number, each in enumerate(given["shifts"]):
        code = str(number)
        day, start = each["start"].split("T")
        shifts[code] = Shift(code=code, start=clock(start), end=clock(each["end"].split("T")[1]))
        dates[code] = each["attendance_date"]
        roster[date.fromisoformat(day)] += (code,)
    rules = Rules(
        begin_window=given["window_before_minutes"],
        end_window=given["window_after_minutes"],
        window_overlap=Overlap.MIDPOINT,
    )
    sheet = Sheet(zone=ZONE, shifts=shifts, roster=roster, rules=rules)
    windows = open_windows(sheet, sheet.plans())
    attribute([Punch(at=_moment(given["punch"]))], windows)
    owner = next((window.placed.shift.code for window in windows if window.punches), None)
    return {"attendance_date": None if owner is None else dates[owner]}


def _moment(text: str) -> Moment:
    return moment(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def _in_the_middle(start: Moment, end: Moment, length: int) -> Spans:
    """A pause whose time is not told is taken in the middle of the shift."""
    low = (start + end - length) // 2
    return ((low, low + length),) if length else ()


ADAPTERS: dict[str, Callable[[Json], Json]] = {
    "night_shift_split": night_shift_split,
    "punch_attribution": punch_attribution,
}
