"""F45: the mail server is away, then the sender is killed between sending and noting.

SMS go out beside it and are hit by the same kills; a provider that was refused is left alone for
minutes of real time, which a run has not got, so only the mail server is taken away.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from functools import partial

from hr import channels, notices
from hr.actor import Machine
from orm.models import Attempt, Job, Person
from tests.faults.proxy import Proxy, Refuse, Rule
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import START, until
from tests.hr.test_notices import Providers, running, settings
from tests.support import gateway_process

WAYS = ("email", "sms_aliyun")
PEOPLE = 6


async def gateways_away(stand: Stand) -> str:
    providers = stand.stack.enter_context(
        running(stand.folder / "providers", "--deliver-after", "0.1")
    )
    mail = await stand.proxy(providers.ports["smtp"], Refuse())
    env = settings({**providers.ports, "smtp": mail.port})
    _use(stand, env)
    await _send_to_everybody(stand)
    assert await Job.filter(kind="notice.send").count() == PEOPLE * len(WAYS)
    sender = await _sender(stand, env)
    await until(lambda: _tried(mail), 30)
    assert not providers.sent("mail"), "a mail was sent while nobody could be reached"
    mail.rule, kills = Rule(), 0
    while kills < stand.many(3, 6) and len(_sent(providers)) < PEOPLE * len(WAYS):
        before = len(_sent(providers))
        await until(partial(_more, providers, before), 60, 0.002)
        sender.kill()
        assert await sender.wait() == -signal.SIGKILL
        kills += 1
        await Job.filter(state="running").update(lease_until=START)  # as if a lease later
        sender = await _sender(stand, env)
    await until(lambda: _all(providers), 90)
    await asyncio.sleep(3)
    sender.kill()
    await sender.wait()
    sent = Counter(_sent(providers))
    double = {one: times for one, times in sent.items() if times > 1}
    assert len(sent) == PEOPLE * len(WAYS), f"{len(sent)} of {PEOPLE * len(WAYS)} went out"
    assert not double, f"sent twice: {double}"
    assert kills >= 2, "the sender was hardly killed"
    return f"{mail.connections} tries at the mail server, {kills} kills, each notice once a channel"


def _use(stand: Stand, env: dict[str, str]) -> None:
    """These channels, also for who writes the notices here."""
    os.environ |= env
    stand.stack.push_async_callback(channels.close)
    stand.stack.callback(lambda: [os.environ.pop(name, None) for name in env])


async def _send_to_everybody(stand: Stand) -> None:
    for number, person in enumerate(await Person.all().order_by("code").limit(PEOPLE)):
        await Person.filter(id=person.id).update(
            phone=f"1380013{number:04}", email=f"p{number}@harbour.example"
        )
        draft = notices.Draft(person_id=person.id, title="通知", body="内容", channels=WAYS)
        await notices.send(Machine(stand.house.company_id), draft)
    assert await Attempt.filter(channel__in=WAYS).count() == PEOPLE * len(WAYS)


async def _sender(stand: Stand, env: dict[str, str]) -> Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.sender"),
        env={**os.environ, **gateway_process.environment(stand.gateway.settings), **env},
        cwd=stand.gateway.root, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    stand.stack.push_async_callback(_end, process)
    assert process.stdout
    await process.stdout.readline()
    return process


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def _sent(providers: Providers) -> list[str]:
    """Whom each provider took something for."""
    mails = [one["to"] for one in providers.sent("mail")]
    return mails + [one["phone"] for one in providers.sent("sms")]


async def _tried(mail: Proxy) -> bool:
    return mail.rule.hits >= 3


async def _more(providers: Providers, before: int) -> bool:
    return len(_sent(providers)) > before


async def _all(providers: Providers) -> bool:
    return len(set(_sent(providers))) >= PEOPLE * len(WAYS)


FAULTS = (Fault(id="F45", what="notice gateways away, sender killed", run=gateways_away),)
