"""One terminal beside the list: can its word be trusted, since when, and how it is set up."""

from collections.abc import Callable
from datetime import datetime

from hr.terminals import OutageView, TerminalView
from portal.parts import words
from portal.parts.terminal import PROTOCOLS, is_off, name_of, seen, skew_short, state_of
from portal.widgets.button import link
from portal.widgets.card import section_title
from portal.widgets.chip import state_chip
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.show import moment
from portal.widgets.show import span as length
from portal.widgets.terminals import STATE_ICON
from portal.widgets.timeline import Moment, time_line
from portal.widgets.why import facts, note
from rules.attendance.step import counted
from rules.text import Text

UNSAID = Text("终端没有说", "the terminal does not say")
Local = Callable[[datetime], datetime]


def head(one: TerminalView) -> list[Node]:
    tone, state = state_of(one)
    about = Text(" ・ ", ", ")
    return [
        div(
            icon("terminal"),
            el("strong", one.code),
            span(name_of(one), about, PROTOCOLS.get(one.protocol, one.protocol)),
            cls="sheet-person",
        ),
        div(
            el("h2", one.site),
            state_chip(state, tone, symbol=STATE_ICON[tone]),
            cls="sheet-title",
        ),
    ]


def body(one: TerminalView, outages: list[OutageView], now: datetime, local: Local) -> list[Node]:
    """Whether it can be trusted, what waits because of it, its past, its set-up."""
    error = one.last_error or {}
    trouble = Text(error.get("zh", ""), error.get("en", "")) if error.get("zh") else None
    return [
        facts(
            (
                (Text("最后联系", "Last seen"), _when(one.last_seen_at, now, local)),
                (Text("最后打卡", "Last punch"), _when(one.last_punch_at, now, local)),
                (Text("它的钟", "Its clock"), clock_said(one.clock_skew_ms)),
                (Text("记录", "Records"), records_said(one)),
                (Text("容量", "Room"), capacity_said(one)),
                (Text("人员", "Users"), UNSAID if one.user_count is None else str(one.user_count)),
            )
        ),
        *([note(trouble, symbol="alert", tone="wrong")] if trouble else []),
        *_waiting(one),
        section_title(Text("健康记录", "Health")),
        _health(outages, local),
        section_title(Text("设置", "Set-up")),
        facts(
            (
                (Text("序列号", "Serial"), one.serial),
                (Text("地址", "Address"), one.address or _no_address(one)),
                (Text("时区", "Zone"), one.zone),
                (Text("固件", "Firmware"), one.firmware or UNSAID),
            )
        ),
    ]


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
            f"；终端少 {-more:,} 条，是它清过或覆盖了旧记录，我们没有丢",
            f"; it has cleared or overwritten {-more:,} old ones, none is lost here",
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
    return said + full if used >= 90 else said


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


def _no_address(one: TerminalView) -> Text:
    if one.protocol == "zk":
        return Text("没有填，连不到它", "none given, so it cannot be reached")
    return Text("它来找我们", "it calls us")


def _when(at: datetime | None, now: datetime, local: Local) -> Child:
    said = seen(at, now)
    if at is None:
        return said
    return [moment(local(at)), span(" ", said, cls="muted")]


def _waiting(one: TerminalView) -> list[Node]:
    found = []
    if one.unassigned:
        said = counted(one.unassigned, "条打卡待认领", "punch unassigned", "punches unassigned")
        found.append(note(link(said, "/unassigned"), symbol="unknown", tone="wait"))
    if one.quarantined:
        said = counted(one.quarantined, "条记录读不出", "record unreadable", "records unreadable")
        found.append(note(link(said, "/unassigned#quarantine"), symbol="alert", tone="wait"))
    return found


def _health(outages: list[OutageView], local: Local) -> Node:
    if not outages:
        return el("p", Text("没有失联过。", "It has never been silent."), cls="sub")
    return time_line([_outage(one, local) for one in outages])


def _outage(one: OutageView, local: Local) -> Moment:
    why = words.say(words.OUTAGE, one.reason)
    start = moment(local(one.began_at))
    if one.ended_at is None:
        said = Text("*{start} 起失联*，{why}", "*silent since {start}*, {why}")
        return Moment(words=said.format(start=start, why=why), when="now")
    off = length(int((one.ended_at - one.began_at).total_seconds()))
    said = Text("{start} 失联 *{off}*，{why}", "{start}, silent for *{off}*, {why}")
    return Moment(words=said.format(start=start, off=off, why=why))
