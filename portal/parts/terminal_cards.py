"""The cards of one terminal: thirty days of health, day against day, what it holds, its set-up."""

from collections.abc import Sequence
from datetime import datetime

from hr import terminal_signals
from hr.terminal_days import DayCount
from hr.terminal_health import Health, HealthDay
from hr.terminal_signals import Told
from hr.terminals import OutageView, TerminalView
from hr.zones import Correction
from portal.page import View
from portal.parts import words
from portal.parts.terminal import is_off, missing_of, seen
from portal.parts.terminal_words import UNSAID, capacity_said, clock_said, records_said
from portal.widgets.button import text_button
from portal.widgets.card import card
from portal.widgets.chip import state_chip
from portal.widgets.health import Stroke, capacity_bar, health_strip
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.say import t
from portal.widgets.show import date as show_date
from portal.widgets.show import length, moment, month_day
from portal.widgets.timeline import Moment, time_line
from portal.widgets.why import facts, note
from rules.attendance.step import counted
from rules.text import Text, plain

HEALTH = Text("三十天健康", "Thirty days of health")
_LISTED = 12
_WEEK = 7


def health_card(found: Health, view: View, chosen: str) -> Node:
    """The strip, what the pressed day says, and the list behind it."""
    days = [_stroke(one, n, chosen) for n, one in enumerate(found.days)]
    picked = next((one for one in days if one.key == chosen), None)
    hint = Text("点一天看那天怎么了。", "Press a day to see what happened.")
    return card(
        health_strip(days, HEALTH),
        div(
            icon("info", cls="tone-info"),
            span(picked.words if picked else hint),
            cls="strip-said",
            role="status",
        ),
        _outages(found.outages, view),
        title=HEALTH,
        aside=_down(found),
    )


def _down(found: Health) -> Text:
    if not found.outages:
        return Text("没有失联过", "never silent")
    return Text("失联 {n} 次，共 {span}", "{n} times silent, {span} in all").format(
        n=len(found.outages), span=length(found.seconds)
    )


def _stroke(one: HealthDay, n: int, chosen: str) -> Stroke:
    day = show_date(one.day)
    if one.spells:
        told = t(Text("；", "; ")).join(
            f"{_clock(each.low)}–{_clock(each.high)} {t(words.say(words.OUTAGE, each.reason))}"
            for each in one.spells
        )
        label: Text = Text("{day} 失联：{told}", "{day} silent: {told}").format(day=day, told=told)
    else:
        label = Text("{day} 一直在线", "{day} there all day").format(day=day)
    return Stroke(
        key=str(one.day),
        words=label,
        parts=[(each.low, each.high) for each in one.spells],
        mark=month_day(one.day) if n % _WEEK == 0 else "",
        on=str(one.day) == chosen,
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _outages(found: Sequence[OutageView], view: View) -> Node | None:
    if not found:
        return None
    return time_line([_outage(one, view) for one in found[:_LISTED]])


def _outage(one: OutageView, view: View) -> Moment:
    why = words.say(words.OUTAGE, one.reason)
    start = moment(view.local(one.began_at))
    if one.ended_at is None:
        said = Text("*{start} 起失联*，{why}", "*silent since {start}*, {why}")
        return Moment(words=said.format(start=start, why=why), when="now")
    off = length(int((one.ended_at - one.began_at).total_seconds()))
    said = Text("{start} 失联 *{off}*，{why}", "{start}, silent for *{off}*, {why}")
    return Moment(words=said.format(start=start, off=off, why=why))


def counts_card(found: Sequence[DayCount], view: View) -> Node:
    """Day by day what the terminal holds and what we have."""
    differs = sum(not one.same for one in found)
    aside = (
        counted(differs, "天对不上", "day differs", "days differ")
        if differs
        else Text("每天都对得上", "every day agrees")
    )
    return card(
        _counts(found, view) if found else _never_compared(),
        title=Text("逐日核对", "Day by day"),
        aside=aside if found else None,
    )


def _counts(found: Sequence[DayCount], view: View) -> list[Node]:
    """The last week and every day that differs; the rest one press away."""
    first = [one for n, one in enumerate(found) if n < _WEEK or not one.same]
    rest = [one for n, one in enumerate(found) if n >= _WEEK and one.same]
    label = Text("另外 {n} 天，都对得上", "{n} more days, all agree").format(n=len(rest))
    more = el("details", el("summary", label), _count_table(rest, view), cls="more-days")
    return [_count_table(first, view), *([more] if rest else [])]


def _count_table(found: Sequence[DayCount], view: View) -> Node:
    head = (
        Text("日期", "Day"),
        Text("终端里", "On it"),
        Text("已入库", "Stored"),
        Text("核对", "Compared"),
    )
    return el(
        "table",
        el("thead", el("tr", (el("th", each, scope="col") for each in head))),
        el("tbody", (_count(one, view) for one in found)),
        cls="plain-table counts",
    )


def _count(one: DayCount, view: View) -> Node:
    if one.same:
        told = state_chip(Text("一致", "same"), "good")
    elif one.device_count == one.stored_count:
        told = state_chip(Text("条数同，内容不同", "same count, other punches"), "wrong")
    else:
        more = one.device_count - one.stored_count
        label = Text("少 {n}", "{n} short") if more > 0 else Text("多 {n}", "{n} more")
        told = state_chip(label.format(n=abs(more)), "wrong" if more > 0 else "wait")
    at = moment(view.local(one.checked_at))
    return el(
        "tr",
        el("td", show_date(one.day), cls="nowrap"),
        el("td", f"{one.device_count:,}", cls="differs" if not one.same else ""),
        el("td", f"{one.stored_count:,}", cls="differs" if not one.same else ""),
        el("td", told, title=at),
    )


def _never_compared() -> Node:
    said = Text(
        "还没有逐日核对过。全量读取之后，这里每天一行：终端里几条，入库几条。",
        "Nothing compared yet. After a full read there is a line per day: on it, and stored.",
    )
    return el("p", said, cls="sub")


def trust_card(
    one: TerminalView, view: View, now: datetime, acts: Child, doubt: Child = None
) -> Node:
    """Last seen, its clock, what it holds, how full it is, and what waits because of it."""
    error = one.last_error or {}
    trouble = Text(error.get("zh", ""), error.get("en", "")) if error.get("zh") else None
    return card(
        facts(
            (
                (Text("最后联系", "Last seen"), _when(one.last_seen_at, now, view)),
                (Text("最近打卡", "Last punch"), _when(one.last_punch_at, now, view)),
                (Text("全量读取", "Full read"), _when(one.last_pull_at, now, view)),
                (
                    Text("钟", "Clock"),
                    _tone(clock_said(one.clock_skew_ms), off=is_off(one.clock_skew_ms)),
                ),
                (Text("记录", "Records"), _tone(records_said(one), off=missing_of(one) > 0)),
                (Text("容量", "Capacity"), _capacity(one)),
                (
                    Text("终端里的人", "People on it"),
                    UNSAID if one.user_count is None else one.user_count,
                ),
            )
        ),
        note(trouble, symbol="alert", tone="wrong") if trouble else None,
        doubt,
        _waiting(one),
        title=Text("它说的能信吗", "Can it be believed"),
        foot=acts,
    )


def signals_card(found: Sequence[Told], view: View) -> Node | None:
    """What a person must hear of; no card while there is nothing."""
    if not found:
        return None
    moments = [
        Moment(
            words=Text("{at} {what}", "{at} {what}").format(
                at=moment(view.local(one.at)), what=words.say(words.SIGNAL, one.code)
            ),
            quote=one.detail,
        )
        for one in found
    ]
    return card(time_line(moments), title=terminal_signals.told.spec.label)


def _tone(said: Text, *, off: bool) -> Child:
    return span(said, cls="tone-wrong") if off else said


def _capacity(one: TerminalView) -> Child:
    if not one.record_cap or one.device_count is None:
        return UNSAID
    return [capacity_said(one), capacity_bar(one.device_count, one.record_cap)]


def _when(at: datetime | None, now: datetime, view: View) -> Child:
    if at is None:
        return plain("–")
    return [moment(view.local(at)), span(" ", seen(at, now), cls="muted")]


def _waiting(one: TerminalView) -> list[Node]:
    found = []
    if one.unassigned:
        said = counted(one.unassigned, "条打卡待认领", "punch unassigned", "punches unassigned")
        found.append(_link(said, "/unassigned", "unknown"))
    if one.quarantined:
        said = counted(one.quarantined, "条记录读不出", "record unreadable", "records unreadable")
        found.append(_link(said, "/unassigned", "alert"))
    return found


def _link(said: Text, href: str, symbol: str) -> Node:
    return note(el("a", said, cls="link", href=href), symbol=symbol, tone="wait")


def setup_card(
    one: TerminalView, view: View, mended: Sequence[Correction], *, may_edit: bool
) -> Node:
    """Where it stands and how it is reached; what may be changed has its word."""
    change = {
        act: text_button(label, act=act) if may_edit else None
        for act, label in (
            ("edit", Text("修改", "Change")),
            ("group", Text("换分组", "Move")),
            ("zone", Text("更正时区", "Correct")),
        )
    }
    return card(
        facts(
            (
                (Text("序列号", "Serial"), el("code", one.serial)),
                (Text("地点", "Site"), one.site),
                (Text("地址", "Address"), one.address or Text("它来找我们", "it calls us")),
                (Text("时区", "Zone"), [one.zone, " ", change["zone"]]),
                (
                    Text("编号分组", "Code group"),
                    [words.say(words.GROUP, one.code_group), " ", change["group"]],
                ),
                (Text("固件", "Firmware"), one.firmware or UNSAID),
            )
        ),
        [_mended(each, view) for each in mended],
        title=Text("设置", "Set-up"),
        aside=change["edit"],
    )


def _mended(one: Correction, view: View) -> Node:
    said = Text(
        "{low} 到 {high} 的打卡按 {zone} 读{shift}。{reason}",
        "Punches from {low} to {high} are read in {zone}{shift}. {reason}",
    )
    shift = Text("", "")
    if one.minutes:
        shift = Text(f"，再加 {one.minutes} 分", f", plus {one.minutes} min")
    return note(
        said.format(
            low=moment(view.local(one.since)),
            high=moment(view.local(one.until)),
            zone=one.zone,
            shift=shift,
            reason=one.reason,
        ),
        symbol="clock",
    )
