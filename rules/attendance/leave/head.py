"""What heads a leave that is being planned: what it is, and what would be left after it."""

from fractions import Fraction

from rules.text import Text

CHOOSE = Text("请什么假，哪几天？", "Which leave, and which days?")


def said(days: Fraction) -> Text:
    """Write an amount of days: 6.5 天, 1 day, −2 days."""
    number = f"{float(abs(days)):.3f}".rstrip("0").rstrip(".")
    sign = "−" if days < 0 else ""
    return Text(f"{sign}{number} 天", f"{sign}{number} {'day' if days == 1 else 'days'}")


def chosen(kind: Text, left: Fraction | None) -> Text:
    """Say what the chosen kind still holds, before any day is chosen."""
    if left is None:
        return Text("{kind}，请选日期", "{kind}: choose the days").format(kind=kind)
    return Text("{kind}还有 {left}", "{kind}: {left} left").format(kind=kind, left=said(left))


def planned(headline: Text, after: Fraction | None) -> Text:
    """Say what is asked for and what it leaves; `headline` is the form's own (请年假 5 天)."""
    asked = Text(headline.zh, headline.en[:1].upper() + headline.en[1:])
    if after is None:
        return asked
    if after < 0:
        short = Text("，余额不够，差 {days}", "; {days} short").format(days=said(-after))
        return asked + short
    return asked + Text("，还剩 {days}", "; {days} remain").format(days=said(after))


def present(least: int) -> Text:
    """Say how many of the unit are there on the fullest of the days asked for."""
    return Text(f"那几天至少 {least} 人在岗", f"At least {least} are there on those days")
