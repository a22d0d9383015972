"""Short phrases the forms and lists share: days, moments seen from now, lengths of time."""

from datetime import date, datetime, time, timedelta

from rules.text import Text

WEEKDAYS = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)
FEW = (Text("{n} 分", "{n} minutes"), Text("{n} 小时", "{n} hours"), Text("{n} 天", "{n} days"))
ONE = (Text("1 分", "a minute"), Text("1 小时", "an hour"), Text("1 天", "a day"))


def day(when: date) -> Text:
    """Say a day: 11-30 周一, Mon 11-30."""
    return Text("{day} {week}", "{week} {day}").format(
        day=f"{when:%m-%d}", week=WEEKDAYS[when.weekday()]
    )


def moment(when: datetime, now: datetime) -> Text:
    """Say a moment as short as it is clear from now; midnight is 24:00 of the day before."""
    hour = "24:00" if when.time() == time() else f"{when:%H:%M}"
    on = last_day(when)
    ahead = (on - now.date()).days
    if ahead == 0:
        return Text(hour, hour)
    if ahead == 1:
        return Text(f"明天 {hour}", f"tomorrow {hour}")
    same_week = on.isocalendar()[:2] == now.date().isocalendar()[:2]
    near = WEEKDAYS[on.weekday()] if same_week and ahead > 0 else day(on)
    return Text("{near} {hour}", "{near} {hour}").format(near=near, hour=hour)


def last_day(when: datetime) -> date:
    """Return the day a deadline belongs to: what ends at midnight ends the day before."""
    return when.date() - timedelta(days=1) if when.time() == time() else when.date()


def lasting(length: timedelta) -> Text:
    """Say a length in its largest whole unit: 24 分, 21 小时, 2 天."""
    minutes = max(int(length.total_seconds() // 60), 0)
    unit, n = next(
        (u, n) for u, n in ((2, minutes // 1440), (1, minutes // 60), (0, minutes)) if n or not u
    )
    return ONE[unit] if n == 1 else FEW[unit].format(n=n)


def days(halves: int) -> Text:
    """Say a number of days, counted in halves: 半天, 1 天半 is 1.5 天."""
    if halves == 1:
        return Text("半天", "half a day")
    whole = f"{halves // 2}" if halves % 2 == 0 else f"{halves // 2}.5"
    return Text(f"{whole} 天", "1 day" if halves == 2 else f"{whole} days")


def hours(minutes: int) -> Text:
    """Say working time: 3 小时, 1.5 小时, 45 分."""
    if minutes < 60:
        return ONE[0] if minutes == 1 else FEW[0].format(n=minutes)
    whole = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return Text(f"{whole} 小时", "1 hour" if whole == "1" else f"{whole} hours")
