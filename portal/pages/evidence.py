"""Evidence: is the record whole, what is on it, and how a stranger checks it."""

import json

from nicegui import ui

from hr import clock as hr_clock
from hr import pack, records
from hr.records import EventRow, Whole
from portal.address import address
from portal.errors import tried
from portal.page import Group, Page, View
from portal.widgets.answer import answer_head
from portal.widgets.button import button, text_button
from portal.widgets.card import card
from portal.widgets.chip import removable_chip, state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.menu import menu
from portal.widgets.say import Words
from portal.widgets.sheet import SideSheet
from portal.widgets.show import clock, moment, number
from portal.widgets.terminals import dots
from portal.widgets.timeline import Moment, time_line
from portal.widgets.toast import toast
from portal.widgets.view import Handlers, put
from portal.widgets.why import facts, why_steps
from rules.access import Permission
from rules.evidence.kinds import GROUPS
from rules.text import Text, plain

TITLE = Text("证据", "Evidence")
_PAGE = 50
STEPS = (
    Text("下载证据包，解压。", "Download the pack and unpack it."),
    Text(
        "在文件夹里运行 *python3 verify.py*；只要有 Python 和 openssl，不需要本系统。",
        "Run *python3 verify.py* in the folder; it needs Python and openssl, nothing of ours.",
    ),
    Text(
        "把它显示的公钥指纹与您*从包外*得到的比对。一致，记录才可信。",
        "Compare the key it shows with the fingerprint you got *outside of the pack*.",
    ),
)


async def build(view: View) -> None:
    """The record of the company, or of one subject."""
    page = EvidencePage(view, await view.ask(records.whole))
    await page.start(await view.ask(pack.fingerprint))


class EvidencePage:
    """Whether it is whole, and the time line, page by page."""

    def __init__(self, view: View, whole: Whole) -> None:
        self.view, self.whole = view, whole
        self.subject, self.kind = view.query.get("subject", ""), view.query.get("kind", "")
        self.rows: list[EventRow] = []
        self.more = False
        self.chosen: EventRow | None = None
        self.sheet = SideSheet(
            Text("一条记录", "One entry"), on={"proof": tried(self._download_proof)}
        )
        self.head = put(on={"verify": tried(self._verify), "pack": tried(self._pack)})
        with ui.element("div").classes("evidence"):
            acts: Handlers = {
                "event": tried(self._open),
                "more": tried(self._more),
                "go": ui.navigate.to,
            }
            self.line = put(cls="bare", on=acts)
            self.side = put(cls="stack")

    async def start(self, fingerprint: str) -> None:
        """Fill the page."""
        self.fingerprint = fingerprint
        await self._more("")
        self._draw()

    def _draw(self) -> None:
        verify = button(Text("现在核验", "Verify now"), act="verify", symbol="refresh")
        label = Text("导出证据包", "Export the pack")
        export = button(label, act="pack", kind="primary", symbol="pack")
        self.head.show(answer_head(TITLE, self.whole.head, (verify, export)))
        self.line.show(self._time_line())
        self.side.show(_whole_card(self.view, self.whole, self.fingerprint), _check_card())

    def _time_line(self) -> Node:
        moments = [_moment(self.view, one) for one in self.rows]
        more = text_button(Text("再看 50 条", "50 more"), act="more") if self.more else None
        return card(
            div(*self._chips(), cls="chips card-chips"),
            div(time_line(moments), cls="pad-line") if moments else _nothing(),
            title=Text("发生过什么", "What happened"),
            foot=[span(Text(f"已显示 {len(moments)} 条", f"{len(moments)} shown")), more],
            flush=True,
        )

    def _chips(self) -> list[Child]:
        choices: list[tuple[str, Words]] = [("", Text("全部", "all")), *GROUPS.items()]
        links = [
            (address("/evidence", subject=self.subject, kind=key), name) for key, name in choices
        ]
        here = address("/evidence", subject=self.subject, kind=self.kind)
        label = Text("类型：{kind}", "Kind: {kind}").format(
            kind=GROUPS.get(self.kind, plain(self.kind)) if self.kind else Text("全部", "all")
        )
        about = Text("关于：{who}", "About: {who}").format(who=self._subject_name())
        return [
            menu(label, links, act="go", chosen=here),
            removable_chip(about, act="go", key=address("/evidence", kind=self.kind))
            if self.subject
            else None,
        ]

    def _subject_name(self) -> str:
        return next((one.subject for one in self.rows if one.subject), f"#{self.subject[-6:]}")

    async def _more(self, _key: str) -> None:
        before = self.rows[-1].id if self.rows else ""
        fresh = await self.view.ask(
            records.timeline, subject=self.subject, kind=self.kind, before=before
        )
        self.rows += fresh
        self.more = len(fresh) == _PAGE
        if before:
            self.line.show(self._time_line())

    async def _verify(self, _key: str) -> None:
        self.whole = await self.view.ask(records.whole)
        self._draw()
        toast(self.whole.head)

    async def _pack(self, _key: str) -> None:
        data = await self.view.ask(pack.pack, self.subject)
        at = self.view.local(hr_clock.now())
        name = f"liuhen-{self.subject[-6:] or 'company'}-{at:%Y%m%d-%H%M}.zip"
        ui.download.content(data, name, "application/zip")

    async def _open(self, event_id: str) -> None:
        self.chosen = next((one for one in self.rows if one.id == event_id), None)
        if self.chosen is None:
            return
        one = self.chosen
        waits = (
            None
            if one.position is not None
            else Text(
                "还在排序，几秒后再试。", "Still being sequenced; try again in a few seconds."
            )
        )
        get = button(
            Text("下载证明", "Download proof"),
            act="proof",
            kind="primary",
            symbol="download",
            closed=waits,
        )
        self.sheet.show(div(el("h2", one.text), cls="sheet-title"), _entry(self.view, one), [get])

    async def _download_proof(self, _key: str) -> None:
        if self.chosen:
            text = await self.view.ask(records.proof, self.chosen.id)
            ui.download.content(text, f"{self.chosen.id}.tlog-proof", "text/plain")


def _moment(view: View, one: EventRow) -> Moment:
    at = view.local(one.at)
    what = one.text + (plain(f" {one.subject}") if one.subject else plain(""))
    return Moment(
        words=Text("{at} *{what}*", "{at} *{what}*").format(
            at=f"{at:%m-%d} {clock(at, seconds=True)}", what=what
        ),
        extra=div(
            span(
                dots([one.actor, f"#{one.position}" if one.position is not None else _WAITS]),
                cls="sub",
            ),
            text_button(Text("看这一条", "Open"), act="event", key=one.id),
            cls="moment-foot",
        ),
    )


_WAITS = Text("待排序", "not sequenced yet")


def _entry(view: View, one: EventRow) -> list[Child]:
    place = f"#{one.position}" if one.position is not None else _WAITS
    pairs: list[tuple[Words, Child]] = [
        (Text("时间", "When"), moment(view.local(one.at))),
        (Text("谁", "By"), one.actor),
        (Text("关于", "About"), one.subject or "–"),
        (Text("位置", "Place"), place),
        (Text("类型", "Kind"), el("code", one.kind)),
    ]
    told = json.loads(one.data) if one.data else {}
    if not told:
        return [facts(pairs)]
    rows: list[tuple[Words, Child]] = [(key, _value(value)) for key, value in told.items()]
    return [facts(pairs), div(cls="sheet-sep"), facts(rows)]


def _value(value: object) -> Node:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return span(text, cls="raw-value")


def _whole_card(view: View, whole: Whole, fingerprint: str) -> Node:
    chip = (
        state_chip(Text("有问题", "broken"), "wrong")
        if whole.fault
        else state_chip(Text("完整", "whole"), "good")
    )
    signed = moment(view.local(whole.signed_at)) if whole.signed_at else Text("还没有", "not yet")
    return card(
        facts(
            (
                (Text("记录", "Entries"), number(whole.events)),
                (Text("已排序", "Sequenced"), number(whole.sequenced)),
                (Text("正在排序", "Waiting"), number(whole.waiting)),
                (Text("签名于", "Signed"), signed),
                (Text("树根", "Root"), el("code", whole.root or "–", cls="hash")),
                (Text("公钥指纹", "Key"), el("code", _grouped(fingerprint), cls="hash")),
            )
        ),
        el(
            "p",
            Text(
                "把公钥指纹抄在本系统之外，例如员工手册或仲裁委备案，以后才比得出真假。",
                "Write the key's fingerprint down outside of this system, such as in the handbook: "
                "only then can a pack be told from a forged one.",
            ),
            cls="sub",
        ),
        title=Text("记录完整吗", "Is the record whole"),
        aside=chip,
        cls="ruled padded",
    )


def _check_card() -> Node:
    return card(
        why_steps(STEPS),
        title=Text("外人怎么核对", "How a stranger checks it"),
        cls="ruled padded",
    )


def _grouped(digest: str) -> str:
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))


def _nothing() -> Node:
    return empty_state(
        Text("这里还没有记录", "Nothing is on record here"),
        Text("换一个类型，或去掉筛选。", "Choose another kind or take the filter off."),
        symbol="proof",
    )


PAGE = Page(
    path="/evidence",
    title=TITLE,
    symbol="proof",
    group=Group.PROOF,
    needs=Permission.EVIDENCE_VIEW,
    build=build,
)
