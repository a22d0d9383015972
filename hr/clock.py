"""The only clock of the house. Tests and the demo company set it; nothing else calls the wall."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def _wall() -> datetime:
    return datetime.now(UTC) + OFFSET  # noqa: TID251 - the one place


OFFSET = timedelta(seconds=float(os.environ.get("LIUHEN_CLOCK_OFFSET", "0")))
"""How far the house's time is from the wall's: for stories that play on a certain day."""

_source: Callable[[], datetime] = _wall


def now() -> datetime:
    """The present instant, aware, UTC, to the millisecond that storage keeps."""
    at = _source()
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def today(zone: str) -> date:
    """The calendar date in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def monotonic() -> float:
    """Seconds for measuring lengths; never a date, never steps."""
    return time.monotonic()


def use(source: Callable[[], datetime] | None) -> None:
    """Replace the clock (tests); None puts the wall clock back."""
    global _source  # noqa: PLW0603 - the one clock is one variable
    _source = source or _wall


@contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """Let the clock stand at an aware time inside the block (tests, the demo's past)."""
    before = _source
    use(lambda: at.astimezone(UTC))
    try:
        yield
    finally:
        use(before)
