"""E-mail: SMTP with DSN and one bounce address per attempt; receipts come back over IMAP."""

import asyncio
from datetime import UTC, datetime
from typing import ClassVar

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPReadTimeoutError,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from notify import address
from notify.channel import Accepted, Collected, Message, Plain, Ports, Spec
from notify.codecs import smtp_reply, verp, xtext
from notify.errors import ErrorClass, Failure, SendError, refused
from notify.mail import bounces, box, mime
from notify.mail.pool import SmtpPool, tls_facts
from notify.mail.settings import EmailSettings
from notify.receipt import Ignored, Receipt, ReceiptKind
from notify.settings import faults
from notify.words import Words

BATCH = 200
ANY_DATE = datetime(2000, 1, 1, tzinfo=UTC)


class Email(Plain):
    """Accepted at the server's 250; delivered only by a DSN that carries our tag."""

    spec: ClassVar[Spec] = Spec(
        key="email",
        label=Words("邮件", "E-mail"),
        settings=EmailSettings,
        proves=frozenset({ReceiptKind.ACCEPTED, ReceiptKind.DELIVERED, ReceiptKind.FAILED}),
        never={
            ReceiptKind.READ: Words(
                "邮件不能证明已读：机器也会打开邮件，阅读回执没有签名",
                "E-mail cannot prove reading: machines open mail, read receipts are unsigned",
            ),
            ReceiptKind.CONFIRMED: Words(
                "邮件不能证明本人确认，须登录后确认",
                "E-mail cannot prove a confirmation: that needs a login",
            ),
        },
    )

    def __init__(self, settings: EmailSettings, ports: Ports) -> None:
        open_password = settings.open_password()
        for name, words in (*faults(settings), *([open_password] if open_password else [])):
            raise refused(ErrorClass.CONFIG, f"email.{name}", words, where=name)
        mail = address.mail_address(settings.sender)
        self._sender = mime.Sender(address=mail, name=settings.sender_name)
        self._settings, self._ports = settings, ports
        self._pool = SmtpPool(settings.server, settings.connections)

    def check(self, message: Message) -> None:
        """Refuse control characters, anything but one plain address, hostile file names."""
        address.attempt_id(message.attempt)
        mime.write(message, self._sender, ANY_DATE)

    async def send(self, message: Message) -> Accepted:
        """Send to one recipient; returns at the server's 250 after the data."""
        address.attempt_id(message.attempt)
        data = mime.write(message, self._sender, self._ports.now())
        try:
            async with self._pool.connection() as client:
                return await self._transact(client, message, data)
        except SMTPAuthenticationError as wrong:
            raise _broken(ErrorClass.CONFIG, "smtp.login", wrong, data) from wrong
        except SMTPResponseException as wrong:
            raise SendError(smtp_reply.failure(wrong.code, wrong.message, request=data)) from wrong
        except (SMTPException, OSError) as wrong:
            raise _broken(ErrorClass.TRANSIENT, "smtp.connection", wrong, data) from wrong

    async def collect(self) -> Collected:
        """Read waiting bounces; they stay unread until `settle`."""
        if not self._settings.imap_host:
            return Collected()
        try:
            mails = await asyncio.to_thread(box.unseen, self._settings.box, BATCH)
        except box.BoxError as wrong:
            raise _broken(ErrorClass.TRANSIENT, "imap", wrong, b"") from wrong
        receipts: list[Receipt] = []
        ignored: list[Ignored] = []
        for _, raw in mails:
            found, why = bounces.read(raw, self._settings.bounce_secret, self._ports.now())
            receipts += found
            ignored += [Ignored(raw=raw, why=why)] if why else []
        keys = tuple(uid for uid, _ in mails)
        return Collected(receipts=tuple(receipts), ignored=tuple(ignored), keys=keys)

    async def settle(self, collected: Collected) -> None:
        """Mark collected mails as read, once their receipts are committed."""
        if not collected.keys:
            return
        try:
            await asyncio.to_thread(box.mark_seen, self._settings.box, collected.keys)
        except box.BoxError as wrong:
            raise _broken(ErrorClass.TRANSIENT, "imap", wrong, b"") from wrong

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def _transact(self, client: SMTP, message: Message, data: bytes) -> Accepted:
        settings = self._settings
        back = verp.encode(settings.bounces, message.attempt, settings.bounce_secret)
        asked = client.supports_extension("dsn")
        await client.mail(back, options=_mail_options(client, message, data))
        await client.rcpt(message.address, options=_rcpt_options(message) if asked else [])
        try:
            reply = await client.data(data)
        except (SMTPServerDisconnected, SMTPReadTimeoutError) as wrong:
            raise _broken(ErrorClass.UNKNOWN, "smtp.data", wrong, data) from wrong
        facts = {"dsn": "asked" if asked else "not offered", "envelope": back, **tls_facts(client)}
        return Accepted(
            vendor_id=reply.message,
            request=data,
            response=f"{reply.code} {reply.message}".encode(),
            facts=facts,
        )


def _mail_options(client: SMTP, message: Message, data: bytes) -> list[str]:
    size = [f"SIZE={len(data)}"] if client.supports_extension("size") else []
    if not client.supports_extension("dsn"):
        return size
    return [*size, "RET=HDRS", f"ENVID={xtext.encode(message.attempt)}"]


def _rcpt_options(message: Message) -> list[str]:
    return ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{xtext.encode(message.address)}"]


def _broken(error: ErrorClass, code: str, wrong: Exception, request: bytes) -> SendError:
    what = Words("邮件服务器：{wrong}", "Mail server: {wrong}").fill(wrong=wrong)
    return SendError(
        Failure(error=error, code=code, what=what, where=code.partition(".")[0], request=request)
    )
