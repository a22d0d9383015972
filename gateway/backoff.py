"""How long to wait before trying again: doubling with jitter, so that nobody comes in step."""

from random import Random

_FIRST, _MOST, _HOPELESS = 1.0, 60.0, 300.0


class Backoff:
    """Waits of 1 s to 60 s; 5 min where trying again unchanged cannot help."""

    def __init__(self, random: Random | None = None) -> None:
        self._random = random or Random()  # noqa: S311 - spreads load, keeps no secret
        self._next = _FIRST

    def reset(self) -> None:
        """Start over after a success."""
        self._next = _FIRST

    def wait(self, *, retryable: bool = True) -> float:
        """Return the seconds to wait now: between half and all of the step."""
        step = self._next if retryable else _HOPELESS
        self._next = min(self._next * 2, _MOST)
        return step * self._random.uniform(0.5, 1.0)
