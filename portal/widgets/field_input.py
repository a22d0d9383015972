"""One field on the page: label above, help under, error beside in words when it is left."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from portal.errors import attempt
from portal.widgets.say import Words, t
from rules.text import Text

OPTIONAL = Text("（可不填）", "(optional)")
BLANK = Text("请选择", "Choose")
Said = Callable[[str], Awaitable[None] | None]


class FieldInput(Element, component="field_input.js"):
    """Holds what was typed as `text`; `keep` names a draft that survives a lost connection."""

    def __init__(
        self,
        label: Words,
        kind: str = "text",
        *,
        text: str = "",
        options: Sequence[tuple[str, Words]] = (),
        keep: str = "",
        on_left: Said | None = None,
        on_typed: Said | None = None,
    ) -> None:
        super().__init__()
        self.text = text
        self._on_left, self._on_typed = on_left, on_typed
        self._props.update(
            uid=f"f{self.id}",
            label=t(label),
            kind=kind,
            text=text,
            options=[{"value": value, "label": t(words)} for value, words in options],
            keep=keep or None,
            blank=t(BLANK),
        )
        self.on("typed", self._typed)
        self.on("left", self._left)

    def describe(
        self,
        *,
        help_text: Words = "",
        unit: Words = "",
        required: bool = True,
        placeholder: Words = "",
        secret: bool = False,
        rows: int = 3,
    ) -> "FieldInput":
        """Add what stands around the box."""
        self._props.update(
            help=t(help_text),
            unit=t(unit),
            required=required,
            optional=None if required else t(OPTIONAL),
            placeholder=t(placeholder),
            secret=secret,
            rows=rows,
        )
        return self

    def say_error(self, words: Words) -> None:
        """Show what is wrong beside the field until something is typed; "" takes it away."""
        if self._props.get("error", "") != t(words):
            self._props.update(error=t(words), told=self._props.get("told", 0) + 1)
            self.update()

    def write(self, text: str) -> None:
        """Replace what stands in the field."""
        self.text = text
        self._props["text"] = text
        self.update()

    def focus(self) -> None:
        self.run_method("focusIt")

    def forget(self) -> None:
        """Drop the draft kept in the browser; call it while the field is still there."""
        self.run_method("forget")

    def remember(self) -> None:
        """Keep the draft after all: the words were not stored."""
        self.run_method("remember")

    async def _typed(self, event: GenericEventArguments) -> None:
        self.text = str(event.args)
        self._props.update(text=self.text, error="")  # the browser has taken the error away
        await _tell(self._on_typed, self.text)

    async def _left(self, event: GenericEventArguments) -> None:
        self.text = str(event.args)
        self._props["text"] = self.text
        await _tell(self._on_left, self.text)


async def _tell(listener: Said | None, text: str) -> None:
    async def tell() -> None:
        answer = listener(text) if listener else None
        if answer is not None:
            await answer

    await attempt(tell)


def text_area(
    label: Words, *, placeholder: Words = "", rows: int = 3, keep: str = ""
) -> FieldInput:
    """Several lines, such as an opinion."""
    return FieldInput(label, "long_text", keep=keep).describe(placeholder=placeholder, rows=rows)


def search_input(label: Words, on_typed: Said) -> FieldInput:
    """A search box that tells what was typed a quarter of a second after the last key."""
    return FieldInput(label, "search", on_typed=on_typed).describe(placeholder=label)
