"""Misbehaviour on order: `name[:argument][%percent][@times]`.

A percentage makes it happen by chance, `@times` stops it after so many.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

_SHAPE = re.compile(r"([a-z_]+)(?::([^@%]*))?(?:%([0-9]{1,2}))?(?:@([0-9]+))?")


@dataclass(slots=True)
class _Fault:
    argument: str
    percent: int
    left: int | None


class Faults:
    """The faults a simulator has been told to show."""

    def __init__(self, known: Mapping[str, str], orders: Iterable[str] = ()) -> None:
        self._known = known
        self._active: dict[str, _Fault] = {}
        self._random = Random(1)
        for order in orders:
            self.add(order)

    def add(self, order: str) -> None:
        """Take an order; raises ValueError naming the known faults for an unknown one."""
        found = _SHAPE.fullmatch(order)
        if found is None or found[1] not in self._known:
            raise ValueError(f"unknown fault {order!r}; known: {', '.join(sorted(self._known))}")
        percent, times = int(found[3] or 100), int(found[4]) if found[4] else None
        self._active[found[1]] = _Fault(found[2] or "", percent, times)

    def clear(self) -> None:
        """Behave again."""
        self._active.clear()

    def on(self, name: str) -> bool:
        """Say whether a fault is ordered, without using it up."""
        return name in self._active

    def take(self, name: str) -> str | None:
        """Return the argument of an ordered fault and use it once; None when it is not ordered."""
        fault = self._active.get(name)
        if fault is None or self._random.randrange(100) >= fault.percent:
            return None
        if fault.left is not None:
            fault.left -= 1
            if fault.left <= 0:
                del self._active[name]
        return fault.argument

    def number(self, name: str, default: float) -> float | None:
        """Return a fault's argument as a number; `default` when it has none."""
        argument = self.take(name)
        return None if argument is None else float(argument or default)
