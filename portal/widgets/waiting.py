"""Loading and long work: a skeleton after 300 ms, progress with count and time left."""

from portal.widgets.markup import Node, div, el, place, span
from portal.widgets.say import Words
from portal.widgets.show import span as length
from rules.text import Text

LEFT = Text("还要约 {t}", "about {t} left")


def skeleton(lines: int = 6) -> Node:
    """Grey lines that appear only when loading takes more than 300 ms."""
    return div((el("i") for _ in range(lines)), cls="skeleton", aria_hidden="true")


def progress(what: Words, done: int, total: int, *, seconds_left: int | None = None) -> Node:
    """Count, share and time left; mark it `data_row` yourself and patch it as the work goes on."""
    share = 100 * done / total if total else 0.0
    left = None if seconds_left is None else LEFT.format(t=length(seconds_left))
    return div(
        div(span(what), span(f"{done:,} / {total:,}"), cls="line"),
        div(el("i"), cls="track", style=place(done=share)),
        div(span(left), span(f"{share:.0f}%"), cls="line muted"),
        cls="progress",
        role="progressbar",
        aria_label=what,
        aria_valuenow=done,
        aria_valuemin=0,
        aria_valuemax=total,
    )
