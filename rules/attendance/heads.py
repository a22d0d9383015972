"""The sentences that head the attendance pages: each answers its page's question."""

from collections.abc import Sequence

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


def board_head(tally: Tally, silent: Sequence[Text] = ()) -> Text:
    """Say who is here, who is not, and what cannot be known. `silent`: terminals, by name."""
    if not tally.expected:
        return _nobody(tally) + _silence(tally, silent) + _STOP
    return _present(tally) + _silence(tally, silent) + _STOP


_STOP = Text("。", ".")


def _nobody(tally: Tally) -> Text:
    if tally.later:
        later = counted(tally.later, "人", "person", "people")
        return Text(
            "现在还没有人应到，稍后有 {later}上班", "Nobody is due yet; {later} start later"
        ).format(later=later)
    return Text("现在没有人应到", "Nobody is due now")


def _present(tally: Tally) -> Text:
    expected, here, missing = tally.expected, tally.here, tally.missing
    if here == expected:
        return _all_here(expected)
    zh = f"应到 {expected} 人，" + (f"已到 {here} 人" if here else "还没有人到")
    en = f"{here or 'None'} of {expected} {'is' if here == 1 else 'are'} here"
    if missing:
        zh += f"，{missing} 人没到"
        en += f" and {missing} {'is' if missing == 1 else 'are'} missing"
    return Text(zh, en)


def _all_here(expected: int) -> Text:
    if expected == 1:
        return Text("应到 1 人，已到", "The one person due is here")
    return Text(f"应到 {expected} 人，全部到齐", f"All {expected} are here")


def _silence(tally: Tally, silent: Sequence[Text]) -> Text:
    if not silent:
        return Text("", "")
    one = len(silent) == 1
    zh = silent[0].zh + ("终端失联" if one else f"等 {len(silent)} 台终端失联")
    en = f"{silent[0].en} is silent" if one else f"{len(silent)} terminals are silent"
    if tally.unknown:
        zh += f"，另 {tally.unknown} 人无法判断"
        en += f", so {tally.unknown} {'is' if tally.unknown == 1 else 'are'} unknown"
    else:
        zh += "，没有人受影响"
        en += ", but nobody is affected"
    return Text(f"；{zh}", f"; {en}")
