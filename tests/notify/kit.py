"""What the tests of `notify` share: injected sources, real simulators on free ports."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from notify.channel import AttemptId, Message, Ports
from notify.channels.email import Email
from notify.channels.sms_aliyun import AliyunSettings, AliyunSms
from notify.mail.settings import EmailSettings
from notify.receipt import Receipt
from notify.sims.aliyun import AliyunSim
from notify.sims.imap import ImapSim
from notify.sims.ledger import Ledger
from notify.sims.mailbox import Mailbox
from notify.sims.smtp import MailSim
from rules.notices.facts import Fact, FactKind

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
SECRET = "bounce-secret-of-tests"
_numbers = count()


def now() -> datetime:
    return datetime.now(UTC)


def ports(clock: Callable[[], datetime] = now, **more: Any) -> Ports:
    return Ports(now=clock, nonce=lambda: f"nonce-{next(_numbers)}", **more)


def message(address: str, attempt: str = "N-1", **more: Any) -> Message:
    return Message(attempt=AttemptId(attempt), address=address, **more)


def port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


async def stop(*servers: asyncio.Server) -> None:
    """Close servers and let their sessions see that the clients have gone."""
    for server in servers:
        server.close()
        await server.wait_closed()
    current = asyncio.current_task()
    if sessions := [task for task in asyncio.all_tasks() if task is not current]:
        await asyncio.wait(sessions, timeout=1)


def email_settings(smtp: int = 1, imap: int = 0, **more: Any) -> EmailSettings:
    facts: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": smtp,
        "security": "none",
        "sender": "hr@hr.example.cn",
        "sender_name": "衡舟人事",
        "bounces": "bounce@hr.example.cn",
        "bounce_secret": SECRET,
        "imap_host": "127.0.0.1" if imap else "",
        "imap_port": imap or 993,
        "imap_security": "none",
        "imap_username": "bounces",
        "imap_password": "box-password",
        "timeout": 5,
    }
    return EmailSettings(**facts | more)


def sms_settings(port: int = 1, **more: Any) -> AliyunSettings:
    facts: dict[str, Any] = {
        "key_id": "sim-key-id",
        "key_secret": "sim-key-secret",
        "sign_name": "留痕",
        "template": "SMS_100001",
        "endpoint": f"http://127.0.0.1:{port}",
        "timeout": 5,
    }
    return AliyunSettings(**facts | more)


@dataclass(frozen=True, kw_only=True)
class MailRig:
    email: Email
    ledger: Ledger
    mailbox: Mailbox
    smtp_port: int


@asynccontextmanager
async def mail_rig(folder: Path, *, tls: Any = None, **settings: Any) -> AsyncIterator[MailRig]:
    ledger, mailbox = Ledger(folder / "mail.jsonl"), Mailbox(folder / "bounces")
    smtp = await MailSim(ledger, mailbox, now, report_after=0.05).listen(0, tls=tls)
    imap = await ImapSim(mailbox, "bounces", "box-password").listen(0)
    email = Email(email_settings(port_of(smtp), port_of(imap), **settings), ports())
    try:
        yield MailRig(email=email, ledger=ledger, mailbox=mailbox, smtp_port=port_of(smtp))
    finally:
        await email.aclose()
        ledger.close()
        await stop(smtp, imap)


@dataclass(frozen=True, kw_only=True)
class SmsRig:
    sms: AliyunSms
    ledger: Ledger
    port: int


@asynccontextmanager
async def sms_rig(
    folder: Path, *, clock: Callable[[], datetime] = now, **sim: Any
) -> AsyncIterator[SmsRig]:
    ledger = Ledger(folder / "sms.jsonl")
    server = await AliyunSim(ledger, now, **{"deliver_after": 0.05} | sim).listen(0)
    sms = AliyunSms(sms_settings(port_of(server)), ports(clock))
    try:
        yield SmsRig(sms=sms, ledger=ledger, port=port_of(server))
    finally:
        await sms.aclose()
        ledger.close()
        await stop(server)


def facts(receipts: list[Receipt] | tuple[Receipt, ...], channel: str) -> list[Fact]:
    """Map receipts to facts as hr does."""
    return [
        Fact(
            kind=FactKind(r.kind),
            proven=r.proof == "authenticated",
            at=r.at,
            channel=channel,
            reason=r.reason,
        )
        for r in receipts
    ]
