"""Changing whose a code is: give it, hand it over, change it, begin or end it at another time."""

from collections.abc import Awaitable, Callable, Sequence

from hr import clock, mapping
from hr.mapping import Group, Span
from portal.page import View
from portal.parts import words
from portal.parts.form_sheet import FormSheet, instant, typed
from portal.parts.person_choice import PersonChoice
from portal.widgets.button import button
from portal.widgets.markup import Child, Node, div, el
from portal.widgets.show import moment
from portal.widgets.timeline import Moment, time_line
from portal.widgets.toast import toast
from portal.widgets.why import note
from rules.attendance.step import counted
from rules.field import Choice, Field, Values
from rules.problem import refuse
from rules.text import Text

Done = Callable[[], Awaitable[None]]
SINCE = Field(name="since", kind="datetime", label=Text("从", "From"), required=True)
UNTIL = Field(
    name="until",
    kind="datetime",
    label=Text("到", "Until"),
    help=Text("空着就是一直用。", "Empty: it goes on."),
)
CODE = Field(
    name="code",
    kind="text",
    label=Text("编号", "Code"),
    required=True,
    length=64,
    help=Text(
        "终端上显示的那个，0017 和 17 不是一个。", "As the terminal shows it: 0017 is not 17."
    ),
)
KEEPS = Text(
    "以前的打卡仍归{name}；从这个时间起打的归新的人。已关账的月份只提出差异，不改。",
    "What was punched before stays {name}'s; from this time on it is the new person's. "
    "Closed months only get a proposal.",
)
RENAMES = Text(
    "人不变，只是编号换了：{code} 到这个时间为止，新编号从这个时间起。",
    "The person stays; {code} ends at this time and the new code begins.",
)
CHOOSE = Text("请先选人。", "Choose the person first.")


class CodeForms:
    """The history of a code beside the table, and the forms that change it."""

    def __init__(self, view: View, done: Done) -> None:
        self.view, self._done = view, done
        self.one: Span | None = None
        self.box = FormSheet(
            Text("编号", "Code"),
            on={"hand_over": self._hand_over, "rename": self._rename, "span": self._span},
        )

    async def open(self, one: Span) -> None:
        """Everybody who ever had the code, and what can be changed now."""
        self.one = one
        rows = await self.view.ask(mapping.history, one.code_group, one.code)
        title = Text("编号 {code}", "Code {code}").format(code=one.code)
        self.box.tell(title, _history(rows, self.view))
        acts = (
            (mapping.hand_over.spec.label, "hand_over"),
            (mapping.rename.spec.label, "rename"),
            (mapping.set_span.spec.label, "span"),
        )
        self.box.sheet.foot.show([button(label, act=act) for label, act in acts])
        self.box.sheet.foot.set_visibility(True)

    async def give(self, groups: Sequence[Group]) -> None:
        """A code for somebody, where nobody has it."""
        names = tuple(
            Choice(value=one.name, label=words.say(words.GROUP, one.name)) for one in groups
        )
        group = Field(
            name="group",
            kind="choice",
            label=Text("终端分组", "Group of terminals"),
            required=True,
            options=names,
        )
        await self._with_person(
            mapping.give.spec.label,
            (group, CODE, SINCE, UNTIL),
            self._give,
            values={"group": names[0].value if names else None, "since": self._now()},
        )

    async def _hand_over(self, _key: str) -> None:
        if self.one:
            lead = note(KEEPS.format(name=self.one.name))
            await self._with_person(
                mapping.hand_over.spec.label,
                (SINCE,),
                self._handed,
                values={"since": self._now()},
                lead=lead,
            )

    def _rename(self, _key: str) -> None:
        if self.one:
            self.box.ask(
                mapping.rename.spec.label,
                (CODE, SINCE),
                mapping.rename.spec.label,
                self._renamed,
                values={"since": self._now()},
                lead=note(RENAMES.format(code=self.one.code)),
            )

    def _span(self, _key: str) -> None:
        if self.one:
            until = self.one.until
            self.box.ask(
                mapping.set_span.spec.label,
                (SINCE, UNTIL),
                mapping.set_span.spec.label,
                self._set,
                values={
                    "since": typed(self.view, self.one.since),
                    "until": typed(self.view, until) if until else None,
                },
                lead=_whose(self.one),
            )

    async def _with_person(
        self,
        title: Text,
        fields: Sequence[Field],
        save: Callable[[Values, str], Awaitable[int]],
        *,
        values: Values,
        lead: Child = None,
    ) -> None:
        """A form whose person is found by searching."""

        async def chosen(given: Values) -> None:
            if self.who.chosen is None:
                raise refuse("person", CHOOSE.zh, CHOOSE.en)
            await self._said(await save(given, self.who.chosen.id))

        self.box.ask(title, fields, title, chosen, values=values, lead=lead)
        with self.box.sheet.live:
            self.who = PersonChoice(self.view, lambda: None)
        self.who.list.move(target_index=0)
        self.who.box.move(target_index=0)
        await self.who.look("")

    async def _give(self, given: Values, person_id: str) -> int:
        until = instant(self.view, given["until"]) if given.get("until") else None
        return await self.view.ask(
            mapping.give,
            str(given["group"]),
            str(given["code"]),
            person_id,
            instant(self.view, given["since"]),
            until,
        )

    async def _handed(self, given: Values, person_id: str) -> int:
        since = instant(self.view, given["since"])
        return await self.view.ask(mapping.hand_over, self._id(), person_id, since)

    async def _renamed(self, given: Values) -> None:
        since = instant(self.view, given["since"])
        code = str(given["code"])
        await self._said(await self.view.ask(mapping.rename, self._id(), code, since))

    async def _set(self, given: Values) -> None:
        since = instant(self.view, given["since"])
        until = instant(self.view, given["until"]) if given.get("until") else None
        await self._said(await self.view.ask(mapping.set_span, self._id(), since, until))

    async def _said(self, moved: int) -> None:
        said = Text("已改，{punches}换了主人", "Changed; {punches} now of another owner")
        toast(said.format(punches=counted(moved, "条打卡", "punch", "punches")))
        await self._done()

    def _id(self) -> str:
        return self.one.id if self.one else ""

    def _now(self) -> str:
        return typed(self.view, clock.now())


def _history(rows: Sequence[Span], view: View) -> Node:
    return div(time_line([_held(one, view) for one in rows]))


def _held(one: Span, view: View) -> Moment:
    since = moment(view.local(one.since))
    if one.until is None:
        said = Text("*{name}*（{number}）从 {since} 起", "*{name}* ({number}) since {since}")
        return Moment(
            words=said.format(name=one.name, number=one.person_code, since=since), when="now"
        )
    said = Text("*{name}*（{number}）{since} 至 {until}", "*{name}* ({number}), {since} to {until}")
    until = moment(view.local(one.until))
    return Moment(
        words=said.format(name=one.name, number=one.person_code, since=since, until=until)
    )


def _whose(one: Span) -> Node:
    return note([el("strong", one.code), " ", one.name])
