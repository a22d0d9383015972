"""What waits for me: what it is, since when, and what happens if I do nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.chip import Tone
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.say import Words
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """`otherwise` is the consequence of doing nothing; `since` how long it has waited."""

    key: str
    symbol: str
    title: Words
    about: Words
    otherwise: Words
    since: Words
    tone: Tone = "plain"
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoGroup:
    title: Words
    todos: Sequence[Todo]


def todo_list(groups: Sequence[TodoGroup]) -> Node:
    """Groups under a dark rule; up and down walk the rows, Enter opens."""
    return div((_group(group) for group in groups if group.todos), cls="todos", data_keys="")


def todo_row(todo: Todo, *, act: str = "todo") -> Node:
    """One line, `data_row="todo-<key>"`."""
    return el(
        "button",
        icon(todo.symbol),
        span(el("strong", todo.title), span(todo.about, cls="sub"), cls="row-words"),
        span(
            span(todo.otherwise, cls=f"otherwise tone-{todo.tone}"),
            span(todo.since, cls="small"),
            cls="row-words end",
        ),
        cls="todo chosen" if todo.chosen else "todo",
        type="button",
        data_row=f"todo-{todo.key}",
        data_act=act,
        data_key=todo.key,
        aria_current="true" if todo.chosen else None,
    )


def _group(group: TodoGroup) -> Node:
    head = el("h2", group.title, Text(" ・ ", ", "), len(group.todos))
    return el("section", head, (todo_row(todo) for todo in group.todos))
