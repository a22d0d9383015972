"""A line at the foot of the page: what was done, and for eight seconds a way back."""

from nicegui import ui

from portal.widgets.markup import el, span
from portal.widgets.say import Words
from portal.widgets.view import Handler, put
from rules.text import Text

UNDO = Text("撤销", "Undo")
SECONDS = 8


def toast(words: Words, *, undo: Handler | None = None, key: str = "") -> None:
    """Say what was done; with `undo` (called with `key`) it can be taken back."""

    async def take_back(pressed: str) -> None:
        view.delete()
        answer = undo(pressed) if undo else None
        if answer is not None:
            await answer

    action = (
        el("button", UNDO, cls="link", type="button", data_act="undo", data_key=key)
        if undo
        else None
    )
    with ui.context.client.content:  # what was pressed may be gone by the next moment
        view = put(span(words), action, cls="toast", on={"undo": take_back}).props("role=status")
        ui.timer(SECONDS, lambda: None if view.is_deleted else view.delete(), once=True)
