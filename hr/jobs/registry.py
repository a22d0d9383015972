"""Which kinds of work exist; the modules that define them are listed in hr/tasks.py."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Handler = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A kind; `version` is the highest version of its args that this code understands.

    Args are only ever added to: a newer worker takes older jobs, an older one leaves newer alone.
    `every` makes it a schedule that starts it with empty args.
    """

    kind: str
    version: int
    handler: Handler
    timeout: timedelta
    every: timedelta | None


TASKS: dict[str, Task] = {}


def task(
    kind: str,
    *,
    version: int = 1,
    timeout: timedelta = timedelta(minutes=15),
    every: timedelta | None = None,
) -> Callable[[Handler], Handler]:
    """Register an `async def (args) -> None` as the work of a kind."""

    def wrap(handler: Handler) -> Handler:
        if kind in TASKS and TASKS[kind].handler.__module__ != handler.__module__:
            raise RuntimeError(f"two tasks of kind {kind}")
        TASKS[kind] = Task(
            kind=kind, version=version, handler=handler, timeout=timeout, every=every
        )
        return handler

    return wrap


def known() -> dict[str, int]:
    """Every kind with the highest version understood: what a worker may claim."""
    return {one.kind: one.version for one in TASKS.values()}
