"""A notice as it is shown to its sender: the paper, the strip, the facts behind it."""

from collections.abc import Callable
from datetime import datetime

from hr.notices import ChannelStrip, FactView, NoticeView, Step
from portal.page import View
from portal.widgets.card import card
from portal.widgets.chip import Tone, state_chip
from portal.widgets.letter import Letter, effect, letter_paper
from portal.widgets.markup import Node, div, el, span
from portal.widgets.receipts import Channel, Fact, Stage, receipt_strip
from portal.widgets.say import Words
from portal.widgets.show import clock, date, moment
from rules.notices import effect as rule
from rules.notices.effect import Delivery
from rules.notices.provable import Mark
from rules.text import Text, plain

SYMBOLS = {"inapp": "app", "email": "mail", "sms_aliyun": "sms", "webhook": "chat"}
KINDS: dict[str, Text] = {
    "created": Text("写成", "written"),
    "queued": Text("待发出", "queued"),
    "sent": Text("已发出", "sent"),
    "unknown": Text("没有答复", "no answer"),
    "accepted": Text("已受理", "accepted"),
    "expired": Text("到期无证明", "no proof in time"),
    "failed": Text("没送到", "failed"),
    "delivered": Text("已送达", "delivered"),
    "read": Text("已读", "read"),
    "disputed": Text("签收有异议", "signed, disagrees"),
    "confirmed": Text("已签收", "signed for"),
}
TONES: dict[str, Tone] = {
    "failed": "wrong", "expired": "wrong", "unknown": "wait", "delivered": "info", "read": "info",
    "disputed": "wait", "confirmed": "good",
}  # fmt: skip
SOURCES: dict[str, Text] = {
    "push": Text("服务商推送", "provider's push"),
    "query": Text("签名查询", "signed query"),
    "session": Text("本人登录会话", "the person's session"),
    "mailbox": Text("退信信箱", "bounce mailbox"),
    "reply": Text("发送时的答复", "reply to the sending"),
    "outbox": Text("发件程序", "our outbox"),
}
_VENDORS = {"push", "query", "mailbox", "reply"}
_FACTS = {
    Mark.PROVEN: Fact.PROVEN, Mark.OPEN: Fact.OPEN, Mark.NEVER: Fact.NEVER,
    Mark.FAILED: Fact.FAILED, Mark.BLANK: Fact.NOTHING,
}  # fmt: skip
Local = Callable[[datetime], datetime]


def best_chip(best: str) -> Node:
    """The strongest proven fact as a chip; grey while nothing beyond sending is proven."""
    return state_chip(KINDS.get(best, plain(best)), TONES.get(best, "plain"))


def strip_card(view: View, found: NoticeView) -> Node:
    """Receipts per channel; what a channel can never prove is a dash with its reason."""
    return card(
        receipt_strip([_channel(one, view.local) for one in found.strips]),
        title=Text(
            f"{len(found.strips)} 个渠道的回执", f"Receipts of {len(found.strips)} channels"
        ),
        aside=Text("实心是能证明的，空心不是", "filled is proven, hollow is not"),
        flush=True,
        cls="no-rule",
    )


def effect_card(view: View, found: NoticeView) -> Node | None:
    """When a legal notice took effect, and why; never inferred from sending."""
    if not found.legal:
        return None
    ways = [_delivery(one) for one in found.strips]
    at = rule.effective_at(ways)
    when: Words = moment(view.local(at)) if at else Text("还没有", "not yet")
    return effect(Text("法律上的生效时间", "In force at law from"), when, rule.because(ways))


def facts_card(view: View, found: NoticeView) -> Node:
    """Every fact with its source and the SHA-256 of the raw bytes."""
    heads = (
        Text("时间", "When"),
        Text("渠道", "Channel"),
        Text("事实", "Fact"),
        Text("来源", "Source"),
        Text("原始字节 SHA-256", "SHA-256 of the raw bytes"),
    )
    table = el(
        "table",
        el("thead", el("tr", (el("th", words, scope="col") for words in heads))),
        el("tbody", (_fact(one, view.local) for one in found.facts)),
        cls="table compact facts-table",
    )
    none = div(Text("还没有回执。", "No receipt yet."), cls="sub pad")
    return card(
        div(table, cls="table-scroll") if found.facts else none,
        title=Text("每一条事实", "Every fact"),
        aside=Text("推送只是线索，签名的才算数", "a push is a hint, only signed facts count"),
        flush=True,
        cls="no-rule",
    )


def paper_card(view: View, found: NoticeView) -> Node:
    """The document exactly as issued."""
    issued = view.local(found.created_at).date()
    digest = found.document_sha256
    letter = Letter(
        title=found.title,
        issuer=found.company,
        number=found.number,
        greeting=f"{found.person}：",
        paragraphs=[part for part in found.body.splitlines() if part.strip()],
        date=str(issued),
        lang="en" if found.body.isascii() else "zh",
    )
    return card(
        letter_paper(letter),
        title=Text("发出的原文", "As issued"),
        aside=date(issued),
        foot=span(f"SHA-256 {digest[:16]} … {digest[-8:]}", title=digest),
        cls="paper-card",
    )


def _channel(one: ChannelStrip, local: Local) -> Channel:
    failed = one.error
    return Channel(
        key=one.channel,
        symbol=SYMBOLS.get(one.channel, "mail"),
        name=one.name,
        address=one.address or Text("手机与网页", "phone and web"),
        stages=[
            Stage(fact=_FACTS[step.mark], words=_said(step, failed, local)) for step in one.steps
        ],
    )


def _said(step: Step, failed: Text | None, local: Local) -> Words:
    if step.mark is Mark.FAILED:
        return failed or Text("没送到", "failed")
    if step.mark is Mark.NEVER:
        return step.note or ""
    if step.at is None or step.mark is not Mark.PROVEN:
        return ""
    at = local(step.at)
    return f"{at:%m-%d} {clock(at, seconds=True)}"


def _delivery(one: ChannelStrip) -> Delivery:
    proven = {step.kind: step.at for step in one.steps if step.mark is Mark.PROVEN}
    return Delivery(
        channel=one.channel,
        designated=False,
        entered=proven.get("delivered"),
        read=proven.get("read") or proven.get("confirmed"),
    )


def _fact(one: FactView, local: Local) -> Node:
    kind = KINDS.get(one.kind, plain(one.kind))
    proof = (
        state_chip(Text("能证明", "proven"), "info", symbol="proven")
        if one.proven
        else state_chip(Text("线索", "hint"), "plain")
    )
    at = local(one.at)
    return el(
        "tr",
        el("td", f"{at:%m-%d} {clock(at, seconds=True)}", cls="nowrap"),
        el("td", one.channel),
        el("td", div(el("strong", kind), proof, cls="with-icon"), _small(_vendor_words(one))),
        el(
            "td",
            SOURCES.get(one.source, plain(one.source)),
            _small(one.vendor_time if one.source in _VENDORS else ""),
        ),
        el("td", el("code", one.sha256, title=one.sha256, cls="digest")),
    )


def _vendor_words(one: FactView) -> str:
    """What the provider said; a session's own words are the kind of fact already."""
    return "" if one.source == "session" else one.reason


def _small(words: str) -> Node | None:
    return div(words, cls="small") if words else None
