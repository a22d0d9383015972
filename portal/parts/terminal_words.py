"""What a terminal's counts, capacity and clock mean, in words."""

from hr.terminals import TerminalView
from portal.parts.terminal import is_off, skew_short
from portal.widgets.show import span as length
from rules.text import Text

UNSAID = Text("终端没有说", "the terminal does not say")


def records_said(one: TerminalView) -> Text:
    """The terminal's own count against ours, with the difference in words."""
    ours = Text(f"入库 {one.stored_count:,} 条", f"{one.stored_count:,} stored")
    if one.device_count is None:
        return ours + Text("；终端没有说它有多少", "; the terminal does not say how many it holds")
    theirs = Text(f"终端里 {one.device_count:,} 条，", f"{one.device_count:,} on it, ")
    more = one.device_count - one.stored_count
    if more > 0:
        rest = Text(f"；还差 {more:,} 条，会自动补取", f"; {more:,} still to be fetched")
    elif more < 0:
        rest = Text(
            f"；多出的 {-more:,} 条是刚打的，或它清过、覆盖过旧记录，我们没有丢",
            f"; the other {-more:,} are just in, or it cleared or overwrote old ones: none is lost",
        )
    else:
        rest = Text("；一条不差", "; not one is missing")
    return theirs + ours + rest


def capacity_said(one: TerminalView) -> Text:
    if not one.record_cap or one.device_count is None:
        return UNSAID
    used = 100 * one.device_count // one.record_cap
    said = Text(f"能存 {one.record_cap:,} 条，用了 {used}%", f"{used}% of {one.record_cap:,} used")
    full = Text("；快满了，请先备份再清理", "; nearly full, back it up and clear it")
    soon = Text("；该安排清理了", "; time to plan a clearing")
    return said + (full if used >= 95 else soon if used >= 80 else Text("", ""))


def clock_said(ms: int | None) -> Text:
    """How far off, and what that means for the punches."""
    if ms is None:
        return UNSAID
    off = length(abs(ms) // 1000)
    if not is_off(ms):
        return Text("准，差 {off}", "right, {off} off").format(off=skew_short(ms))
    fast = ms > 0
    return Text(
        f"{'快' if fast else '慢'}了 {{off}}，它的打卡都会带上标记",
        f"{'fast' if fast else 'slow'} by {{off}}; its punches carry a flag",
    ).format(off=off)
