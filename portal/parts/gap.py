"""A gap in words: what kind it is, from when to when, and what somebody found about it."""

from hr import gaps
from hr.gaps import Gap
from portal.page import View
from portal.parts.form_sheet import FormSheet, Save
from portal.widgets.button import button
from portal.widgets.chip import state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.say import Words
from portal.widgets.show import moment
from portal.widgets.terminals import dots
from portal.widgets.why import note
from rules.attendance.step import counted
from rules.field import Choice, Field
from rules.text import Text, plain

KINDS = {
    "overwritten": Text(
        "终端存满，旧记录被覆盖", "The terminal was full and overwrote its oldest records"
    ),
    "skipped": Text("记录号跳了", "Record numbers are missing"),
    "short": Text("终端说有，读出来没有", "It counts more records than it gave"),
    "cleared": Text("终端上的记录被清空", "Its log was cleared"),
    "unheard": Text("消息服务器断过，可能有没听到的", "The broker lost our session"),
}
SETTLED = Text("已记下，留在“看过的”里", "Noted; it stays among those looked at")
TITLE = Text("这个缺口查过了", "What was found about this gap")
FIELDS = (
    Field(
        name="found",
        kind="choice",
        label=Text("查到什么", "What was found"),
        required=True,
        options=tuple(Choice(value=key, label=words) for key, words in gaps.REASONS.items()),
    ),
    Field(
        name="note",
        kind="long_text",
        label=Text("说明", "Note"),
        length=400,
        help=Text("写给以后查的人：问了谁，看了什么。", "For whoever asks later: who, what, when."),
    ),
)


def line(one: Gap, view: View, *, wall: bool = True) -> Node:
    """One gap; `wall` names the terminal, for lists of several."""
    settles = one.settled_at is None and view.may(gaps.settle)
    return div(
        icon(
            "check" if one.settled_at else "alert",
            cls="tone-good" if one.settled_at else "tone-wait",
        ),
        span(
            el("strong", one.terminal, " ", _kind(one)) if wall else el("strong", _kind(one)),
            span(_span(one), cls="sub"),
            _settled(one, view),
            cls="words",
        ),
        _missing(one),
        span(moment(view.local(one.found_at)), cls="sub nowrap"),
        div(
            button(gaps.settle.spec.label, act="gap", key=one.id),
            cls="actions",
        )
        if settles
        else None,
        cls="line-row",
        data_row=one.id,
    )


def ask(sheet: FormSheet, one: Gap, save: Save) -> None:
    """The form that settles a gap."""
    sheet.ask(TITLE, FIELDS, gaps.settle.spec.label, save, lead=_lead(one))


def none(*, settled: bool = False) -> Node:
    if settled:
        return empty_state(
            Text("还没有看过的", "None looked at yet"),
            Text("看过的缺口连同说明留在这里。", "Gaps somebody looked at stay here."),
            symbol="form",
        )
    return empty_state(
        Text("没有缺口", "No gap"),
        Text(
            "终端的记录断了号、被覆盖或被清空时，那一段会列在这里，等人看过。",
            "When a terminal's records are skipped, overwritten or cleared, the span stands here.",
        ),
        symbol="check",
    )


def _kind(one: Gap) -> Text:
    return KINDS.get(one.kind) or plain(one.kind)


def _span(one: Gap) -> Text:
    if one.low == one.high:
        return plain(one.low)
    return Text("{low} 至 {high}", "{low} to {high}").format(low=one.low, high=one.high)


def _missing(one: Gap) -> Node:
    if one.missing is None:
        return span(Text("不知道少几条", "how many is unknown"), cls="sub")
    said = counted(one.missing, "条缺失", "punch missing", "punches missing")
    return state_chip(said, "wait" if one.settled_at is None else "plain")


def _settled(one: Gap, view: View) -> Child:
    if one.settled_at is None:
        return None
    found = gaps.REASONS.get(one.settled_as) or gaps.READ_AGAIN
    who = [one.settled_by] if one.settled_by else []
    said: list[Words] = [found, *who, moment(view.local(one.settled_at))]
    return [
        span(dots(said), cls="sub"),
        span(one.note, cls="sub") if one.note else None,
    ]


def _lead(one: Gap) -> Node:
    """What the gap was, above the form that settles it."""
    return note(
        [el("strong", one.terminal, " ", _kind(one)), " ", _span(one)], symbol="alert", tone="wait"
    )
