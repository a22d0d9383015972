"""A person's file: what holds now, and what happened."""

from collections.abc import Callable
from datetime import datetime

from hr.people import PersonView
from hr.records import EventRow
from portal.widgets.button import link
from portal.widgets.card import section_title
from portal.widgets.chip import avatar, state_chip
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.show import date, moment
from portal.widgets.timeline import Moment, time_line
from portal.widgets.why import facts
from rules.field import Field
from rules.text import Text, join, plain

HIDDEN = Text("对您不显示", "not shown to you")
NONE = Text("没有填", "not filled in")
NAME = Text("姓名", "Name")
POSITION = Text("岗位", "Position")
PHONE = Text("手机", "Phone")
EMAIL = Text("邮箱", "E-mail")
UNIT = Text("部门", "Unit")
HIRED = Text("入职", "Joined")
CODE = Text("工号", "Number")

FIELDS = (
    Field(name="name", kind="text", label=NAME, required=True, length=128),
    Field(name="position", kind="text", label=POSITION, length=64),
    Field(name="phone", kind="text", label=PHONE, length=32),
    Field(name="email", kind="text", label=EMAIL, length=254),
)
EDITED = tuple(one.name for one in FIELDS)
NEW = (
    Field(
        name="code",
        kind="text",
        label=CODE,
        required=True,
        length=32,
        help=Text("和终端上的编号一致，打卡才认得出人。", "The code used on the terminals."),
    ),
    FIELDS[0],
    Field(name="unit_id", kind="unit", label=UNIT, required=True),
    Field(name="hired_on", kind="date", label=HIRED, required=True),
    FIELDS[1],
)


def head(one: PersonView) -> list[Node]:
    """Who this is, and whether the person works here."""
    left = one.left_on
    state = (
        state_chip(Text("{day} 离职", "left {day}").format(day=left), "plain")
        if left
        else state_chip(Text("在职", "working"), "good")
    )
    return [
        div(avatar(one.name), el("strong", one.name), span(_about(one)), cls="sheet-person"),
        div(el("h2", one.code), state, cls="sheet-title"),
    ]


def _about(one: PersonView) -> Text:
    return join([one.unit, plain(one.position)], zh=" ・ ") if one.position else one.unit


def body(
    one: PersonView, events: list[EventRow], local: Callable[[datetime], datetime]
) -> list[Node]:
    """The file as this reader may see it, then the record of it."""
    manager = link(one.manager, f"/people/{one.manager_id}") if one.manager_id else NONE
    shown = [
        facts(
            (
                (CODE, one.code),
                (UNIT, one.unit),
                (POSITION, one.position or NONE),
                (Text("直属上级", "Manager"), manager),
                (Text("地点", "Site"), one.site),
                (HIRED, date(one.hired_on)),
            )
        ),
        section_title(Text("联系方式", "Contact")),
        facts(((PHONE, _contact(one.phone)), (EMAIL, _contact(one.email)))),
    ]
    if events:
        moments = [_moment(each, local) for each in events]
        shown += [section_title(Text("经过", "What happened")), time_line(moments)]
    return shown


def _contact(value: str | None) -> Child:
    if value is None:
        return span(HIDDEN, cls="muted")
    return value or span(NONE, cls="muted")


def _moment(one: EventRow, local: Callable[[datetime], datetime]) -> Moment:
    said = Text("{what} ・ {who} ・ {when}", "{what}, {who}, {when}")
    return Moment(words=said.format(what=one.text, who=one.actor, when=moment(local(one.at))))
