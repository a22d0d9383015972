"""What each channel can prove: filled is proven, ring not yet, dash never, cross failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.say import Words
from rules.text import Text


class Fact(StrEnum):
    PROVEN = "proven"
    OPEN = "open"
    NEVER = "never"
    FAILED = "failed"
    NOTHING = "nothing"


STAGES = (
    Text("已发出", "sent"),
    Text("已受理", "accepted"),
    Text("已送达", "delivered"),
    Text("已读", "read"),
    Text("已确认", "confirmed"),
)
SYMBOL = {Fact.PROVEN: "proven", Fact.OPEN: "ring", Fact.NEVER: "minus", Fact.FAILED: "stop"}
SAID: dict[Fact, Text] = {
    Fact.OPEN: Text("还没有证明", "no proof yet"),
    Fact.NEVER: Text("此渠道无法证明", "not provable"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One fact of one channel; `words` is the time, or the provider's reason when it failed."""

    fact: Fact
    words: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One attempt: five stages in the order of STAGES; fewer leave the rest blank."""

    key: str
    symbol: str
    name: Words
    address: Words
    stages: Sequence[Stage]


def receipt_strip(channels: Sequence[Channel]) -> Node:
    """A table of channels and stages; each line carries `data_row="channel-<key>"`."""
    return el(
        "table",
        el("thead", el("tr", el("td"), (el("th", stage, scope="col") for stage in STAGES))),
        el("tbody", (receipt_row(channel) for channel in channels)),
        cls="receipts",
    )


def receipt_row(channel: Channel) -> Node:
    stages = [*channel.stages, *[Stage(fact=Fact.NOTHING)] * (len(STAGES) - len(channel.stages))]
    before: list[Fact | None] = [None, *[stage.fact for stage in stages]]
    return el(
        "tr",
        el(
            "th",
            div(
                icon(channel.symbol),
                div(span(channel.name), span(channel.address, cls="muted")),
                cls="channel",
            ),
            scope="row",
        ),
        (_cell(*each) for each in zip(stages, before, STAGES, strict=False)),
        data_row=f"channel-{channel.key}",
    )


def _cell(stage: Stage, before: Fact | None, name: Text) -> Node:
    if stage.fact is Fact.NOTHING:
        return el("td")
    solid = before is Fact.PROVEN and stage.fact is Fact.PROVEN
    line = "" if before is None else (" solid" if solid else " dashed")
    return el(
        "td",
        div(icon(SYMBOL[stage.fact]), cls=f"fact-mark{line}", title=name),
        span(stage.words or SAID.get(stage.fact, ""), cls="fact-words"),
        cls=f"fact {stage.fact}",
    )
