"""Request leave in three taps: what kind, which days, send."""

from datetime import date, timedelta

from nicegui import ui

from hr import colleagues, leave, requests
from hr.leave import Balance, Offer, Plan
from portal import address
from portal.errors import say_problem, tried
from portal.page import Group, Page, View
from portal.widgets.answer import answer_head
from portal.widgets.button import icon_button
from portal.widgets.chip import filter_chip
from portal.widgets.field_input import FieldInput
from portal.widgets.leave_picker import LeaveDays, LeaveKind, leave_days, leave_kinds, leave_send
from portal.widgets.markup import Node, div, span
from portal.widgets.phone import phone_ledger
from portal.widgets.show import month_day
from portal.widgets.terminals import dots
from portal.widgets.view import put
from rules.access import Permission
from rules.approvals.forms.leave import LEAVE
from rules.problem import Refused
from rules.text import Text

TITLE = LEAVE.title
WEEKS = 3
FIRST_SHOWN = ("annual", "comp", "sick")
NOTES = {
    "comp": Text("加班换的", "earned by overtime"),
    "sick": Text("要病历", "needs a doctor's note"),
    "personal": Text("不计薪", "unpaid"),
}
OTHER = Text("其他假", "Other")
OTHER_NOTE = Text("事、婚、产、丧", "personal, marriage, birth")
LEFT = Text("余 {left}", "{left} left")
FROM_NOON = Text("第一天从下午起", "First day from noon")
TO_NOON = Text("最后一天到中午", "Last day until noon")
CHOSEN = ("kind", "first", "last", "first_half", "last_half")
KEEP = "file:leave"


async def build(view: View) -> None:
    await LeavePage(view).start()


class LeavePage:
    """What was tapped is in the address, what was typed is kept by the browser."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.texts = {name: view.query[name] for name in CHOSEN if view.query.get(name)}
        self.more = self.texts.get("kind", "annual") not in FIRST_SHOWN
        self.ended = "last" in self.texts

    async def start(self) -> None:
        self.offer: Offer = await self.view.ask(leave.offer)
        self.first = _monday(_day(self.texts.get("first", "")) or self.offer.today)
        people = await self.view.ask(colleagues.colleagues)
        with ui.element("div").classes("narrow"):
            self.head = put()
            self.pick = put(
                on={
                    "kind": tried(self._kind),
                    "day": tried(self._tap),
                    "weeks": tried(self._weeks),
                    "half": tried(self._half),
                }
            )
            self.about = put()
            self.hand_over = FieldInput(
                LEAVE.field("hand_over").label,
                "choice",
                options=[(one.id, dots([one.name, one.unit])) for one in people],
                keep=f"{KEEP}:hand_over",
            ).describe(required=False)
            reason = LEAVE.field("reason")
            self.reason = FieldInput(
                reason.label,
                "long_text",
                keep=f"{KEEP}:reason",
                on_left=lambda _text: self._draw(),
            ).describe(help_text=reason.help or "", required=False, rows=2)
        self.foot = put(cls="phone-foot", on={"send": tried(self._send)})
        await self._draw()

    async def _draw(self) -> None:
        plan = await self.view.ask(leave.plan, self._filled())
        self.head.show(answer_head(TITLE, plan.head))
        self.pick.show(
            leave_kinds([_tile(one, self.texts.get("kind", "")) for one in self._kinds()]),
            leave_days(self._days()),
            self._under_days(),
        )
        self.about.show(_about(plan))
        wrong = {one.where: one for one in plan.problems}
        reason = wrong.get("reason")
        self.reason.say_error(reason.text if reason and "last" in self.texts else "")
        first = plan.problems[0].text if plan.problems else None
        self.foot.show(leave_send(plan.send, plan.deciders or "", closed=first))

    def _kinds(self) -> list[Balance]:
        if self.more:
            return list(self.offer.kinds)
        shown = [one for one in self.offer.kinds if one.kind in FIRST_SHOWN]
        return [*shown, Balance(kind="", label=OTHER, left=None)]

    def _days(self) -> LeaveDays:
        start, end = (_day(self.texts.get(name, "")) for name in ("first", "last"))
        return LeaveDays(first=self.first, weeks=WEEKS, start=start, end=end, rest=self.offer.rest)

    def _under_days(self) -> Node:
        last = self.first + timedelta(weeks=WEEKS, days=-1)
        return div(
            filter_chip(FROM_NOON, act="half", key="first_half", on=self._on("first_half", "pm")),
            filter_chip(TO_NOON, act="half", key="last_half", on=self._on("last_half", "am")),
            div(
                icon_button("left", Text("往前", "Earlier"), act="weeks", key="back"),
                span(f"{month_day(self.first)} – {month_day(last)}", cls="sub"),
                icon_button("right", Text("往后", "Later"), act="weeks", key="on"),
                cls="pager",
            ),
            cls="half",
        )

    def _on(self, name: str, value: str) -> bool:
        return self.texts.get(name) == value

    async def _kind(self, key: str) -> None:
        if key:
            self.texts["kind"] = key
        else:
            self.more = True
        await self._chosen()

    async def _tap(self, key: str) -> None:
        """The first tap starts, the second ends; a third starts anew."""
        if self.ended or "first" not in self.texts or key < self.texts["first"]:
            self.texts["first"] = self.texts["last"] = key
            self.ended = False
        else:
            self.texts["last"] = key
            self.ended = True
        await self._chosen()

    async def _weeks(self, way: str) -> None:
        self.first += timedelta(weeks=-WEEKS if way == "back" else WEEKS)
        await self._draw()

    async def _half(self, name: str) -> None:
        value = {"first_half": "pm", "last_half": "am"}.get(name, "")
        if self.texts.pop(name, "") != value:
            self.texts[name] = value
        await self._chosen()

    async def _chosen(self) -> None:
        address.replace(address.address("/me/leave", **self.texts))
        await self._draw()

    def _filled(self) -> dict[str, str]:
        return {**self.texts, "reason": self.reason.text, "hand_over": self.hand_over.text}

    async def _send(self, _key: str) -> None:
        try:
            filed = await self.view.ask(requests.file, LEAVE.code, self._filled())
        except Refused as refused:
            if refused.problem.where != "reason":
                raise
            self.reason.say_error(say_problem(refused.problem))
            self.reason.focus()
            return
        self.reason.forget()
        self.hand_over.forget()
        ui.navigate.to(f"/todo/{filed}?tab=mine")


def _about(plan: Plan) -> Node | None:
    rows = [
        (symbol, words, value)
        for symbol, words, value in (
            ("flow", Text("谁来批", "Who decides"), plan.deciders),
            ("people", Text("部门", "Your unit"), plan.others),
        )
        if value is not None
    ]
    return phone_ledger(rows) if rows else None


def _tile(one: Balance, chosen: str) -> LeaveKind:
    if one.kind == "":
        return LeaveKind(key="", name=one.label, balance=OTHER_NOTE)
    note = LEFT.format(left=one.left) if one.left else NOTES.get(one.kind, Text("", ""))
    return LeaveKind(key=one.kind, name=one.label, balance=note, chosen=one.kind == chosen)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


PAGE = Page(
    path="/me/leave",
    title=TITLE,
    symbol="leave",
    group=Group.MINE,
    needs=Permission.REQUEST_FILE,
    build=build,
    menu=False,
)
