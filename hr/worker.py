"""The worker: claims jobs, runs them side by side, and survives what they do.

Any number of these processes may run. One loop settles what ended and claims what is free in a
single transaction; one heartbeat prolongs the leases of everything held.
"""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from tortoise.transactions import in_transaction

from hr import ids
from hr.jobs import outcome
from hr.jobs.outcome import Outcome, count_ended
from hr.jobs.registry import TASKS, known
from hr.jobs.running import LeaseLostError, Running, entered
from orm.faults import DRIVER_ERRORS, explain
from orm.jobs import claim, enqueue, finish, upkeep
from orm.jobs.claim import Claimant, Claimed, Due
from orm.jobs.wake import listen

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a worker works: jobs side by side, lease, pauses, and patience at the end."""

    slots: int = 16
    lease: timedelta = timedelta(seconds=30)
    poll: timedelta = timedelta(milliseconds=300)
    grace: timedelta = timedelta(seconds=20)


@dataclass(slots=True)
class Worker:
    """One worker process; `held` is every job it has a lease on."""

    pace: Pace
    name: str = field(default_factory=ids.new_id)
    held: dict[str, Claimed] = field(default_factory=dict)
    runs: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish what is under way and give back the rest."""
        await self._arrive()
        async with asyncio.TaskGroup() as group:
            helpers = [
                group.create_task(one)
                for one in (self._beat(), listen(self.wake.set), self._hear(stop))
            ]
            while not stop.is_set():
                await self._guarded(lambda: self._turn(group))
                await self._pause()
            await self._guarded(self._drain)
            for helper in helpers:
                helper.cancel()
        await self._guarded(lambda: upkeep.leave(self.name))

    async def _turn(self, group: asyncio.TaskGroup) -> None:
        found = await claim.due()
        await self._upkeep(found)
        free = self.pace.slots - len(self.held)
        if self.outcomes or (free and (found.ready or found.timers or found.expired)):
            for job in await self._exchange(free):
                self.held[job.id] = job
                self.runs[job.id] = group.create_task(self._execute(job))

    async def _exchange(self, free: int) -> list[Claimed]:
        """Settle what ended and take new jobs, in one transaction."""
        ended = self.outcomes[:]
        who = Claimant(worker=self.name, kinds=known(), lease_ms=_ms(self.pace.lease))
        async with in_transaction():
            lost = await outcome.settle(ended)
            taken = await claim.claim(who, secrets.token_hex(8), free + len(ended))
        for one in ended:
            self.outcomes.remove(one)
            self.held.pop(one.job.id, None)
        for job_id in lost:
            _log.warning("job %s: finished late, somebody else has it", job_id)
        if taken:
            self.wake.set()
        return taken

    async def _execute(self, job: Claimed) -> None:
        """Run one job; whatever it raises is an outcome, never the end of the worker."""
        try:
            result = await execute(job)
        except (asyncio.CancelledError, LeaseLostError):
            self.held.pop(job.id, None)  # the heartbeat found the lease gone, or we are stopping
            return
        finally:
            self.runs.pop(job.id, None)
            self.wake.set()
        if result is None:
            self.held.pop(job.id, None)
        else:
            self.outcomes.append(result)

    async def _upkeep(self, found: Due) -> None:
        if found.timers:
            await upkeep.promote()
        if found.expired:
            async with in_transaction():
                await count_ended(await upkeep.rescue())
        if found.schedules:
            async with in_transaction():
                await start_schedules()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.pace.lease.total_seconds() / 3)
            await self._guarded(self._beat_once)

    async def _beat_once(self) -> None:
        tokens = {job.id: job.token for job in self.held.values()}
        ours = await claim.beat(self.name, tokens, _ms(self.pace.lease))
        for job_id in set(tokens) - ours:
            run = self.runs.get(job_id)
            if run and self.held.get(job_id) and self.held[job_id].token == tokens[job_id]:
                _log.warning("job %s: the lease is gone, stopping", job_id)
                run.cancel()
        await bury_the_dead()

    async def _arrive(self) -> None:
        await upkeep.arrive(self.name, _host(), os.getpid(), known())
        for one in TASKS.values():
            if one.every:
                await upkeep.plan(one.kind, one.kind, int(one.every.total_seconds()))
        await bury_the_dead()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.pace.poll.total_seconds()):
                await self.wake.wait()
        self.wake.clear()

    async def _hear(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake.set()

    async def _drain(self) -> None:
        if self.runs:
            await asyncio.wait(self.runs.values(), timeout=self.pace.grace.total_seconds())
        unfinished = {job_id: self.held[job_id].token for job_id in self.runs}
        for run in list(self.runs.values()):
            run.cancel()
        async with in_transaction():
            await outcome.settle(self.outcomes)
            await finish.release(unfinished)

    async def _guarded(self, step: Callable[[], Awaitable[None]]) -> None:
        """A database that is away is waited for; leases and tokens keep the jobs safe."""
        try:
            await step()
        except DRIVER_ERRORS as error:
            _log.warning("worker waits: %s", explain(error).text.en)
            await asyncio.sleep(1)


async def run(stop: asyncio.Event, pace: Pace | None = None) -> None:
    """Work until `stop` is set; call after `orm.config.connect`."""
    import_module("hr.tasks")  # late: tasks may use everything above us
    await Worker(pace or Pace()).run(stop)


async def execute(job: Claimed) -> Outcome | None:
    """Run a job's task and judge how it ended; None when it closed itself."""
    running = Running(job, job.checkpoint)
    one = TASKS[job.kind]
    raised: Exception | None = None
    try:
        with entered(running):
            async with asyncio.timeout(one.timeout.total_seconds()):
                await one.handler(job.args)
    except LeaseLostError:
        raise
    except Exception as error:  # noqa: BLE001 - the named supervisor: a task may raise anything
        raised = error
    return outcome.of(running, raised)


async def start_schedules() -> None:
    """Enqueue every schedule that is due; one already waiting is enough."""
    for slot in await upkeep.fire_schedules():
        job = enqueue.NewJob(id=ids.new_id(), args={}, ukey=f"schedule:{slot['name']}")
        await enqueue.insert(enqueue.Shape(kind=slot["kind"]), [job])


async def bury_the_dead() -> None:
    """Take back at once what workers of this host held whose process is gone."""
    for one in await upkeep.neighbours(_host()):
        if not _alive(one["pid"]):
            async with in_transaction():
                await count_ended(await upkeep.rescue(one["id"]))
                await upkeep.leave(one["id"])


def _host() -> str:
    """This host and process namespace: where a process number means something."""
    space = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()} {space.readlink() if space.exists() else ''}".strip()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _ms(span: timedelta) -> int:
    return int(span / timedelta(milliseconds=1))
