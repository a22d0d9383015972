"""Kinds for the conformance suite; each leaves its trace in the table `trace`."""

import asyncio
import os
import time
from datetime import timedelta
from typing import Any

from tortoise.transactions import in_transaction

from hr.jobs import GiveUp, Snooze, current, enqueue, task
from orm import sql


async def make_trace() -> None:
    """A table without keys, so that a second run shows."""
    await sql.connection().execute_script("CREATE TABLE trace (job VARCHAR(26), what VARCHAR(64))")


async def traces(what: str = "") -> list[str]:
    """What ran, in no particular order."""
    found = await sql.rows("SELECT job, what FROM trace")
    return [row["what"] for row in found if row["what"].startswith(what)]


async def leave(what: str) -> None:
    await sql.rows("INSERT INTO trace VALUES ($1, $2) RETURNING job", current().job.id, what)


@task("test.mark")
async def mark(args: dict[str, Any]) -> None:
    await leave(str(args.get("n", "")))


@task("test.slow")
async def slow(args: dict[str, Any]) -> None:
    await leave(f"start {os.getpid()}")
    await asyncio.sleep(args["seconds"])
    await leave(f"end {os.getpid()}")


@task("test.once")
async def once(args: dict[str, Any]) -> None:
    """Effect and end in one transaction, after a wait."""
    await leave(f"start {os.getpid()}")
    await asyncio.sleep(args["seconds"])
    async with in_transaction():
        await leave("effect")
        await current().finish()


@task("test.frozen")
async def frozen(args: dict[str, Any]) -> None:
    """Blocks the whole process, as a SIGSTOP would, then ends as if nothing had been."""
    await leave(f"start {os.getpid()}")
    time.sleep(args["seconds"])  # noqa: ASYNC251 - the loop must not run: no heartbeat


@task("test.poison")
async def poison(_args: dict[str, Any]) -> None:
    """Kills its process."""
    await leave("start")
    os.kill(os.getpid(), 9)


@task("test.raise")
async def raises(_args: dict[str, Any]) -> None:
    await leave("try")
    raise ValueError("it does not work")


@task("test.give_up")
async def gives_up(_args: dict[str, Any]) -> None:
    raise GiveUp("the address does not exist")


@task("test.hostile")
async def hostile(_args: dict[str, Any]) -> None:
    raise ValueError("nul \0, half \ud800, \u202e and 'quotes\"")


@task("test.snooze")
async def snoozes(_args: dict[str, Any]) -> None:
    """Two runs: the first saves how far it came."""
    if current().checkpoint is None:
        async with in_transaction():
            await leave("first half")
            await current().save({"row": 1})
        raise Snooze(timedelta(milliseconds=200))
    await leave("second half")


@task("test.again")
async def again(_args: dict[str, Any]) -> None:
    await leave("run")
    await asyncio.sleep(0.4)


@task("test.new", version=int(os.environ.get("LIUHEN_TEST_VERSION", "1")))
async def new(_args: dict[str, Any]) -> None:
    await leave(f"version {os.environ.get('LIUHEN_TEST_VERSION', '1')}")


@task("test.chain")
async def chain(args: dict[str, Any]) -> None:
    if args["left"]:
        async with in_transaction():
            await enqueue("test.chain", {"left": args["left"] - 1})
    await leave("link")


@task("test.hangs", timeout=timedelta(milliseconds=300))
async def hangs(_args: dict[str, Any]) -> None:
    await asyncio.sleep(60)
