"""What is the same for every day of a sheet, worked out once."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from rules.attendance.moments import Moment
from rules.attendance.options import Rules
from rules.attendance.result import DayClass
from rules.attendance.spans import Spans, cut, merge
from rules.attendance.values import CoverKind, Outage, Plan, Sheet
from rules.calendar import DayKind

_CALENDAR_CLASS = {
    DayKind.WORKDAY: DayClass.WORKDAY,
    DayKind.MAKEUP_WORKDAY: DayClass.WORKDAY,
    DayKind.REST_DAY: DayClass.RESTDAY,
    DayKind.STATUTORY_HOLIDAY: DayClass.HOLIDAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The sheet with its requests as sorted spans; `excused` is leave and duty."""

    sheet: Sheet
    rules: Rules
    zone: ZoneInfo
    plans: dict[date, Plan]
    leave: Spans
    excused: Spans
    overtime: Spans
    outages: tuple[Outage, ...]

    def class_of(self, day: date) -> DayClass:
        """Return the class of a date: holidays of the calendar, then the roster, then the week."""
        found = _CALENDAR_CLASS[self.sheet.calendar.kind(day)]
        if found is DayClass.HOLIDAY or day not in self.plans:
            return found
        return DayClass.WORKDAY if self.plans[day] else DayClass.RESTDAY

    def leave_types(self, low: Moment, high: Moment) -> tuple[str, ...]:
        """Return the kinds of leave that touch a stretch, each once."""
        found = (
            cover.leave_type
            for cover in self.sheet.covers
            if cover.kind is CoverKind.LEAVE and cut([(cover.start, cover.end)], low, high)
        )
        return tuple(dict.fromkeys(found))


def frame(sheet: Sheet) -> Frame:
    """Prepare a sheet for judging."""
    covers = {
        kind: [(cover.start, cover.end) for cover in sheet.covers if cover.kind is kind]
        for kind in CoverKind
    }
    return Frame(
        sheet=sheet,
        rules=sheet.rules,
        zone=sheet.zone,
        plans=sheet.plans(),
        leave=merge(covers[CoverKind.LEAVE]),
        excused=merge(covers[CoverKind.LEAVE] + covers[CoverKind.ON_DUTY]),
        overtime=merge((request.start, request.end) for request in sheet.overtime),
        outages=tuple(outage for outage in sheet.outages if outage.terminal in sheet.terminals),
    )
