"""Every fault of the list and the run that shows it survived; and the ones that have none yet."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.stand import Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of security.md 3.3: `run` makes it happen, and says what was seen.

    It raises AssertionError when an invariant does not hold, or when the fault did not happen.
    """

    id: str
    what: str
    run: Callable[[Stand], Awaitable[str]]
    seconds: float = 180.0

    def __str__(self) -> str:
        return self.id


LATER = {
    "F48": "terminals' secrets and certificates have no end date yet (issue: device trust)",
}
"""Faults of the list that have no run, and why."""
