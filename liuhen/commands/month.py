"""attendance close and payroll run: the monthly work from the command line, re-runnable."""

import argparse
import asyncio
import re
import time
from collections.abc import Awaitable, Callable

from hr import days, month, pay, pay_views
from hr.actor import Machine
from hr.settings import Settings, load
from liuhen.boot import opened
from orm.models import Company, PayRun, Person
from rules.money import show
from rules.problem import refuse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", help="such as 2026-10")


def main(args: argparse.Namespace) -> int:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", args.month):
        raise refuse(
            "month", f"{args.month} 不是月份，要写成 2026-10。", f"{args.month}: write 2026-10."
        )
    work = _close if args.command == "attendance close" else _pay
    return asyncio.run(_each(load(), args.month, work))


async def _each(
    settings: Settings, text: str, work: Callable[[Company, str], Awaitable[None]]
) -> int:
    async with opened(settings):
        for company in await Company.all():
            await work(company, text)
    return 0


async def _close(company: Company, text: str) -> None:
    """Judge what is still marked, then close."""
    while await days.recompute(company.id):
        pass
    await month.close(Machine(company.id), text)
    print(f"{company.name}: {text} 已关账 / closed")


async def _pay(company: Company, text: str) -> None:
    """Compute the draft of a month shard by shard, with progress."""
    machine = Machine(company.id)
    await pay.start(machine, text)
    run = await PayRun.get(company_id=company.id, month=text)
    people = await Person.filter(company_id=company.id).order_by("code")
    began = time.monotonic()
    for at in range(0, len(people), pay.SHARD):
        shard = people[at : at + pay.SHARD]
        await pay.compute(run, shard)
        print(f"{company.name}: {min(at + pay.SHARD, len(people))}/{len(people)}", flush=True)
    view = await pay_views.run(machine, text)
    print(f"{view.head.zh} / {view.head.en}")
    print(f"{show(view.total_fen)} CNY, {time.monotonic() - began:.2f} s")
    for blocked in view.blocked:
        print(f"! {blocked.name}: {'; '.join(p.zh for p in blocked.problems)}")
