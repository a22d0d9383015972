"""A form beside the page: a title, what it will do, its fields; closed when it is saved."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from portal.page import View
from portal.widgets.form import FormView
from portal.widgets.markup import Child, div, el
from portal.widgets.say import Words
from portal.widgets.sheet import SideSheet
from portal.widgets.view import Handlers
from rules.field import Field, Values

Save = Callable[[dict[str, object]], Awaitable[None]]


class FormSheet:
    """One sheet for the forms of a page; a refusal stays at its field, success closes it."""

    def __init__(self, label: Words, *, on: Handlers | None = None) -> None:
        self.sheet = SideSheet(label, on=on)
        self._told = False

    def ask(
        self,
        title: Words,
        fields: Sequence[Field],
        save: Words,
        on_save: Save,
        *,
        values: Values | None = None,
        lead: Child = None,
    ) -> None:
        """Show a form; `lead` stands above it and says what saving will do."""

        async def saved(given: dict[str, object]) -> None:
            self._told = False
            await on_save(given)
            if not self._told:
                self.sheet.close()

        self.sheet.live.clear()
        above = div(lead, cls="form-lead") if lead is not None else None
        self.sheet.show(div(el("h2", title), cls="sheet-title"), above)
        with self.sheet.live:
            FormView(fields, on_save=saved, values=values, save=save)

    def tell(self, title: Words, body: Child) -> None:
        """Show words instead of a form; a save that tells something leaves the sheet open."""
        self._told = True
        self.sheet.live.clear()
        self.sheet.show(div(el("h2", title), cls="sheet-title"), body)


def instant(view: View, typed: object) -> datetime:
    """A time somebody typed, in the company's zone."""
    return datetime.fromisoformat(str(typed)).replace(tzinfo=ZoneInfo(view.me.zone))


def typed(view: View, at: datetime) -> str:
    """An instant as a form edits it."""
    return f"{view.local(at):%Y-%m-%dT%H:%M}"
