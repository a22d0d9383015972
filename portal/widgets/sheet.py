"""The side sheet: pushes the page on wide screens, covers it below, fills a phone."""

from collections.abc import Awaitable, Callable
from typing import Literal

from nicegui import ui

from portal.widgets.button import icon_button
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.say import Words, t
from portal.widgets.view import Handlers, View, put
from rules.text import Text

Width = Literal["narrow", "medium", "wide"]
CLOSE = Text("关上", "Close")


class SideSheet:
    """Head, body and foot beside the page; Esc closes it. `live` holds NiceGUI elements."""

    def __init__(
        self,
        label: Words,
        *,
        width: Width = "medium",
        on: Handlers | None = None,
        on_close: Callable[[], Awaitable[None] | None] | None = None,
    ) -> None:
        self._on_close = on_close
        acts = {**(on or {}), "close-sheet": self._closed}
        self.root = ui.element("aside").classes(f"sheet sheet-{width}").props("tabindex=-1 hidden")
        self.root.props["aria-label"] = t(label)
        with self.root:
            self.head = put(cls="sheet-head", on=acts)
            with ui.element("div").classes("sheet-body"):
                self.body = put(on=acts)
                self.live = ui.element("div")
            self.foot: View = put(cls="sheet-foot", on=acts)

    def show(self, head: Child, body: Child, foot: Child = None) -> None:
        """Fill and open the sheet."""
        self.fill(head, body, foot)
        self.open()

    def fill(self, head: Child, body: Child, foot: Child = None) -> None:
        """Draw head, body and foot; open or not, it stays as it is."""
        self.head.show(head, close_button())
        self.body.show(body)
        self.foot.show(foot)
        self.foot.set_visibility(foot is not None)

    def open(self) -> None:
        self.root.props(remove="hidden")
        self.root.run_method("focus")

    def close(self) -> None:
        self.root.props("hidden")

    async def _closed(self, _key: str) -> None:
        self.close()
        answer = self._on_close() if self._on_close else None
        if answer is not None:
            await answer


def close_button() -> Node:
    return el(
        "button",
        icon("close"),
        cls="btn-icon sheet-close",
        type="button",
        data_act="close-sheet",
        data_close="",
        aria_label=CLOSE,
    )


def sheet_walk(position: int, total: int) -> Node:
    """3 / 7 and two arrows for the foot; acts `prev` and `next`."""
    return div(
        span(position or "–", " / ", total),
        icon_button("left", Text("上一个", "Previous"), act="prev", cls="btn"),
        icon_button("right", Text("下一个", "Next"), act="next", cls="btn"),
        cls="sheet-nav",
    )
