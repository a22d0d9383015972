"""Notices over real wires: what each channel proves, and that no more than that is claimed."""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hr import channels, hints, notices, outbox
from hr.jobs.inline import run_due
from notify.sims.ledger import Ledger
from notify.sims.mailbox import Mailbox
from orm.models import Attempt, Event, Fact, Job, Notice, Person
from tests.dbfixtures import Database
from tests.hr.kit import refusal
from tests.support import town as towns
from tests.support.town import PASSWORD, Town

SECRET = "bounce-secret-of-tests"
STEP = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Providers:
    """The fake mail server and SMS provider in a process of their own, and what they hold."""

    ports: dict[str, int]
    state: Path

    def sent(self, what: str) -> list[dict[str, str]]:
        ledger = Ledger(self.state / f"{what}.jsonl")
        ledger.close()
        return [one for one in ledger.read() if one["what"] == what]


@pytest.fixture
def providers(tmp_path: Path) -> Iterator[Providers]:
    with running(tmp_path / "providers", "--deliver-after", "0.1") as found:
        yield found


@contextmanager
def running(state: Path, *more: str) -> Iterator[Providers]:
    command = [sys.executable, "-m", "notify.sims", "--state", str(state), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Providers(json.loads(process.stdout.readline()), state)
    finally:
        process.kill()
        process.communicate(timeout=10)


@pytest.fixture
async def live(
    db: Database, providers: Providers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    """A town on the running clock (signatures are dated), with all three channels set up."""
    for name, value in settings(providers.ports).items():
        monkeypatch.setenv(name, value)
    towns.start_installation(tmp_path)
    town = await towns.build()
    await towns.sign_in(town)
    await Person.filter(id=town.people["ada"]).update(phone="13800138000")
    try:
        yield town
    finally:
        await channels.close()


def settings(ports: dict[str, int]) -> dict[str, str]:
    email = {
        "HOST": "127.0.0.1", "PORT": ports["smtp"], "SECURITY": "none",
        "SENDER": "hr@harbour.example", "SENDER_NAME": "人事",
        "BOUNCES": "bounces@harbour.example", "BOUNCE_SECRET": SECRET,
        "IMAP_HOST": "127.0.0.1", "IMAP_PORT": ports["imap"], "IMAP_SECURITY": "none",
        "IMAP_USERNAME": "bounces", "IMAP_PASSWORD": "sim-password",
    }  # fmt: skip
    sms = {
        "KEY_ID": "sim-key-id", "KEY_SECRET": "sim-key-secret", "SIGN_NAME": "留痕",
        "TEMPLATE": "SMS_100001", "ENDPOINT": f"http://127.0.0.1:{ports['sms']}",
    }  # fmt: skip
    return {f"LIUHEN_EMAIL_{name}": str(value) for name, value in email.items()} | {
        f"LIUHEN_SMS_ALIYUN_{name}": value for name, value in sms.items()
    }


async def send(town: Town, *ways: str, to: str = "ada") -> str:
    draft = notices.Draft(
        person_id=town.people[to], title="设备归还", body="请归还设备。", channels=ways
    )
    return await notices.send(town.of("hana"), draft)


async def work(until: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Do what is due until something has come true; every look is five seconds of timers."""
    ahead = timedelta(0)
    async with asyncio.timeout(seconds):
        while not await until():
            await run_due(datetime.now(UTC) + ahead)
            await outbox.collect({})
            await asyncio.sleep(0.1)
            ahead += STEP


async def best(notice_id: str, channel: str) -> str:
    return (await Attempt.get(notice_id=notice_id, channel=channel)).best


async def marks(town: Town, notice_id: str, channel: str) -> dict[str, str]:
    """The receipt strip as HR sees it."""
    view = await notices.notice(town.of("hana"), notice_id)
    (strip,) = [one for one in view.strips if one.channel == channel]
    return {step.kind: step.mark.value for step in strip.steps}


async def test_a_notice_and_its_attempts_are_written_before_anything_leaves(
    live: Town, providers: Providers
) -> None:
    notice_id = await send(live)
    assert sorted([one.channel for one in await Attempt.all()]) == [
        "email", "inapp", "sms_aliyun",
    ]  # fmt: skip
    assert await Job.filter(kind="notice.send").count() == 3
    assert (providers.sent("mail"), providers.sent("sms")) == ([], [])
    assert (await Notice.get(id=notice_id)).best == "created"


async def test_an_email_is_delivered_by_its_dsn(live: Town, providers: Providers) -> None:
    notice_id = await send(live, "email")

    async def delivered() -> bool:
        return await best(notice_id, "email") == "delivered"

    await work(delivered)
    (mail,) = providers.sent("mail")
    assert mail["to"] == "ada@harbour.example"
    fact = await Fact.get(kind="delivered")
    assert (fact.proof, fact.source) == ("authenticated", "mailbox")


async def test_a_forged_bounce_changes_nothing_and_is_kept(
    live: Town, providers: Providers
) -> None:
    notice_id = await send(live, "email")
    attempt = await Attempt.get(notice_id=notice_id)
    forged = (
        f"From: mailer@evil.example\r\nTo: bounces+{attempt.id}.0000000000@harbour.example\r\n"
        "Subject: failed\r\nContent-Type: text/plain\r\n\r\nYour mail failed.\r\n"
    ).encode()
    Mailbox(providers.state / "bounces").deliver(forged)

    async def kept() -> bool:
        return await Event.exists(type="receipt.ignored")

    await work(kept)
    assert not await Fact.exists(kind="failed")
    data = json.loads((await Event.get(type="receipt.ignored")).data or "{}")
    assert b"evil.example" in base64.b64decode(data["raw"])


async def test_a_pushed_receipt_is_a_hint_and_the_signed_query_the_fact(
    live: Town, providers: Providers
) -> None:
    notice_id = await send(live, "sms_aliyun")
    await run_due()
    attempt = await Attempt.get(notice_id=notice_id)
    assert attempt.best == "accepted"
    await push(attempt, success=True)
    assert (await best(notice_id, "sms_aliyun")) == "accepted"
    assert (await marks(live, notice_id, "sms_aliyun"))["delivered"] != "proven"

    async def delivered() -> bool:
        return await best(notice_id, "sms_aliyun") == "delivered"

    await work(delivered)
    fact = await Fact.get(kind="delivered", proof="authenticated")
    assert fact.source == "query"
    assert len(providers.sent("sms")) == 1


async def test_a_forged_failure_does_not_take_a_delivery_back(live: Town) -> None:
    notice_id = await send(live, "sms_aliyun")

    async def delivered() -> bool:
        return await best(notice_id, "sms_aliyun") == "delivered"

    await work(delivered)
    await push(await Attempt.get(notice_id=notice_id), success=False)
    assert await best(notice_id, "sms_aliyun") == "delivered"


async def test_an_unknown_outcome_is_asked_about_and_sent_once(
    live: Town, providers: Providers
) -> None:
    """The provider takes the SMS and cuts the line before it answers."""
    await Person.filter(id=live.people["ada"]).update(phone="13800130499")
    notice_id = await send(live, "sms_aliyun")
    await run_due()
    assert await best(notice_id, "sms_aliyun") in {"sent", "unknown"}

    async def delivered() -> bool:
        return await best(notice_id, "sms_aliyun") == "delivered"

    await work(delivered)
    assert len(providers.sent("sms")) == 1


async def test_a_stopped_number_fails_for_good(live: Town) -> None:
    await Person.filter(id=live.people["ada"]).update(phone="13800130404")
    notice_id = await send(live, "sms_aliyun")

    async def failed() -> bool:
        return await best(notice_id, "sms_aliyun") == "failed"

    await work(failed)


async def test_in_the_app_it_is_delivered_read_at_its_end_and_signed(live: Town) -> None:
    ada, at = live.of("ada"), {"session": "s", "address": "10.0.0.1"}
    notice_id = await send(live, "inapp")
    await notices.take(ada, notice_id, **at)
    assert await best(notice_id, "inapp") == "delivered"
    other = notices.read(ada, notice_id, shown="0" * 64, **at)
    assert await refusal(other)
    shown = (await notices.my_notice(ada, notice_id)).document_sha256
    await notices.read(ada, notice_id, shown=shown, **at)
    assert await best(notice_id, "inapp") == "read"
    wrong = notices.confirm(ada, notice_id, shown, "not the password", session="s", address="x")
    assert await refusal(wrong) == "wrong_password"
    await notices.confirm(
        ada, notice_id, shown, PASSWORD, session="s", address="10.0.0.1", agree=False
    )
    assert await best(notice_id, "inapp") == "confirmed"
    assert (await Fact.get(kind="confirmed")).proof == "authenticated"


async def test_only_the_addressee_reads_and_signs(live: Town) -> None:
    notice_id = await send(live, "inapp")
    for who in ("hana", "mara", "rosa"):
        asked = notices.take(live.of(who), notice_id, session="s", address="x")
        assert await refusal(asked) == "not_found"
    assert await best(notice_id, "inapp") == "created"


async def test_facts_are_stored_once_and_never_go_down(live: Town) -> None:
    ada, at = live.of("ada"), {"session": "s", "address": "10.0.0.1"}
    notice_id = await send(live, "inapp")
    shown = (await notices.my_notice(ada, notice_id)).document_sha256
    await notices.read(ada, notice_id, shown=shown, **at)
    await notices.take(ada, notice_id, **at)
    assert await best(notice_id, "inapp") == "read"
    assert (await Notice.get(id=notice_id)).best == "read"


async def test_a_notice_nobody_can_be_reached_by_is_refused(live: Town) -> None:
    await Person.filter(id=live.people["ada"]).update(phone="", email="")
    draft = notices.Draft(
        person_id=live.people["ada"], title="t", body="b", channels=("email", "sms_aliyun")
    )
    assert await refusal(notices.send(live.of("hana"), draft)) == "no_channel"
    assert await Notice.all().count() == 0


@pytest.mark.parametrize(
    ("title", "body"), [("", "x"), ("x", " "), ("x" * 129, "x"), ("x", "x" * 20_001)]
)
async def test_a_title_and_a_text_are_needed(live: Town, title: str, body: str) -> None:
    draft = notices.Draft(person_id=live.people["ada"], title=title, body=body)
    assert await refusal(notices.send(live.of("hana"), draft)) == "notice_text"


async def push(attempt: Attempt, *, success: bool) -> None:
    """What anybody can post to the hook: the provider does not sign its pushes."""
    row = {
        "out_id": attempt.id, "biz_id": attempt.vendor_id, "phone_number": attempt.address,
        "success": success, "err_code": "DELIVERED" if success else "SP_NOT_BY_SMSC",
        "report_time": "2026-11-21 22:00:00", "send_time": "2026-11-21 21:59:00",
    }  # fmt: skip
    body = json.dumps([row]).encode()
    reply = await hints.hear("sms_aliyun", method="POST", body=body, url="http://x/", headers={})
    assert reply.status == 200
