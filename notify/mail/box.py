"""A mailbox read over IMAP (RFC 3501) with the standard library; blocking, so run in a thread."""

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from notify.mail.pool import tls_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where the mailbox is; `security` is none, starttls or tls."""

    host: str
    port: int
    security: str
    username: str
    password: str
    folder: str = "INBOX"
    ca_file: str = ""
    timeout: float = 30.0


class BoxError(Exception):
    """The mailbox could not be read; the text is the server's."""


def unseen(box: Box, limit: int) -> list[tuple[str, bytes]]:
    """Return up to `limit` unread mails as (UID, bytes) and leave them unread."""
    with _session(box) as session:
        uids = _ask(session, "SEARCH", "UNSEEN")[0].split()
        return [(uid.decode(), _fetch(session, uid.decode())) for uid in uids[:limit]]


def mark_seen(box: Box, uids: Sequence[str]) -> None:
    """Mark mails as read; doing it twice changes nothing."""
    with _session(box) as session:
        _ask(session, "STORE", ",".join(uids), "+FLAGS.SILENT", r"(\Seen)")


def _fetch(session: imaplib.IMAP4, uid: str) -> bytes:
    for part in _raw(session, "FETCH", uid, "(BODY.PEEK[])"):
        if isinstance(part, tuple):
            return bytes(part[1])
    raise BoxError(f"mail {uid} has no content")


def _ask(session: imaplib.IMAP4, command: str, *args: str) -> list[bytes]:
    return [part for part in _raw(session, command, *args) if isinstance(part, bytes)] or [b""]


def _raw(session: imaplib.IMAP4, command: str, *args: str) -> list[object]:
    status, data = session.uid(command, *args)
    if status != "OK":
        raise BoxError(f"{command}: {data!r}")
    return list(data)


@contextmanager
def _session(box: Box) -> Iterator[imaplib.IMAP4]:
    try:
        session = _connect(box)
        try:
            session.login(box.username, box.password)
            session.select(box.folder)
            yield session
        finally:
            session.logout()
    except (imaplib.IMAP4.error, ssl.SSLError, OSError) as wrong:
        raise BoxError(str(wrong)) from wrong


def _connect(box: Box) -> imaplib.IMAP4:
    if box.security == "tls":
        context = tls_context(box.ca_file)
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=box.timeout)
    session = imaplib.IMAP4(box.host, box.port, timeout=box.timeout)
    if box.security == "starttls":
        session.starttls(tls_context(box.ca_file))
    return session
