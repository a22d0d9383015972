"""Numbers, money, dates and times as people read them; the minus is U+2212, hours are 24."""

import datetime as dt

from portal.widgets.say import lang, t
from rules import money
from rules.text import Text

WEEKDAYS = (
    Text("周一", "Mon"), Text("周二", "Tue"), Text("周三", "Wed"), Text("周四", "Thu"),
    Text("周五", "Fri"), Text("周六", "Sat"), Text("周日", "Sun"),
)  # fmt: skip
MINUS = "−"


def yuan(fen: int) -> str:
    """8,900.00 from integer fen."""
    return money.show(fen)


def change(fen: int) -> str:
    """+500.00, −850.00 or 0.00: a difference always carries its sign."""
    return f"+{money.show(fen)}" if fen > 0 else money.show(fen)


def number(value: float, *, places: int = 0, sign: bool = False) -> str:
    """1,234 or −0.6; `sign` also marks what is positive."""
    text = f"{abs(value):,.{places}f}"
    if value < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if sign and value > 0 else text


def weekday(day: dt.date) -> str:
    """周六 or Sat."""
    return t(WEEKDAYS[day.weekday()])


def short_weekday(day: dt.date) -> str:
    """六 or Sa, for the head of a month."""
    return WEEKDAYS[day.weekday()].zh[1:] if lang() == "zh" else WEEKDAYS[day.weekday()].en[:2]


def date(day: dt.date) -> str:
    """2026-11-21 周六, or Sat 2026-11-21."""
    return f"{day} {weekday(day)}" if lang() == "zh" else f"{weekday(day)} {day}"


def short_date(day: dt.date) -> str:
    """11-21 周六, or Sat 21 Nov."""
    return f"{day:%m-%d} {weekday(day)}" if lang() == "zh" else f"{weekday(day)} {month_day(day)}"


def month_day(day: dt.date) -> str:
    """11-21, or 21 Nov."""
    return f"{day:%m-%d}" if lang() == "zh" else f"{day.day} {day:%b}"


def clock(moment: dt.datetime | dt.time, *, seconds: bool = False) -> str:
    """09:14, or 09:14:22."""
    return f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"


def moment(when: dt.datetime) -> str:
    """2026-11-21 周六 09:14."""
    return f"{date(when.date())} {clock(when)}"


def span(seconds: int) -> Text:
    """A length of time in its largest unit: 3 秒, 24 分, 21 小时, 2 天."""
    for size, zh, en in ((86_400, "天", "d"), (3_600, "小时", "h"), (60, "分", "min")):
        if seconds >= size:
            return Text(f"{seconds // size} {zh}", f"{seconds // size} {en}")
    return Text(f"{max(seconds, 0)} 秒", f"{max(seconds, 0)} s")


def length(seconds: int) -> Text:
    """A length of time to the minute once it is an hour: 45 分, 1 小时 35 分, 2 天 3 小时."""
    for size, below in ((86_400, 3_600), (3_600, 60)):
        rest = seconds % size // below * below
        if seconds >= size and rest:
            long, short = span(seconds - seconds % size), span(rest)
            return Text(f"{long.zh} {short.zh}", f"{long.en} {short.en}")
    return span(seconds)


def ago(seconds: int) -> Text:
    """3 秒前, 3 s ago."""
    size = span(seconds)
    return Text(f"{size.zh}前", f"{size.en} ago")


def initials(name: str) -> str:
    """The first character of a Chinese name, two capitals of a Latin one."""
    words = name.split()
    if not words:
        return ""
    if ord(words[0][0]) > 0x2E7F:
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()
