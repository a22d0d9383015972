"""A mail server with DSN (RFC 3461) that does what the recipient's name says.

`fail.*` 250 then failed 5.1.1, `relay.*` relayed, `delay.*` delayed then delivered, `away.*`
absence reply, `nobody.*` 550, `grey.*` 451 once, `full.*` 552, `policy.*` 554 5.7.1, `busy.*` 421,
`lost.*` takes the mail and cuts the line; anybody else: delivered.
"""

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from email import message_from_bytes

from aiosmtpd.smtp import SMTP, Envelope, Session

from notify.sims import reports
from notify.sims.ledger import Ledger
from notify.sims.mailbox import Mailbox
from notify.sims.reports import Outcome

DSN_WORDS = {"RET", "ENVID", "NOTIFY", "ORCPT"}
AT_RECIPIENT = {
    "nobody": "550 5.1.1 user unknown",
    "policy": "554 5.7.1 refused by policy",
    "busy": "421 4.3.2 closing, too busy",
}
AFTERWARDS = {
    "fail": [reports.FAILED],
    "relay": [reports.RELAYED],
    "delay": [reports.DELAYED, reports.DELIVERED],
    "away": [],
}


class DsnSmtp(SMTP):
    """An aiosmtpd session that understands the DSN parameters instead of refusing them."""

    dsn: dict[str, str]

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the library's name
        """Take RET and ENVID off before the library sees them (it answers 555)."""
        self.dsn = {}
        await super().smtp_MAIL(self._take(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - the library's name
        """Take NOTIFY and ORCPT off likewise."""
        await super().smtp_RCPT(self._take(arg))

    def _take(self, arg: str | None) -> str | None:
        kept = []
        for word in (arg or "").split():
            name, _, value = word.partition("=")
            if name.upper() in DSN_WORDS:
                self.dsn[name.upper()] = value
            else:
                kept.append(word)
        return " ".join(kept) or None


class MailSim:
    """The server's behaviour: an aiosmtpd handler with a ledger and a bounce mailbox."""

    def __init__(
        self,
        ledger: Ledger,
        bounces: Mailbox,
        now: Callable[[], datetime],
        *,
        report_after: float = 0.2,
        script: Mapping[str, str] | None = None,
    ) -> None:
        self._ledger, self._bounces, self._now = ledger, bounces, now
        self._report_after, self._script = report_after, dict(script or {})
        self._greeted: set[str] = set()

    async def listen(
        self,
        port: int,
        *,
        starttls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> asyncio.Server:
        """Serve on the loopback; port 0 picks a free one."""
        loop = asyncio.get_running_loop()

        def session() -> DsnSmtp:
            return DsnSmtp(self, hostname=reports.HOST, loop=loop, tls_context=starttls)

        return await loop.create_server(session, "127.0.0.1", port, ssl=tls)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        """Announce DSN."""
        session.host_name = hostname
        return [*lines[:-1], "250-DSN", lines[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        part = self._part(address)
        if part == "grey" and address not in self._greeted:
            self._greeted.add(address)
            return "451 4.7.1 try again later"
        if part not in AT_RECIPIENT:
            envelope.rcpt_tos.append(address)
        return AT_RECIPIENT.get(part, "250 2.1.5 OK")

    async def handle_DATA(  # noqa: N802 - aiosmtpd's hook
        self, server: DsnSmtp, session: Session, envelope: Envelope
    ) -> str:
        """Write the mail down, then plan what will be reported about it."""
        to = str(envelope.rcpt_tos[0])
        if self._part(to) == "full":
            return "552 5.2.2 mailbox full"
        raw = envelope.original_content or b""
        queued = hashlib.sha256(raw).hexdigest()[:12]
        sender = str(envelope.mail_from)
        self._ledger.write(what="mail", to=to, sender=sender, queued=queued, **server.dsn)
        asyncio.get_running_loop().call_later(
            self._report_after, self._report, to, sender, raw, dict(server.dsn)
        )
        if self._part(to) == "lost" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return f"250 2.0.0 queued as {queued}"

    def _report(self, to: str, sender: str, raw: bytes, dsn: dict[str, str]) -> None:
        part = self._part(to)
        if part == "away":
            self._bounces.deliver(reports.absence_reply(to=sender, sender=to, at=self._now()))
        for outcome in AFTERWARDS.get(part, [reports.DELIVERED]):
            if _wanted(outcome, dsn):
                self._bounces.deliver(self._written(to, sender, raw, dsn, outcome))

    def _written(
        self, to: str, sender: str, raw: bytes, dsn: dict[str, str], outcome: Outcome
    ) -> bytes:
        return reports.delivery_report(
            to=sender,
            recipient=to,
            envelope_id=dsn.get("ENVID", ""),
            outcome=outcome,
            message_id=str(message_from_bytes(raw)["Message-ID"]),
            at=self._now(),
        )

    def _part(self, address: str) -> str:
        return self._script.get(address) or address.partition("@")[0].partition(".")[0].lower()


def _wanted(outcome: Outcome, dsn: dict[str, str]) -> bool:
    """Without NOTIFY only failures and delays are reported (RFC 3461 section 4.1)."""
    wanted = dsn.get("NOTIFY", "FAILURE,DELAY").upper().split(",")
    word = {"failed": "FAILURE", "delayed": "DELAY"}.get(outcome.action, "SUCCESS")
    return word in wanted
