"""punches export: every raw punch as CSV, as its terminal told it."""

import argparse
import asyncio
import csv
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from typing import TextIO

from hr.settings import load
from liuhen.boot import opened
from orm.models import Person, Punch, Terminal
from rules.problem import refuse

COLUMNS = (
    "serial", "person_code", "device_time", "zone", "utc", "received_utc", "state", "verify",
    "flags", "person", "name",
)  # fmt: skip
_PAGE = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--serial", help="one terminal only")
    parser.add_argument("--since", metavar="DATE", help="punches from this UTC date on")


def main(args: argparse.Namespace) -> int:
    async def work() -> int:
        async with opened(load()):
            return await export(sys.stdout, args.serial, _since(args.since))

    count = asyncio.run(work())
    print(f"liuhen: {count} punches", file=sys.stderr)
    return 0


async def export(out: TextIO, serial: str | None, since: datetime | None) -> int:
    """Write every punch in the order of receipt; returns how many."""
    terminals = {one.id: one.serial for one in await Terminal.all()}
    if serial and serial not in terminals.values():
        raise refuse(
            "serial", f"没有序列号为 {serial} 的终端。", f"No terminal has the serial {serial}."
        )
    people = {one.id: one for one in await Person.all()}
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    count = 0
    async for one in _punches([key for key, name in terminals.items() if serial in (None, name)]):
        if since and one.at < since:
            continue
        person = people.get(one.person_id or "")
        table.writerow(map(safe, _row(one, terminals[one.terminal_id], person)))
        count += 1
    return count


def safe(value: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


async def _punches(terminal_ids: list[str]) -> AsyncIterator[Punch]:
    after = ""
    while page := (
        await Punch.filter(id__gt=after, terminal_id__in=terminal_ids).order_by("id").limit(_PAGE)
    ):
        for one in page:
            yield one
        after = page[-1].id


def _row(one: Punch, serial: str, person: Person | None) -> tuple[str, ...]:
    return (
        serial,
        one.person_code,
        one.local_text,
        one.zone,
        _utc(one.at),
        _utc(one.received_at),
        "" if one.state is None else str(one.state),
        one.verify,
        one.flags,
        person.code if person else "",
        person.name if person else "",
    )


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise refuse(
            "since",
            f"日期要写成 2026-11-02 这样，而不是 {text}。",
            f"A date is YYYY-MM-DD: {text}.",
        ) from None
