"""R15: notices through the full path against bare pre-serialised mails into the same sink.

Full path: the message is written, sent over SMTP with DSN asked for, and what the server said is
stored with its evidence. Limit: the same bytes over eight ready connections, nothing stored.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from aiosmtplib import SMTP
from tortoise.transactions import in_transaction

from hr import channels, clock, ids, outbox
from hr.settings import Settings
from liuhen import blank
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import migrate
from orm.models import Attempt, Company, Notice, Person, Site, Unit

COUNT = 400
ROUNDS = 3
POOL = 8
TARGET = 0.3


def measure() -> list[Row]:
    """Three interleaved rounds of 400 notices on SQLite FULL."""
    with tempfile.TemporaryDirectory() as folder, _sink(Path(folder)) as ports:
        os.environ |= _settings(ports)
        return asyncio.run(_measure(Path(folder), ports["smtp"]))


async def _measure(folder: Path, port: int) -> list[Row]:
    database = f"sqlite://{folder}/bench.db"
    ours, limits = [], []
    async with opened(Settings(data=folder, database=database)):
        await migrate.migrate(database)
        person = await _person(await blank.company())
        for number in range(ROUNDS):
            attempts = [await _attempt(person, f"{number}-{n}") for n in range(COUNT)]
            ours.append(await _rate(_full, attempts))
            limits.append(await _rate(lambda many: _bare(port, len(many)), attempts))
        await channels.close()
    return [
        Row(
            name="R15",
            what="notices: written, sent, reply stored",
            figure=sorted(ours)[ROUNDS // 2],
            limit=sorted(limits)[ROUNDS // 2],
            unit="notices/s",
            target=TARGET,
            note=f"limit: pre-serialised mails over {POOL} connections into the same sink",
        )
    ]


async def _rate(work: Callable[[list[Attempt]], Awaitable[None]], many: list[Attempt]) -> float:
    began = time.perf_counter()
    await work(many)
    return len(many) / (time.perf_counter() - began)


async def _full(attempts: list[Attempt]) -> None:
    todo = list(attempts)

    async def worker() -> None:
        while todo:
            await outbox.send({"attempt": todo.pop().id})

    await asyncio.gather(*(worker() for _ in range(POOL)))


async def _bare(port: int, count: int) -> None:
    data = b"From: a@x.example\r\nTo: b@x.example\r\nSubject: bench\r\n\r\n" + b"x" * 600
    left = [count]

    async def worker() -> None:
        async with SMTP(hostname="127.0.0.1", port=port) as client:
            while left[0] > 0:
                left[0] -= 1
                await client.sendmail("a@x.example", ["b@x.example"], data)

    await asyncio.gather(*(worker() for _ in range(POOL)))


async def _person(company: Company) -> Person:
    unit = await Unit.get(company_id=company.id)
    site = await Site.get(company_id=company.id)
    return await Person.create(
        id=ids.new_id(),
        company_id=company.id,
        code="0001",
        name="Bench",
        unit_id=unit.id,
        site_id=site.id,
        email="bench@x.example",
        hired_on=date(2025, 1, 1),
        created_at=clock.now(),
    )


async def _attempt(person: Person, number: str) -> Attempt:
    async with in_transaction():
        notice = await Notice.create(
            id=ids.new_id(),
            company_id=person.company_id,
            number=f"NT-{number}",
            kind="plain",
            person_id=person.id,
            title="Bench",
            body="The text of a notice of ordinary length. " * 12,
            document_sha256="0" * 64,
            created_at=clock.now(),
        )
        return await Attempt.create(
            id=ids.new_id(),
            company_id=person.company_id,
            notice_id=notice.id,
            channel="email",
            address=person.email,
            created_at=clock.now(),
        )


@contextmanager
def _sink(folder: Path) -> Iterator[dict[str, int]]:
    """The fake providers in a process of their own; their ports."""
    argv = [sys.executable, "-m", "notify.sims", "--state", str(folder / "providers")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own module
        try:
            line = process.stdout.readline() if process.stdout else b"{}"
            ports: dict[str, int] = json.loads(line)
            yield ports
        finally:
            process.terminate()


def _settings(ports: dict[str, int]) -> dict[str, str]:
    return {
        "LIUHEN_EMAIL_HOST": "127.0.0.1",
        "LIUHEN_EMAIL_PORT": str(ports["smtp"]),
        "LIUHEN_EMAIL_SECURITY": "none",
        "LIUHEN_EMAIL_SENDER": "hr@x.example",
        "LIUHEN_EMAIL_BOUNCES": "bounces@x.example",
        "LIUHEN_EMAIL_BOUNCE_SECRET": "a bench has no secrets",
    }
