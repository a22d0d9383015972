"""Mails that a mail server writes itself: delivery reports (RFC 3464) and absence replies."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

HOST = "mx.sim.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of a mail: DSN action and status, and the SMTP words behind them."""

    action: str
    status: str
    diagnostic: str


DELIVERED = Outcome(action="delivered", status="2.0.0", diagnostic="250 2.0.0 Ok queued")
FAILED = Outcome(action="failed", status="5.1.1", diagnostic="550 5.1.1 user unknown")
RELAYED = Outcome(action="relayed", status="2.0.0", diagnostic="250 2.0.0 Ok")
DELAYED = Outcome(action="delayed", status="4.4.1", diagnostic="451 4.4.1 host not responding")


def delivery_report(
    *, to: str, recipient: str, envelope_id: str, outcome: Outcome, message_id: str, at: datetime
) -> bytes:
    """Write the multipart/report about one recipient; without an ENVID its line is left out."""
    when = format_datetime(at)
    envid = [f"Original-Envelope-Id: {envelope_id}"] if envelope_id else []
    return _join(
        *_head(to, f"Delivery report: {outcome.action}", at),
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
        *("", "--b1", "Content-Type: text/plain; charset=utf-8", "", f"Mail {outcome.action}."),
        *("--b1", "Content-Type: message/delivery-status", ""),
        *(*envid, f"Reporting-MTA: dns; {HOST}", f"Arrival-Date: {when}", ""),
        *(f"Original-Recipient: rfc822;{recipient}", f"Final-Recipient: rfc822;{recipient}"),
        *(f"Action: {outcome.action}", f"Status: {outcome.status}", "Remote-MTA: dns; mail.sim"),
        *(f"Diagnostic-Code: smtp; {outcome.diagnostic}", f"Last-Attempt-Date: {when}", ""),
        *("--b1", "Content-Type: text/rfc822-headers", "", f"Message-ID: {message_id}"),
        "--b1--",
    )


def absence_reply(*, to: str, sender: str, at: datetime) -> bytes:
    """Write the out-of-office answer of a person who is away."""
    head = _head(to, "Out of office", at, sender=sender)
    return _join(*head, "Auto-Submitted: auto-replied", "", "I am away until Monday.")


def _head(to: str, subject: str, at: datetime, *, sender: str = "") -> list[str]:
    return [
        f"Return-Path: <{sender}>",
        f"From: {sender or f'MAILER-DAEMON@{HOST}'}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {format_datetime(at)}",
        "MIME-Version: 1.0",
    ]


def _join(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
