"""When a deadline falls: hours on the natural clock, or minutes inside working hours."""

from datetime import date, datetime, timedelta

from rules.approvals.org import Calendar

HORIZON_DAYS = 3660


def after(start: datetime, minutes: int, calendar: Calendar | None) -> datetime | None:
    """Return start plus minutes; with a calendar only working minutes count.

    A period that ends exactly at closing time ends then. None: the calendar has no hours.
    """
    if calendar is None or minutes <= 0:
        return start + timedelta(minutes=minutes)
    day = start.date()
    left = timedelta(minutes=minutes)
    for _ in range(HORIZON_DAYS):
        begin, end = window(day, calendar)
        begin = max(begin, start)
        if end - begin >= left:
            return begin + left
        left -= max(end - begin, timedelta())
        day += timedelta(days=1)
    return None


def window(day: date, calendar: Calendar) -> tuple[datetime, datetime]:
    """Return the working hours of a day; a day off is empty."""
    opens, closes = (datetime.combine(day, hour) for hour in calendar.hours)
    return (opens, closes) if is_workday(day, calendar) else (opens, opens)


def is_workday(day: date, calendar: Calendar) -> bool:
    """Tell whether work is done: make-up days beat holidays beat the week."""
    if day in calendar.extra_workdays:
        return True
    return day not in calendar.holidays and day.isoweekday() in calendar.workdays
