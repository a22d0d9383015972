"""What must hold whatever happens to worker processes; the same on both databases."""

import asyncio
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from hr.jobs import admin, cancel, enqueue, enqueue_many, new_batch
from orm import sql
from orm.models import Job, JobBatch, JobWorker
from tests.hr.jobs.conftest import Crew, Process, eventually
from tests.hr.jobs.tasks_for_tests import traces


async def put(kind: str, count: int = 1, **args: object) -> list[str]:
    async with in_transaction():
        return await enqueue_many(kind, [args] * count)


async def all_are(state: str, kind: str) -> bool:
    rows = await sql.rows("SELECT DISTINCT state FROM job WHERE kind = $1", kind)
    return [row["state"] for row in rows] == [state]


async def started(count: int = 1) -> bool:
    return len(await traces("start")) >= count


async def test_a_killed_workers_jobs_are_taken_over(crew: Crew) -> None:
    await put("test.slow", 3, seconds=1.0)
    first = await crew.start()
    await eventually(lambda: started(3))
    first.kill()
    await first.wait()
    await crew.start()
    await eventually(lambda: all_are("done", "test.slow"))
    rows = await Job.filter(kind="test.slow")
    assert [(one.rescues, one.attempt) for one in rows] == [(1, 1)] * 3
    assert len(await traces("end")) == 3
    assert await JobWorker.all().count() == 1


async def test_a_killed_workers_jobs_reach_a_peer_while_it_lives(crew: Crew) -> None:
    await crew.start(slots=2)
    second = await crew.start(slots=2)
    await put("test.slow", 4, seconds=2.0)
    await eventually(lambda: started(4))
    second.kill()
    await eventually(lambda: all_are("done", "test.slow"))
    assert len(await traces("end")) == 4


async def test_a_frozen_worker_finishes_too_late_and_is_ignored(crew: Crew) -> None:
    await put("test.once", seconds=1.0)
    first = await crew.start(lease=1.0)
    await eventually(started)
    await freeze(first, crew.url)
    await crew.start(lease=1.0)
    await eventually(lambda: started(2))
    await eventually(lambda: all_are("done", "test.once"))
    first.send_signal(signal.SIGCONT)
    await asyncio.sleep(2)
    assert first.returncode is None
    assert await traces("effect") == ["effect"]
    (row,) = await Job.filter(kind="test.once")
    assert (row.state, row.rescues) == ("done", 1)


async def test_a_worker_that_blocks_its_loop_past_the_lease_closes_nothing(crew: Crew) -> None:
    await put("test.frozen", seconds=3.0)
    await crew.start(lease=1.0)
    await eventually(started)
    await crew.start(lease=1.0)
    await eventually(lambda: started(2))
    (row,) = await Job.filter(kind="test.frozen")
    assert row.state == "running"
    await eventually(lambda: all_are("dead", "test.frozen"), 30)


@pytest.mark.parametrize("offset", ["600", "-600"])
async def test_a_worker_whose_clock_is_wrong_steals_and_hurries_nothing(
    crew: Crew, offset: str
) -> None:
    await put("test.slow", seconds=2.5)
    await crew.start(lease=1.5)
    await eventually(started)
    async with in_transaction():
        await enqueue("test.mark", {"n": "timer"}, delay=timedelta(seconds=60))
    await crew.start(lease=1.5, LIUHEN_CLOCK_OFFSET=offset)
    await put("test.mark", n="now")
    await eventually(lambda: all_are("done", "test.slow"))
    (row,) = await Job.filter(kind="test.slow")
    assert row.rescues == 0
    assert "timer" not in await traces()
    await eventually(lambda: ran("now"))


async def test_poison_ends_dead_with_its_reason(crew: Crew) -> None:
    await put("test.poison")
    for _ in range(3):
        await (await crew.start()).wait()
    await crew.start()
    await eventually(lambda: all_are("dead", "test.poison"))
    (row,) = await admin.jobs(None, kind="test.poison")
    assert (row.rescues, row.error) == (3, "the worker died 3 times")
    assert len(await traces("start")) == 3


async def test_ten_thousand_jobs_two_processes_none_twice(crew: Crew) -> None:
    async with in_transaction():
        await enqueue_many("test.mark", [{"n": i} for i in range(10_000)])
    await crew.start(lease=30)
    await crew.start(lease=30)
    await eventually(lambda: all_are("done", "test.mark"), 120)
    assert Counter(await traces()).most_common(1)[0][1] == 1
    assert len(await traces()) == 10_000
    (row,) = await sql.rows("SELECT max(attempt) AS n, count(DISTINCT worker) AS w FROM job")
    assert row == {"n": 1, "w": 2}


async def test_two_versions_side_by_side_each_do_what_they_understand(crew: Crew) -> None:
    async with in_transaction():
        await enqueue_many("test.new", [{}] * 20, version=2)
    await crew.start(LIUHEN_TEST_VERSION="1")
    await put("test.mark", n="seen")
    await eventually(lambda: ran("seen"))
    await asyncio.sleep(0.5)
    assert await traces("version") == []
    assert (await admin.health(None)).orphans == ("test.new",)
    await crew.start(LIUHEN_TEST_VERSION="2")
    await eventually(lambda: all_are("done", "test.new"))
    assert set(await traces("version")) == {"version 2"}


async def test_a_newer_worker_takes_older_jobs(crew: Crew) -> None:
    await put("test.new")
    await crew.start(LIUHEN_TEST_VERSION="3")
    await eventually(lambda: all_are("done", "test.new"))


async def test_unknown_kinds_wait_and_are_named(crew: Crew) -> None:
    await crew.start()
    await put("nobody.knows")
    await put("test.mark", n="after")
    await eventually(lambda: ran("after"))
    assert await all_are("ready", "nobody.knows")
    assert (await admin.health(None)).orphans == ("nobody.knows",)


async def test_sigterm_finishes_what_it_can_and_gives_back_the_rest(crew: Crew) -> None:
    await put("test.slow", seconds=0.7)
    await put("test.slow", seconds=60)
    process = await crew.start(lease=30)
    await eventually(lambda: started(2))
    process.terminate()
    async with asyncio.timeout(10):
        assert await process.wait() == 0
    rows = {one.args["seconds"]: one for one in await Job.filter(kind="test.slow")}
    assert rows[0.7].state == "done"
    assert (rows[60].state, rows[60].attempt, rows[60].rescues) == ("ready", 0, 0)
    assert await JobWorker.all().count() == 0


async def test_cancelling_a_running_job_stops_it_and_keeps_its_effect_out(crew: Crew) -> None:
    async with in_transaction():
        await enqueue("test.once", {"seconds": 1.5}, ukey="u")
    await crew.start(lease=1.0)
    await eventually(started)
    async with in_transaction():
        assert await cancel("u")
    await asyncio.sleep(2)
    assert await traces("effect") == []
    assert await all_are("cancelled", "test.once")


async def test_a_batch_completes_once_with_two_workers(crew: Crew) -> None:
    async with in_transaction():
        batch = await new_batch("b", total=200, on_done=("test.mark", {"n": "complete"}))
        await enqueue_many("test.mark", [{"n": "part"}] * 199, batch=batch)
        await enqueue("test.give_up", batch=batch)
    await crew.start()
    await crew.start()
    await eventually(lambda: ran("complete"))
    await asyncio.sleep(0.5)
    assert Counter(await traces()) == {"part": 199, "complete": 1}
    row = await JobBatch.get(id=batch)
    assert (row.done, row.failed, row.finished_at is not None) == (199, 1, True)


async def test_a_schedule_fires_each_slot_once_with_three_workers(crew: Crew) -> None:
    for _ in range(3):
        await crew.start()
    await eventually(lambda: all_are("done", "jobs.prune"))
    await sql.run("UPDATE job_schedule SET next_at = next_at - 36000000")
    await eventually(two_prunes)
    await asyncio.sleep(1)
    assert await Job.filter(kind="jobs.prune").count() == 2


async def freeze(process: Process, url: str) -> None:
    """Stop a process where it does not hold SQLite's one lock, which nobody could take from it."""
    while True:
        process.send_signal(signal.SIGSTOP)
        if sql.dialect() == "postgres" or writable(url.removeprefix("sqlite://")):
            return
        process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.01)


def writable(path: str) -> bool:
    with closing(sqlite3.connect(path, timeout=0.1, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
    return True


async def two_prunes() -> bool:
    return await Job.filter(kind="jobs.prune", state="done").count() == 2


async def ran(what: str) -> bool:
    return what in await traces()
