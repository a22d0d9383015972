"""Every view has its own address: it changes as one goes, and Back is followed."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from nicegui import ui
from nicegui.events import GenericEventArguments

from portal.errors import attempt

_TELL = (
    "<script>addEventListener('popstate', () => "
    "emitEvent('address', location.pathname + location.search))</script>"
)
Follow = Callable[[str, Mapping[str, str]], Awaitable[None]]


def address(path: str, **query: str) -> str:
    """A path of the product with what is set in its query."""
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{said}" if said else path


def push(where: str) -> None:
    """Go to another view of this page; Back returns."""
    ui.navigate.history.push(where)


def replace(where: str) -> None:
    """Name the view that is open, such as a filter, without a step for Back."""
    ui.navigate.history.replace(where)


def on_back(follow: Follow) -> None:
    """Call `follow` with path and query when the reader presses Back or Forward."""
    ui.add_body_html(_TELL)

    async def told(event: GenericEventArguments) -> None:
        where = urlsplit(str(event.args))
        await attempt(lambda: follow(where.path, dict(parse_qsl(where.query))))

    ui.on("address", told)
