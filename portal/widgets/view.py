"""How markup reaches the page: one NiceGUI element per view, whatever is drawn inside."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from nicegui.elements.mixins.content_element import ContentElement
from nicegui.events import GenericEventArguments

from portal.errors import attempt
from portal.widgets.markup import Child, Node, render

Handler = Callable[[str], Awaitable[None] | None]
Handlers = Mapping[str, Handler]


class View(ContentElement, component="view.js"):
    """A drawn part of a page; `data-act` clicks inside reach `on[act](key)`.

    `key` comes from the browser: handlers ask `hr`, which checks permission again, and whatever
    they raise is said to the reader.
    """

    def __init__(
        self, *tree: Child, tag: str = "div", cls: str = "", on: Handlers | None = None
    ) -> None:
        super().__init__(content=render(*tree))
        self._props["tag"] = tag
        self._on = dict(on or {})
        if cls:
            self.classes(cls)
        if on:
            self.on("act", self._act)

    def show(self, *tree: Child) -> None:
        """Draw the whole view anew; prefer `patch` when one row changed."""
        self.content = render(*tree)

    def patch(self, row: str, node: Node) -> None:
        """Replace the element marked `data_row=row` in the open page."""
        self.run_method("patch", row, render(node))

    def prepend(self, into: str, node: Child, *, keep: int) -> None:
        """Put rows on top of the element marked `data_list=into` and drop those beyond `keep`."""
        self.run_method("prepend", into, render(node), keep)

    def take_out(self, row: str) -> None:
        """Take the element marked `data_row=row` out of the open page."""
        self.run_method("takeOut", row)

    async def _act(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args if isinstance(event.args, dict) else {}
        handler = self._on.get(str(said.get("act", "")))
        if handler is None:
            return
        with self.client.content:  # a handler may take away the very part that was pressed
            await attempt(partial(_call, handler, str(said.get("key", ""))))


async def _call(handler: Handler, key: str) -> None:
    answer = handler(key)
    if answer is not None:
        await answer


def put(*tree: Child, tag: str = "div", cls: str = "", on: Handlers | None = None) -> View:
    """Place markup in the current NiceGUI container."""
    return View(*tree, tag=tag, cls=cls, on=on)
