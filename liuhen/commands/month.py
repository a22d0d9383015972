"""attendance close and payroll run: the monthly work from the command line, re-runnable."""

import argparse
import asyncio
import re
import time
from collections.abc import Awaitable, Callable

from hr import days, month, pay, pay_views
from hr.actor import Machine
from hr.jobs.inline import run_due
from hr.pay_gate import progress_of
from hr.settings import Settings, load
from liuhen.boot import opened
from orm.models import Company
from rules.money import show
from rules.problem import refuse

_LOOK_SECONDS = 0.5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", help="such as 2026-10")


def main(args: argparse.Namespace) -> int:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", args.month):
        raise refuse(
            "month", f"{args.month} 不是月份，要写成 2026-10。", f"{args.month}: write 2026-10."
        )
    work = attendance if args.command == "attendance close" else payroll
    return asyncio.run(_each(load(), args.month, work))


async def _each(
    settings: Settings, text: str, work: Callable[[Company, str], Awaitable[None]]
) -> int:
    async with opened(settings):
        for company in await Company.all():
            await work(company, text)
    return 0


async def attendance(company: Company, text: str) -> None:
    """Judge what is still marked, then close."""
    while await days.recompute(company.id):
        pass
    await month.close(Machine(company.id), text)
    print(f"{company.name}: {text} 已关账 / closed")


async def payroll(company: Company, text: str) -> None:
    """Compute the draft of a month beside the workers; one that was cut off is finished."""
    machine = Machine(company.id)
    began = time.monotonic()
    if not (found := await progress_of(company.id, text)) or not found.running:
        await pay.start(machine, text)
    said = None
    while (found := await progress_of(company.id, text)) and found.running:
        if found != said:
            print(f"{company.name}: {found.done + found.failed}/{found.total}", flush=True)
            said = found
        if not await run_due(kinds=["pay.shard"], most=1):
            await asyncio.sleep(_LOOK_SECONDS)
    view = await pay_views.run(machine, text)
    print(f"{view.head.zh} / {view.head.en}")
    print(f"{show(view.total_fen)} CNY, {time.monotonic() - began:.2f} s")
    for blocked in view.blocked:
        print(f"! {blocked.name}: {'; '.join(p.zh for p in blocked.problems)}")
