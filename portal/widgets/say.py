"""Which language the reader has, and how a `Text` becomes words for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from nicegui import app, context

from rules.text import Lang, Text

Words = str | Text

_forced: ContextVar[Lang | None] = ContextVar("lang", default=None)


def speak(lang: Lang) -> None:
    """Set the language of the current page; handlers of that page keep it."""
    app.storage.client["lang"] = lang


def lang() -> Lang:
    """Return the language of the current page, or Chinese outside of any."""
    forced = _forced.get()
    if forced is not None:
        return forced
    if not context.slot_stack:
        return "zh"
    return "en" if app.storage.client.get("lang") == "en" else "zh"


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Force a language inside the block: for tests, mails and jobs without a page."""
    token = _forced.set(lang)
    try:
        yield
    finally:
        _forced.reset(token)


def t(words: Words) -> str:
    """Return the words in the reader's language; a plain string (a name, a number) stays."""
    return words.of(lang()) if isinstance(words, Text) else words
