"""What this gateway has stored since it started, by protocol, and what still waits."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from devices.protocols import PROTOCOLS
from gateway.exposition import Histogram
from hr import clock
from hr.gateway import NotStoredError, Stored

_CODES = tuple(one.code for one in PROTOCOLS)


class Tally:
    """Counters only grow; labels are the registered protocols, so their number is bounded."""

    def __init__(self) -> None:
        self.batches: Counter[str] = Counter(dict.fromkeys(_CODES, 0))
        self.failed: Counter[str] = Counter(dict.fromkeys(_CODES, 0))
        self.new: Counter[str] = Counter(dict.fromkeys(_CODES, 0))
        self.duplicates: Counter[str] = Counter(dict.fromkeys(_CODES, 0))
        self.quarantined: Counter[str] = Counter(dict.fromkeys(_CODES, 0))
        self.unassigned: Counter[str] = Counter(dict.fromkeys(_CODES, 0))
        self.seconds = {code: Histogram() for code in _CODES}
        self._waiting: dict[object, float] = {}

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Something has arrived and is not acknowledged while this lasts."""
        key = object()
        self._waiting[key] = clock.monotonic()
        try:
            yield
        finally:
            del self._waiting[key]

    @contextmanager
    def storing(self, protocol: str) -> Iterator[None]:
        """Time one attempt to store; a failed one is counted, not timed."""
        began = clock.monotonic()
        try:
            yield
        except NotStoredError:
            self.failed[protocol] += 1
            raise
        self.seconds[protocol].observe(clock.monotonic() - began)

    def stored(self, protocol: str, found: Stored) -> None:
        """Count one batch that is durable."""
        self.batches[protocol] += 1
        self.new[protocol] += found.new
        self.duplicates[protocol] += found.duplicates
        self.quarantined[protocol] += found.quarantined
        self.unassigned[protocol] += found.unassigned

    @property
    def oldest(self) -> float:
        """Seconds since the oldest of what waits arrived; 0 when nothing waits."""
        return max(0.0, clock.monotonic() - min(self._waiting.values(), default=clock.monotonic()))
