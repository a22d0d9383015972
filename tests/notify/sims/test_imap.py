import asyncio
import imaplib
from pathlib import Path

import pytest

from notify.mail.box import Box, BoxError, mark_seen, unseen
from notify.sims.imap import ImapSim
from notify.sims.mailbox import Mailbox
from tests.notify.kit import port_of, stop


def box(port: int, password: str = "p w") -> Box:
    return Box(host="127.0.0.1", port=port, security="none", username="u", password=password)


async def test_mails_are_read_marked_and_survive_a_restart(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    mails = [b"Subject: one\r\n\r\n1\r\n", b"Subject: two\r\n\r\n)\r\n* BYE\r\n", b""]
    for raw in mails:
        mailbox.deliver(raw)
    server = await ImapSim(mailbox, "u", "p w").listen(0)
    where = box(port_of(server))
    try:
        assert await asyncio.to_thread(unseen, where, 9) == [
            (str(uid), raw) for uid, raw in enumerate(mails, 1)
        ]
        assert len(await asyncio.to_thread(unseen, where, 2)) == 2
        await asyncio.to_thread(mark_seen, where, ["1", "3"])
        assert [uid for uid, _ in await asyncio.to_thread(unseen, where, 9)] == ["2"]
    finally:
        await stop(server)
    again = Mailbox(tmp_path)
    assert (again.unseen(), again.deliver(b"x")) == ([2], 4)


async def test_a_wrong_password_opens_nothing(tmp_path: Path) -> None:
    server = await ImapSim(Mailbox(tmp_path), "u", "p w").listen(0)
    try:
        with pytest.raises(BoxError, match="wrong user or password"):
            await asyncio.to_thread(unseen, box(port_of(server), "guess"), 9)
        with pytest.raises(imaplib.IMAP4.error):
            await asyncio.to_thread(_select_without_login, port_of(server))
    finally:
        await stop(server)


def _select_without_login(port: int) -> None:
    session = imaplib.IMAP4("127.0.0.1", port, timeout=5)
    try:
        session.xatom("SELECT", "INBOX")
    finally:
        session.logout()


async def test_a_mailbox_that_is_not_there_is_an_error_with_words() -> None:
    with pytest.raises(BoxError, match="refused"):
        await asyncio.to_thread(unseen, box(1), 9)
