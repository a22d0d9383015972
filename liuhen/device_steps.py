"""The lines of a connection test: each step with what was found, each fault with what to do."""

from collections.abc import Callable

from devices.errors import DeviceError
from rules.text import Text

Say = Callable[[str], object]


class StepFailedError(Exception):
    """A step failed; what comes after it cannot be asked."""


class Steps:
    """Says each step in both languages, with a mark."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.clean = True

    def good(self, what: Text, found: object = "") -> None:
        self._line("✓", what, found)

    def odd(self, what: Text, hint: Text) -> None:
        """Something is wrong, and the test can go on."""
        self.clean = False
        self._line("!", what)
        self._say(f"    {hint.zh} / {hint.en}")

    def bad(self, what: Text, hint: Text) -> StepFailedError:
        """Something is wrong, and nothing after it can be asked: raise what this returns."""
        self.odd(what, hint)
        return StepFailedError()

    def _line(self, mark: str, what: Text, found: object = "") -> None:
        tail = f": {found}" if found != "" else ""
        self._say(f"  {mark} {what.zh} / {what.en}{tail}")


def words(error: DeviceError) -> Text:
    """What a terminal's error says, in both languages."""
    said = error.sentence()
    return Text(said["zh"], said["en"])
