"""Devices that may not come in: counted in memory, written now and then, never stored from."""

from collections import Counter

from hr import gateway
from hr.gateway import NotStoredError

_MOST = 200


class Strangers:
    """Knocks since the last writing; a flood of invented serials costs a bounded list."""

    def __init__(self) -> None:
        self._knocks: Counter[tuple[str, str, str, str]] = Counter()

    def saw(self, serial: str, protocol: str, reason: str, address: str = "") -> None:
        """Count one knock."""
        shown = "".join(filter(str.isprintable, serial))[:64] or "?"
        key = (shown, protocol, reason[:32], address[:64])
        if key in self._knocks or len(self._knocks) < _MOST:
            self._knocks[key] += 1

    async def write(self) -> None:
        """Write what was counted; what cannot be written is counted on."""
        waiting, self._knocks = self._knocks, Counter()
        for key, times in waiting.items():
            try:
                await gateway.knock(*key, times=times)
            except NotStoredError:
                self._knocks[key] += times
