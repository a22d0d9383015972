"""The job under way, as its task sees it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orm import sql
from orm.jobs import finish
from orm.jobs.claim import Claimed


class Snooze(Exception):  # noqa: N818 - not an error: a timer
    """Run this job again after a while or at an instant; it uses up no attempt."""

    def __init__(self, wait: timedelta | None = None, *, until: datetime | None = None) -> None:
        super().__init__(f"snoozed {wait or until}")
        self.wait = wait
        self.until = until


class GiveUp(Exception):  # noqa: N818 - an answer, not a bug
    """Trying again cannot help: the job is dead now, with this reason."""


class LeaseLostError(Exception):
    """Another worker may be running this job; whatever this transaction did is rolled back."""


@dataclass(slots=True)
class Running:
    """One claimed job; `checkpoint` is what its last run saved, None at first."""

    job: Claimed
    checkpoint: Any = None
    finished: bool = False

    async def save(self, checkpoint: object) -> None:
        """Keep how far we came, in the transaction of the work; LeaseLostError if not ours."""
        _need_transaction("save")
        text = json.dumps(checkpoint, ensure_ascii=False)
        if not await finish.save(self.job.id, self.job.token, text):
            raise LeaseLostError
        self.checkpoint = checkpoint

    async def finish(self) -> None:
        """Close the job in the transaction of its effect, so that both happen exactly once."""
        from hr.jobs.outcome import count_ended

        _need_transaction("finish")
        ours, ended = await finish.done({self.job.id: self.job.token})
        if not ours:
            raise LeaseLostError
        await count_ended(ended)
        self.finished = True


_current: ContextVar[Running] = ContextVar("job")


def current() -> Running:
    """The job this code runs in; LookupError outside of one."""
    return _current.get()


@contextmanager
def entered(running: Running) -> Iterator[None]:
    """Make a job the current one."""
    token = _current.set(running)
    try:
        yield
    finally:
        _current.reset(token)


def _need_transaction(what: str) -> None:
    if not sql.in_tx():
        raise RuntimeError(f"{what} belongs in the transaction of the work it records")
