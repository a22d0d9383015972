"""Writing a notice: to whom, what, and over which channels, each with what it can prove."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from hr import notice_desk, notices
from hr.notice_desk import Way
from hr.notices import Draft
from hr.people import PersonRow
from portal.errors import tried
from portal.page import View
from portal.parts.finder import Finder
from portal.parts.notice import KINDS, SYMBOLS
from portal.widgets.button import button, text_button
from portal.widgets.card import card_box
from portal.widgets.chip import avatar
from portal.widgets.field_input import FieldInput
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.view import put
from rules.text import Text, join

LEGAL = Text(
    "有法律效力的文书（如返岗通知、解除通知），会单独算生效时间",
    "A legal document (return to work, termination): its effect is worked out on its own",
)
NEEDED: dict[str, Text] = {
    "title": Text("写一个标题。", "Give it a title."),
    "body": Text("写正文。", "Write the text."),
}


class Compose:
    """Three steps on one page; nothing leaves before the last button."""

    def __init__(self, view: View, send: Callable[[Draft], Awaitable[None]]) -> None:
        self.view, self._send = view, send
        self.person_id = ""
        self.ways: list[Way] = []
        self.off: set[str] = set()
        self.legal = False
        with ui.element("div").classes("compose"):
            with ui.element("div").classes("stack"):
                self._to()
                self._text()
            with ui.element("div").classes("stack"):
                self._over()

    async def choose(self, person_id: str, name: str) -> None:
        """Fix the addressee and show how to reach them."""
        self.person_id = person_id
        self.ways = await self.view.ask(notice_desk.ways, person_id)
        self.finder_box.set_visibility(False)
        change = text_button(Text("换人", "Change"), act="change")
        self.chosen.show(div(avatar(name), el("strong", name), change, cls="person"))
        self._draw_ways()

    def _to(self) -> None:
        with card_box(Text("收件人", "To"), cls="ruled padded"):
            self.chosen = put(on={"change": self._change})
            with ui.element("div") as self.finder_box:
                self.finder = Finder(self.view, self._found)

    def _text(self) -> None:
        with card_box(Text("内容", "Text"), cls="ruled padded"), ui.element("div").classes("form"):
            self.title = FieldInput(Text("标题", "Title"), keep="notice:title")
            self.body = FieldInput(Text("正文", "Body"), "long_text", keep="notice:body")
            self.body.describe(
                rows=10, help_text=Text("空行分段。", "Blank lines part paragraphs.")
            )

    def _over(self) -> None:
        with card_box(Text("渠道", "Channels"), cls="ruled padded"):
            self.way_list = put(on={"way": self._toggle, "legal": self._toggle_legal})
            put(
                button(notices.send.spec.label, act="send", kind="primary"),
                cls="form-foot",
                on={"send": tried(self._sent)},
            )
        self._draw_ways()

    def _draw_ways(self) -> None:
        hint = Text("先选收件人。", "Choose the addressee first.")
        ways = [_way(one, on=self._on(one)) for one in self.ways]
        legal = _toggle("legal", "", LEGAL, on=self.legal)
        self.way_list.show(div(ways or el("p", hint, cls="sub"), legal, cls="ways"))

    def _on(self, one: Way) -> bool:
        return one.closed is None and one.channel not in self.off

    async def _found(self, person: PersonRow) -> None:
        await self.choose(person.id, person.name)

    def _change(self, _key: str) -> None:
        self.person_id, self.ways = "", []
        self.chosen.show(None)
        self.finder_box.set_visibility(True)
        self.finder.box.focus()
        self._draw_ways()

    def _toggle(self, channel: str) -> None:
        self.off ^= {channel}
        self._draw_ways()

    def _toggle_legal(self, _key: str) -> None:
        self.legal = not self.legal
        self._draw_ways()

    async def _sent(self, _key: str) -> None:
        boxes = {"title": self.title, "body": self.body}
        for name, box in boxes.items():
            box.say_error("" if box.text.strip() else NEEDED[name])
        if not self.person_id:
            self.finder.box.say_error(Text("选一个收件人。", "Choose an addressee."))
        if not self.person_id or not all(box.text.strip() for box in boxes.values()):
            return
        draft = Draft(
            person_id=self.person_id,
            title=self.title.text,
            body=self.body.text,
            legal=self.legal,
            channels=tuple(one.channel for one in self.ways if self._on(one)) or ("none",),
        )
        await self._send(draft)
        for box in boxes.values():
            box.forget()


def _way(one: Way, *, on: bool) -> Node:
    kinds = join([KINDS[kind] for kind in one.proves], zh="、", en=", ")
    proves = Text("能证明：", "Proves: ") + kinds
    lacks = [
        Text("{kind}（{why}）", "{kind} ({why})").format(kind=KINDS[k], why=w) for k, w in one.never
    ]
    never = Text("不能证明：", "Cannot prove: ") + join(lacks, zh="、", en=", ")
    return _toggle(
        "way",
        one.channel,
        one.name,
        on=on,
        symbol=SYMBOLS[one.channel],
        about=[one.address, one.closed or proves, *([never] if one.never else [])],
        closed=one.closed,
    )


def _toggle(
    act: str,
    key: str,
    label: Text,
    *,
    on: bool,
    symbol: str = "",
    about: list[str | Text] | None = None,
    closed: Text | None = None,
) -> Node:
    return el(
        "button",
        icon("check" if on else "minus" if closed else "ring", cls="way-mark"),
        span(
            span(icon(symbol) if symbol else None, label, cls="with-icon"),
            (span(words, cls="sub") for words in about or () if words),
            cls="row-words",
        ),
        cls="way on" if on else "way",
        type="button",
        role="checkbox",
        aria_checked="true" if on else "false",
        aria_disabled="true" if closed else None,
        data_why=closed,
        data_act=act,
        data_key=key or None,
    )
