"""The form that enrols a terminal, drawn from what its protocol declares; its secret shown once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from hr import terminal_forms, terminal_guide, terminals
from hr.terminal_forms import EnrolForm, ProtocolForm
from hr.terminals import Enrolment, Stranger
from portal.page import View
from portal.parts.terminal_guide import alive_line, guide
from portal.widgets.chip import filter_chip
from portal.widgets.form import FormView
from portal.widgets.markup import Node, div, el
from portal.widgets.sheet import SideSheet
from portal.widgets.view import View as DrawnView
from portal.widgets.view import put
from rules.field import Choice, Field, Values
from rules.text import Text

SITE = Field(name="site_id", kind="choice", label=Text("地点", "Site"), required=True)
OURS = (
    Field(
        name="code",
        kind="text",
        label=Text("编号", "Code"),
        required=True,
        length=32,
        help=Text("贴在墙上的短编号，如 NS-01。", "The short code on the wall, such as NS-01."),
    ),
    Field(name="name", kind="text", label=Text("名称", "Name"), required=True, length=64),
    Field(
        name="serial",
        kind="text",
        label=Text("序列号", "Serial"),
        required=True,
        length=64,
        help=Text("终端“系统信息”里能看到。", "Shown under system information on the terminal."),
    ),
    SITE,
    Field(name="zone", kind="text", label=Text("时区", "Time zone"), required=True, length=64),
)
ADDRESS = Field(
    name="address",
    kind="text",
    label=Text("地址", "Address"),
    required=True,
    length=128,
    help=Text("如 192.168.1.20 或 192.168.1.20:4370。", "Such as 192.168.1.20:4370."),
)
KEY = Field(
    name="secret",
    kind="number",
    label=Text("通信密码", "Communication key"),
    required=True,
    low=0,
    high=999_999,
    default=0,
    help=Text("终端菜单里的数字密码，没设过就是 0。", "The number set on it; 0 when none is."),
)
SECRET = Field(
    name="secret",
    kind="text",
    label=Text("密码", "Secret"),
    length=64,
    help=Text("留空就生成一个，只显示一次。", "Leave empty and one is made, shown once."),
)


class EnrolSheet:
    """Choose the protocol, fill in its fields, take the secret."""

    def __init__(self, view: View, done: Callable[[], Awaitable[None]]) -> None:
        self.view, self._done = view, done
        self.form: EnrolForm | None = None
        self.waiting_for = ""
        self.alive: DrawnView | None = None
        self.known: Stranger | None = None
        self.sheet = SideSheet(terminals.enrol.spec.label, on={"protocol": self._choose})

    async def open(self, known: Stranger | None = None) -> None:
        """Show the form, filled with what a device that knocks said of itself."""
        self.waiting_for = ""
        self.form, self.known = await self.view.ask(terminal_forms.enrol_form), known
        await self._choose(known.protocol if known else "")

    def close(self) -> None:
        self.waiting_for = ""
        self.sheet.close()

    async def beat(self) -> None:
        """Look whether the terminal that was enrolled last has been heard."""
        if self.waiting_for and self.alive:
            told = await self.view.ask(terminal_guide.guide, self.waiting_for)
            self.alive.show(alive_line(told.state))

    async def _choose(self, code: str) -> None:
        form = self.form
        if form is None:
            return
        one = next((each for each in form.protocols if each.code == code), form.protocols[0])
        chips = (
            filter_chip(each.label, act="protocol", key=each.code, on=each is one)
            for each in form.protocols
        )
        self.sheet.show(_title(terminals.enrol.spec.label), div(chips, cls="chips"))
        self.sheet.live.clear()
        with self.sheet.live:
            FormView(
                fields_of(one, form.sites),
                values=self._start(form, one),
                keep=f"enrol-{one.code}-{self.known.serial if self.known else ''}",
                save=terminals.enrol.spec.label,
                on_save=lambda values: self._save(one, values),
            )

    def _start(self, form: EnrolForm, one: ProtocolForm) -> Values:
        start: dict[str, object] = {field.name: field.default for field in one.settings}
        start |= {"zone": form.zone, KEY.name: KEY.default if one.dials else None}
        if self.known:
            start["serial"] = self.known.serial
            start["address"] = self.known.address
        return start

    async def _save(self, one: ProtocolForm, values: Values) -> None:
        said = {name: str(values.get(name) or "") for name in ("code", "name", "serial", "zone")}
        number = "0" if one.dials else ""
        secret = await self.view.ask(
            terminals.enrol,
            Enrolment(
                **said,
                protocol=one.code,
                site_id=str(values["site_id"]),
                address=str(values.get("address") or ""),
                secret=str(values.get("secret") or number),
                settings={field.name: values.get(field.name) for field in one.settings},
            ),
        )
        await self._hand_over(said["serial"], secret)
        await self._done()

    async def _hand_over(self, serial: str, secret: str) -> None:
        """What to type into the terminal, the secret this once, and whether it was heard."""
        every = await self.view.ask(terminals.list_terminals)
        self.waiting_for = next(one.id for one in every if one.serial == serial)
        told = await self.view.ask(terminal_guide.guide, self.waiting_for)
        self.sheet.live.clear()
        self.sheet.show(_title(Text("登记好了", "Enrolled")), guide(told, secret))
        with self.sheet.live:
            self.alive = put(alive_line(told.state))


def fields_of(one: ProtocolForm, sites: tuple[Choice, ...]) -> tuple[Field, ...]:
    """The fields every terminal has, then those of its protocol."""
    ours = (replace(field, options=sites) if field is SITE else field for field in OURS)
    return (*ours, *((ADDRESS, KEY) if one.dials else (SECRET,)), *one.settings)


def _title(words: Text) -> Node:
    return div(el("h2", words), cls="sheet-title")
