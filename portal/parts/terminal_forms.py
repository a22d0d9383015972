"""The forms that change one terminal: its own values, its secret, its group, a wrong time zone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from hr import clock, terminal_edit, terminal_guide, zones
from hr.terminal_edit import Changed, EditForm
from portal.page import View
from portal.parts.enrol import ADDRESS, KEY, OURS, SITE
from portal.parts.form_sheet import FormSheet, instant, typed
from portal.parts.terminal_guide import guide
from portal.widgets.markup import Child
from portal.widgets.toast import toast
from portal.widgets.why import note
from rules.attendance.step import counted
from rules.field import Field, Values
from rules.text import Text

Done = Callable[[], Awaitable[None]]
NAME_EN = Field(name="name_en", kind="text", label=Text("英文名", "English name"), length=64)
GROUP = Field(
    name="group",
    kind="text",
    label=Text("编号分组", "Code group"),
    required=True,
    length=32,
    help=Text("同一组的终端共用一套编号。", "Terminals of one group share their codes."),
)
MOVES = Text(
    "从现在起，这台终端上的编号按新分组认人。以前认过的打卡不变，没人认领的会重新找主人。",
    "From now on its codes are those of the new group. Punches that have an owner keep him; "
    "those without one are looked up again.",
)
SHIFTS = Text(
    "打卡原文不动。这段时间的打卡改按这个时区来读，考勤重新判定；已关账的月份只提出差异。"
    "终端从现在起也用这个时区。",
    "The punches stay as they came. Those of this span are read in this zone and their days "
    "judged again; closed months only get a proposal. The terminal keeps this zone from now on.",
)
SILENT_UNTIL = Text(
    "旧密码立刻失效。把新密码填进终端之前，它的打卡留在它自己那里，不会丢。",
    "The old secret ends at once. Until the terminal has the new one its punches stay on it.",
)


class TerminalForms:
    """One sheet for all of them, beside the page of the terminal `terminal_id`."""

    def __init__(self, view: View, terminal_id: str, done: Done) -> None:
        self.view, self.id, self._done = view, terminal_id, done
        self.box = FormSheet(Text("改这台终端", "Change this terminal"))

    async def edit(self, _key: str) -> None:
        form = await self.view.ask(terminal_edit.edit_form, self.id)
        self.box.ask(
            terminal_edit.edit_form.spec.label,
            fields_of(form),
            terminal_edit.edit.spec.label,
            lambda values: self._edit(form, values),
            values=_values(form),
        )

    async def group(self, _key: str) -> None:
        form = await self.view.ask(terminal_edit.edit_form, self.id)
        known = Text("已有：{names}。", "There are: {names}.").format(names=", ".join(form.groups))
        self.box.ask(
            terminal_edit.move.spec.label,
            (replace(GROUP, help=known),),
            terminal_edit.move.spec.label,
            self._move,
            lead=note(MOVES),
            values={"group": form.group},
        )

    async def secret(self, _key: str) -> None:
        form = await self.view.ask(terminal_edit.edit_form, self.id)
        self.box.ask(
            terminal_edit.renew_secret.spec.label,
            (KEY,) if form.protocol.dials else (),
            terminal_edit.renew_secret.spec.label,
            self._renew,
            lead=note(SILENT_UNTIL, symbol="key", tone="wait"),
        )

    async def zone(self, _key: str) -> None:
        form = await self.view.ask(terminal_edit.edit_form, self.id)
        hint = await self.view.ask(zones.hint, self.id)
        since = hint.since if hint else clock.now()
        self.box.ask(
            zones.correct.spec.label,
            _zone_fields(form.zone),
            zones.correct.spec.label,
            self._correct,
            lead=[note(SHIFTS), doubt_of(hint)],
            values={
                "since": typed(self.view, since),
                "until": typed(self.view, clock.now()),
                "zone": form.zone,
                "minutes": 0,
            },
        )

    async def _edit(self, form: EditForm, values: Values) -> None:
        own = {
            name: str(values.get(name) or "")
            for name in ("code", "name", "name_en", "site_id", "address", "zone")
        }
        names = [field.name for field in form.protocol.settings]
        to = Changed(**own, settings={name: values.get(name) for name in names})
        await self.view.ask(terminal_edit.edit, self.id, to)
        toast(Text("已保存，几秒内生效", "Saved; it takes effect within seconds"))
        await self._done()

    async def _move(self, values: Values) -> None:
        count = await self.view.ask(terminal_edit.move, self.id, str(values["group"]))
        said = Text("已换分组，{punches}找到了主人", "Moved; {punches} found an owner")
        toast(said.format(punches=counted(count, "条打卡", "punch", "punches")))
        await self._done()

    async def _renew(self, values: Values) -> None:
        key = values.get("secret")
        number = int(str(key)) if key is not None else None
        secret = await self.view.ask(terminal_edit.renew_secret, self.id, number)
        told = await self.view.ask(terminal_guide.guide, self.id)
        await self._done()
        if number is None:
            self.box.tell(Text("新密码", "The new secret"), guide(told, secret))

    async def _correct(self, values: Values) -> None:
        count = await self.view.ask(
            zones.correct,
            self.id,
            instant(self.view, values["since"]),
            instant(self.view, values["until"]),
            str(values["zone"]),
            minutes=int(str(values.get("minutes") or 0)),
            reason=str(values.get("reason") or ""),
        )
        said = Text("已更正，{punches}换了时间", "Corrected; {punches} read anew")
        toast(said.format(punches=counted(count, "条打卡", "punch", "punches")))
        await self._done()


def fields_of(form: EditForm) -> tuple[Field, ...]:
    """What every terminal has but its serial, then what its protocol asks."""
    ours = [replace(one, options=form.sites) if one is SITE else one for one in OURS]
    ours = [one for one in ours if one.name != "serial"]
    address = (ADDRESS,) if form.protocol.dials else ()
    return (*ours[:2], NAME_EN, *ours[2:], *address, *form.protocol.settings)


def _values(form: EditForm) -> dict[str, object]:
    own = ("code", "name", "name_en", "site_id", "address", "zone")
    return {name: getattr(form, name) for name in own} | dict(form.settings)


def _zone_fields(zone: str) -> tuple[Field, ...]:
    return (
        Field(name="since", kind="datetime", label=Text("从", "From"), required=True),
        Field(name="until", kind="datetime", label=Text("到", "Until"), required=True),
        Field(
            name="zone",
            kind="text",
            label=Text("真正的时区", "The right zone"),
            required=True,
            length=64,
            help=Text("现在填的是 {zone}。", "It is {zone} now.").format(zone=zone),
        ),
        Field(
            name="minutes",
            kind="number",
            label=Text("另加几分钟", "Minutes to add"),
            low=-1440,
            high=1440,
            help=Text(
                "终端自己的钟也错了才填；慢了填正数。",
                "Only when its own clock was off too; positive when it was slow.",
            ),
        ),
        Field(
            name="reason", kind="long_text", label=Text("原因", "Reason"), required=True, length=400
        ),
    )


def doubt_of(hint: zones.Hint | None) -> Child:
    """That the zone looks wrong, when it does."""
    if hint is None:
        return None
    hours = f"{hint.minutes / 60:+g}"
    said = Text(
        "最近 {n} 条打卡都差 {hours} 小时，像是时区填错了。",
        "The last {n} punches are all {hours} h off, as with a wrong zone.",
    )
    return note(said.format(n=hint.punches, hours=hours), symbol="alert", tone="wait")
