"""The sentences that head the attendance pages: each answers its page's question."""

from collections.abc import Sequence
from datetime import date

from rules.attendance.board import Tally
from rules.attendance.step import counted
from rules.period import Month
from rules.text import Text

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month_head(open_days: int, month: Month, *, over: bool = True, closed: bool = False) -> Text:
    """Say what keeps a month from being closed. `over`: its last day has passed."""
    name = Text(f"{month.month} 月", _MONTHS[month.month - 1])
    if closed:
        return Text("{month}已经关账。", "{month} is closed.").format(month=name)
    if open_days:
        days = Text(f"{open_days} 处", "1 day" if open_days == 1 else f"{open_days} days")
        verb = Text("", "needs" if open_days == 1 else "need")
        return Text(
            "还有 {days}要您看过，{month}才能关账。",
            "{days} still {verb} your eye before {month} can close.",
        ).format(days=days, verb=verb, month=name)
    if over:
        return Text(
            "{month}都看过了，可以关账。", "{month} is all reviewed and ready to close."
        ).format(month=name)
    return Text(
        "{month}还没过完，目前没有要您看的。",
        "{month} is not over yet, and nothing needs your eye.",
    ).format(month=name)


def days_gone(month: Month, today: date) -> Text:
    """Say how much of a month has passed."""
    if today > month.last:
        return Text("已过完", "over")
    gone = max(0, (today - month.first).days)
    left = (month.last - month.first).days + 1 - gone
    return Text(f"已过 {gone} 天，余 {left} 天", f"{gone} days gone, {left} to go")


def board_head(tally: Tally, silent: Sequence[Text] = ()) -> Text:
    """Say who is here, who is not, and what cannot be known. `silent`: terminals, by name."""
    if not tally.expected:
        return _nobody(tally) + _silence(tally, silent) + _STOP
    return _present(tally) + _silence(tally, silent) + _STOP


_STOP = Text("。", ".")


def _nobody(tally: Tally) -> Text:
    if tally.later:
        later, verb = counted(tally.later, "人", "person", "people"), "s" * (tally.later == 1)
        said = Text(
            "现在还没有人应到，稍后有 {later}上班", "Nobody is due yet; {later} start{s} later"
        )
        return said.format(later=later, s=verb)
    return Text("现在没有人应到", "Nobody is due now")


def _present(tally: Tally) -> Text:
    expected, here, missing = tally.expected, tally.here, tally.missing
    due = Text(f"应到 {expected} 人，", "")
    if here == expected:
        return due + _of_all(expected, Text("全部到齐", "All {n} are here"), _ONE_HERE)
    if missing == expected:
        return due + _of_all(expected, Text("一个都没到", "None of the {n} due are here"), _ONE_NOT)
    if here:
        said = Text(f"已到 {here} 人", f"{here} of {expected} {_are(here)} here")
    else:
        none = Text("目前没有人打卡", "None of the {n} due has punched so far")
        said = _of_all(expected, none, _ONE_SILENT)
    gone = Text(f"，{missing} 人没到", f" and {missing} {_are(missing)} missing")
    return due + said + gone if missing else due + said


_ONE_HERE = Text("已到", "The one person due is here")
_ONE_NOT = Text("还没到", "The one person due is not here")
_ONE_SILENT = Text("还没有打卡", "The one person due has not punched")


def _of_all(number: int, many: Text, one: Text) -> Text:
    return one if number == 1 else many.format(n=number)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _silence(tally: Tally, silent: Sequence[Text]) -> Text:
    if not silent:
        return Text("", "")
    one = len(silent) == 1
    zh = silent[0].zh + ("终端失联" if one else f"等 {len(silent)} 台终端失联")
    en = f"{silent[0].en} is silent" if one else f"{len(silent)} terminals are silent"
    if tally.unknown:
        zh += f"，{'另 ' if tally.missing else ''}{tally.unknown} 人无法判断"
        en += f", so {tally.unknown} {_are(tally.unknown)} unknown"
    else:
        zh += "，没有人受影响"
        en += ", but nobody is affected"
    return Text(f"；{zh}", f"; {en}")
