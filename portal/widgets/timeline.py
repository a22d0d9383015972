"""Who did what when, newest first; what is still to come stands above, hollow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from portal.widgets.markup import Child, Node, div, el, rich
from portal.widgets.say import Words

When = Literal["now", "next", "past"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One point; `*...*` in the words is set strong, `quote` is what the person wrote."""

    words: Words
    when: When = "past"
    quote: str = ""
    extra: Child = None


def time_line(moments: Sequence[Moment]) -> Node:
    return el("ol", (_moment(moment) for moment in moments), cls="timeline")


def _moment(moment: Moment) -> Node:
    quote = el("blockquote", moment.quote) if moment.quote else None
    return el("li", div(rich(moment.words)), quote, moment.extra, cls=f"moment {moment.when}")
