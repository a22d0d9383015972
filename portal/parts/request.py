"""One request beside the list: everything to decide it by, and the acts its reader may take."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from hr import colleagues, ids, leave, requests, todo
from hr.leave import Around, AwayDay
from hr.todo import RequestView
from portal.address import address
from portal.errors import say_problem, toast, tried
from portal.page import View
from portal.parts.proof import opened_seal, seal, seal_node
from portal.widgets.button import Kind, button, link
from portal.widgets.card import section_title
from portal.widgets.chip import Tone, avatar, state_chip
from portal.widgets.field_input import FieldInput, text_area
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.say import t
from portal.widgets.sheet import SideSheet
from portal.widgets.show import clock, month_day, short_weekday
from portal.widgets.terminals import dots
from portal.widgets.timeline import Moment, time_line
from portal.widgets.why import facts
from rules.approvals.timeline import Line
from rules.evidence.seal import Seal
from rules.problem import Refused
from rules.text import Text

Moved = Callable[[], Awaitable[None]]
ACTS: dict[str, tuple[Text, Text]] = {
    "approve": (Text("同意", "Approve"), Text("已同意", "Approved")),
    "reject": (Text("驳回", "Reject"), Text("已驳回", "Rejected")),
    "return": (Text("退回", "Return"), Text("已退回", "Returned")),
    "transfer": (Text("转交", "Transfer"), Text("已转交", "Transferred")),
    "resubmit": (Text("再次提交", "Resubmit"), Text("已提交", "Submitted")),
    "takeback": (Text("拿回同意", "Take approval back"), Text("已拿回", "Taken back")),
    "withdraw": (Text("撤回", "Withdraw"), Text("已撤回", "Withdrawn")),
    "urge": (Text("催办", "Urge"), Text("已催办", "Urged")),
}
SYMBOLS = {
    "approve": "check",
    "resubmit": "check",
    "takeback": "undo",
    "return": "back",
    "transfer": "arrow",
    "urge": "bell",
}
LOOKS: dict[str, Kind] = {"approve": "primary", "resubmit": "primary", "reject": "danger"}
TONES: dict[str, Tone] = {
    "running": "wait",
    "returned": "wait",
    "approved": "good",
    "rejected": "wrong",
}
VIA = {"phone": Text("手机", "phone"), "web": Text("网页", "web")}
OPINION = Text(
    "意见（同意可以不写；驳回和退回要写原因，本人会看到）",
    "Comment (needed to reject or return; the person reads it)",
)
REASON = Text("请写原因，本人会看到。", "Give the reason; the person reads it.")
TO_WHOM = Text("转交给谁", "Transfer to whom")
TO_WHERE = Text("退回到哪里", "Return to")
SO_FAR = Text("经过", "So far")
AGAIN = Text("照这份重填", "File again from this")
BALANCE = Text("余额", "Balance")
_NEEDS_REASON = ("reject", "return")
_KEYS = """(e) => {
  if (e.target.closest('input,textarea,select') || e.ctrlKey || e.metaKey || e.altKey) return;
  const act = { a: 'approve', A: 'approve', ArrowDown: 'next', ArrowUp: 'prev' }[e.key];
  if (!act || (act !== 'approve' && e.target.closest('[data-keys]'))) return;
  e.preventDefault();
  emit(act);
}"""


class RequestSheet:
    """`acted` is called after each act, `closed` when the sheet is closed, `walk` for arrows."""

    def __init__(
        self,
        view: View,
        *,
        acted: Moved,
        closed: Moved,
        walk: Callable[[int], Awaitable[None]],
    ) -> None:
        self.view, self._acted, self._walk = view, acted, walk
        self.found: RequestView | None = None
        self._seal: Seal | None = None
        self._comment: FieldInput | None = None
        self._target: FieldInput | None = None
        self._key = ""
        on = {kind: tried(self._press(kind)) for kind in ACTS}
        self.sheet = SideSheet(
            Text("申请", "Request"),
            width="wide",
            on={**on, "proof": self._show_proof, "cancel": tried(self._cancel)},
            on_close=closed,
        )
        self.listen(self.sheet.root)

    def listen(self, element: ui.element) -> None:
        """Let the keys A, up and down act while the focus is inside an element."""
        element.on("keydown", self._typed, js_handler=_KEYS)

    async def open(self, request_id: str) -> None:
        """Show one request; a refusal leaves the sheet as it was."""
        found = await self.view.ask(todo.request, request_id)
        around = await self.view.ask(leave.around, request_id)
        self._seal = await seal(self.view, request_id)
        self.found, self._key = found, ids.new_id()
        self.sheet.show(_head(found), _body(found, around, self._seal), self._foot(found))
        self._draw_live(found)

    def _draw_live(self, found: RequestView) -> None:
        self.sheet.live.clear()
        self._comment = self._target = None
        if "approve" not in found.acts:
            return
        with self.sheet.live:
            self._comment = text_area(
                OPINION,
                placeholder=Text("写给{name}", "To {name}").format(name=found.person),
                keep=f"opinion:{found.id}",
            )

    def _foot(self, found: RequestView) -> Child:
        shown = [_button(kind) for kind in found.acts]
        if found.state in {"returned", "rejected", "withdrawn"} and found.mine:
            shown.append(link(AGAIN, _refile(found), symbol="form", cls="btn"))
        return shown or None

    def _press(self, kind: str) -> Callable[[str], Awaitable[None]]:
        async def press(_key: str) -> None:
            await self._do(kind)

        return press

    async def _do(self, kind: str) -> None:
        """Take an act; one that lacks its reason or its target asks for it first."""
        found = self.found
        if found is None or kind not in found.acts:
            return
        comment = self._comment.text if self._comment else ""
        if kind in _NEEDS_REASON and self._comment and not comment.strip():
            self._comment.say_error(REASON)
            self._comment.focus()
            return
        to = await self._to(kind, found)
        if to is None:
            return
        await self._send(found, kind, comment, to)
        toast(t(ACTS[kind][1]))
        await self._acted()

    async def _send(self, found: RequestView, kind: str, comment: str, to: tuple[str, ...]) -> None:
        try:
            await self.view.ask(
                requests.act,
                found.id,
                kind,
                comment=comment,
                to=to,
                content=found.content,
                key=f"{self._key}:{kind}",
                via=_via(),
            )
        except Refused as refused:
            if self._comment and refused.problem.where == "comment":
                self._comment.say_error(say_problem(refused.problem))
            raise
        if self._comment:
            self._comment.forget()

    async def _to(self, kind: str, found: RequestView) -> tuple[str, ...] | None:
        """Whom or where an act points at; None while the reader still has to choose."""
        if kind == "return" and len(found.targets) == 1:
            return (found.targets[0][0],)
        if kind not in {"return", "transfer"}:
            return ()
        if self._target is None:
            await self._ask(kind, found)
            return None
        if not self._target.text:
            self._target.say_error(TO_WHOM if kind == "transfer" else TO_WHERE)
            return None
        return (self._target.text,)

    async def _ask(self, kind: str, found: RequestView) -> None:
        options: list[tuple[str, str | Text]] = list(found.targets)
        if kind == "transfer":
            people = await self.view.ask(colleagues.colleagues)
            options = [(one.id, dots([one.name, one.unit])) for one in people]
        with self.sheet.live:
            self._target = FieldInput(
                TO_WHOM if kind == "transfer" else TO_WHERE, "choice", options=options
            )
        self._target.focus()
        self.sheet.foot.show(
            button(ACTS[kind][0], act=kind, kind="primary", symbol=SYMBOLS.get(kind)),
            button(Text("不了", "Cancel"), act="cancel"),
        )

    async def _cancel(self, _key: str) -> None:
        if self.found:
            self.sheet.foot.show(self._foot(self.found))
            self._draw_live(self.found)

    def _show_proof(self, _key: str) -> None:
        if self._seal:
            self.sheet.body.patch("seal", opened_seal(self._seal))

    async def _typed(self, event: object) -> None:
        said = getattr(event, "args", "")
        if said == "approve":
            await tried(self._press("approve"))("")
        elif said in {"next", "prev"}:
            await self._walk(1 if said == "next" else -1)


def _via() -> str:
    agent = ui.context.client.request.headers.get("user-agent", "")
    return "phone" if "Mobi" in agent else "web"


def _button(kind: str) -> Node:
    return button(
        ACTS[kind][0], act=kind, kind=LOOKS.get(kind, "secondary"), symbol=SYMBOLS.get(kind)
    )


def _refile(found: RequestView) -> str:
    page = "/me/leave" if found.form.code == "leave" else f"/me/file/{found.form.code}"
    return address(page, **{k: v for k, v in found.values.items() if isinstance(v, str)})


def _head(found: RequestView) -> Child:
    about = dots([part for part in (found.unit, found.position) if part])
    return div(
        avatar(found.person),
        div(
            el("h2", found.title, cls="person-name"),
            div(
                about,
                Text(" ・ ", ", "),
                span(found.number, cls="nowrap"),
                cls="sub",
            ),
            cls="grow",
        ),
        state_chip(found.state_text, TONES.get(found.state, "plain")),
        cls="sheet-person",
    )


def _body(found: RequestView, around: Around | None, proof: Seal) -> list[Child]:
    pairs: list[tuple[str | Text, Child]] = list(found.shown)
    if around and around.before and around.after:
        tone = "" if around.enough else "tone-wrong"
        pairs.append((BALANCE, [around.before, " → ", span(around.after, cls=tone)]))
    return [
        facts(pairs),
        [_others(around)] if around else None,
        section_title(SO_FAR),
        time_line([_moment(line) for line in found.lines]),
        seal_node(proof),
    ]


def _others(around: Around) -> Child:
    title = Text(
        f"那几天{around.unit.zh} {around.size} 人里还有谁不在",
        f"Who else of {around.size} in {around.unit.en} is away",
    )
    comma = t(Text("、", ", "))
    away = [f"{month_day(day.date)} {comma.join(day.names)}" for day in around.days if day.names]
    return [
        section_title(title),
        div((_away(day) for day in around.days), cls="who-else"),
        el("p", around.note, *(f"; {each}" for each in away), cls="sub after-table"),
    ]


def _away(day: AwayDay) -> Node:
    count = Text(f"{len(day.names)} 人", f"{len(day.names)}")
    return div(
        span(short_weekday(day.date)),
        el("strong", f"{day.date:%m-%d}"),
        span(count if day.names else Text("无", "none")),
        cls="asked" if day.asked else "",
    )


def _moment(line: Line) -> Moment:
    via = VIA.get(line.via)
    parts = [_stamp(line.at) if line.at else None, via]
    tail = [part for part in parts if part is not None]
    words = Text("*{who}* {did}", "*{who}* {did}").format(who=line.who, did=line.did)
    for part in tail:
        words += Text(" {it}", " {it}").format(it=part)
    return Moment(words=words, when=line.state, quote=line.comment)


def _stamp(at: datetime) -> str:
    return f"{month_day(at.date())} {clock(at)}"
