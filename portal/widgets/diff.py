"""What changed against last time, and why: the causes of one figure, and the list of people."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.chip import Tone, tone_icon
from portal.widgets.markup import Node, div, el, span
from portal.widgets.say import Words
from portal.widgets.show import change, yuan
from rules.text import Text

ARROW = " → "


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    words: Words
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """One person whose figure differs; tone `wrong` has no cause, `wait` needs a check."""

    key: str
    name: str
    cause: Words
    before: int
    after: int
    tone: Tone = "good"
    chosen: bool = False


TONE_SAID: dict[Tone, Text] = {
    "good": Text("有原因", "explained"),
    "wait": Text("待复核", "to check"),
    "wrong": Text("无原因", "no cause"),
    "info": Text("提示", "note"),
    "plain": Text("未看", "unseen"),
}


def diff_because(title: Words, causes: Sequence[Cause], *, before: int, after: int) -> Node:
    """The causes add up to the difference; what does not add up must be among them."""
    return div(
        el("p", title, cls="because-title"),
        (
            div(span(each.words), span(change(each.fen), cls="num"), cls="because-line")
            for each in causes
        ),
        div(
            span(yuan(before), ARROW, yuan(after)),
            el("strong", change(after - before), cls="num"),
            cls="because-line because-sum",
        ),
        cls="because",
    )


def diff_list(diffs: Sequence[Diff], *, act: str = "diff") -> Node:
    """One line a person; up and down walk, Enter opens."""
    return div((diff_row(each, act=act) for each in diffs), cls="diffs", data_keys="")


def diff_row(each: Diff, *, act: str = "diff") -> Node:
    """One person, `data_row="diff-<key>"`."""
    return el(
        "button",
        tone_icon(each.tone, TONE_SAID[each.tone]),
        span(
            span(
                el("strong", each.name),
                el("strong", change(each.after - each.before), cls="num"),
                cls="line",
            ),
            span(
                span(each.cause, cls=f"cause tone-{each.tone}"),
                span(yuan(each.before), ARROW, yuan(each.after), cls="num"),
                cls="line sub",
            ),
            cls="diff-words",
        ),
        cls="diff chosen" if each.chosen else "diff",
        type="button",
        data_row=f"diff-{each.key}",
        data_act=act,
        data_key=each.key,
        aria_current="true" if each.chosen else None,
    )
