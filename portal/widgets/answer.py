"""The head of a page: where I am, and one sentence that answers the page's question."""

from collections.abc import Sequence

from portal.widgets.markup import Node, div, el
from portal.widgets.say import Words


def answer_head(where: Words | Node, sentence: Words, actions: Sequence[Node] = ()) -> Node:
    """Line 1 grey, line 2 the answer computed from data; the one main action comes last."""
    return el(
        "header",
        div(
            el("p", where, cls="where"),
            el("h1", sentence, cls="sentence"),
            cls="answer-words",
        ),
        div(*actions, cls="actions") if actions else None,
        cls="answer",
    )
