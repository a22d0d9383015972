"""Somebody on terminals whose code is nobody's: who it may be, and what to do about it."""

from collections.abc import Sequence

from hr import listed
from hr.listed import Listed, Match
from hr.people import UnitView
from portal.page import View
from portal.widgets.button import button
from portal.widgets.chip import state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div, el, span
from portal.widgets.terminals import dots
from rules.attendance.step import counted
from rules.field import Choice, Field
from rules.text import Text

BY = {
    "number": Text("工号相同", "same number"),
    "name": Text("姓名相同", "same name"),
}
LEAD = Text(
    "建成员工后，{code} 就是他的编号，等着认领的打卡会归到他名下。",
    "{code} will be this person's code, and punches that wait become theirs.",
)


def key_of(one: Listed) -> str:
    """How a line is named by the page."""
    return f"{one.code_group}/{one.code}"


def line(one: Listed, view: View, *, dismissed: bool) -> Node:
    waiting = counted(one.waiting, "条打卡在等", "punch waits", "punches wait")
    return div(
        span(one.code, cls="code"),
        span(
            el("strong", one.name) if one.name else span(Text("没有姓名", "no name"), cls="muted"),
            span(dots([*one.terminals, *([waiting] if one.waiting else [])]), cls="sub"),
            cls="words",
        ),
        _new(one) if not dismissed else None,
        div(
            _acts(one, view) if not dismissed else _back(one, view),
            cls="actions",
        ),
        cls="line-row",
        data_row=key_of(one),
    )


def fields(units: Sequence[UnitView]) -> tuple[Field, ...]:
    """What HR completes a draft with."""
    return (
        Field(name="number", kind="text", label=Text("工号", "Number"), required=True, length=32),
        Field(name="name", kind="text", label=Text("姓名", "Name"), required=True, length=128),
        *shared(units),
    )


def shared(units: Sequence[UnitView]) -> tuple[Field, ...]:
    """What all drafts at once need."""
    choices = tuple(Choice(value=one.id, label=one.label) for one in units)
    return (
        Field(
            name="unit_id",
            kind="choice",
            label=Text("部门", "Unit"),
            required=True,
            options=choices,
        ),
        Field(name="hired_on", kind="date", label=Text("入职日期", "Hired on"), required=True),
    )


def none(*, dismissed: bool) -> Node:
    if dismissed:
        return empty_state(
            Text("没有移开的人", "Nobody dismissed"),
            Text("移开的编号留在这里，可以放回去。", "Dismissed codes stay here."),
            symbol="form",
        )
    return empty_state(
        Text("终端里的人都认识", "Everybody on the terminals is known"),
        Text(
            "终端报来没见过的人时，列在这里等您补全；系统不会自己建档。",
            "When a terminal lists somebody new, a draft waits here; nobody is made by itself.",
        ),
        symbol="check",
    )


def _new(one: Listed) -> Node | None:
    if one.matches:
        return None
    return state_chip(Text("草稿", "draft"), "plain", symbol="pen")


def _acts(one: Listed, view: View) -> list[Node]:
    key = key_of(one)
    found = [_same(one, each) for each in one.matches]
    if view.may(listed.complete):
        kind = "secondary" if one.matches else "primary"
        found.append(button(listed.complete.spec.label, act="complete", key=key, kind=kind))  # type: ignore[arg-type] # one of two kinds
    found.append(button(listed.dismiss.spec.label, act="dismiss", key=key, kind="quiet"))
    return found


def _same(one: Listed, each: Match) -> Node:
    label = Text("就是 {name}（{why}）", "It is {name} ({why})").format(
        name=each.name, why=BY[each.by]
    )
    return button(label, act="accept", key=f"{key_of(one)} {each.person_id}", kind="primary")


def _back(one: Listed, view: View) -> Node | None:
    if not view.may(listed.restore):
        return None
    return button(listed.restore.spec.label, act="restore", key=key_of(one))
