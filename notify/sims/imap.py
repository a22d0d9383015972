"""The few IMAP commands (RFC 3501) that reading one mailbox needs, over asyncio."""

import asyncio
import contextlib
import re
import shlex

from notify.sims.mailbox import Mailbox

LINE_LIMIT = 8192


class ImapSim:
    """One mailbox, one account; a wrong password is refused."""

    def __init__(self, mailbox: Mailbox, username: str, password: str) -> None:
        self._mailbox = mailbox
        self._account = (username, password)

    async def listen(self, port: int) -> asyncio.Server:
        """Serve on the loopback; port 0 picks a free one."""
        return await asyncio.start_server(self._serve, "127.0.0.1", port, limit=LINE_LIMIT)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = _Session(self._mailbox, self._account)
        writer.write(b"* OK ready\r\n")
        with contextlib.suppress(ConnectionError, ValueError):
            while not session.over and (line := await reader.readline()):
                writer.write(session.answer(line.decode(errors="replace").strip()))
                await writer.drain()
        writer.close()


class _Session:
    def __init__(self, mailbox: Mailbox, account: tuple[str, str]) -> None:
        self._mailbox, self._account = mailbox, account
        self._known = False
        self.over = False

    def answer(self, line: str) -> bytes:
        """Answer one command line with everything up to the tagged status."""
        tag, _, rest = line.partition(" ")
        command, _, args = rest.partition(" ")
        free = {"CAPABILITY": self._capability, "LOGIN": self._login, "LOGOUT": self._logout}
        known = {"SELECT": self._select, "NOOP": self._noop, "UID": self._uid}
        act = free.get(command.upper()) or (known.get(command.upper()) if self._known else None)
        lines, status = act(args) if act else (b"", "BAD not now, or unknown")
        return lines + f"{tag} {status} done\r\n".encode()

    def _capability(self, args: str) -> tuple[bytes, str]:
        return b"* CAPABILITY IMAP4rev1\r\n", "OK"

    def _login(self, args: str) -> tuple[bytes, str]:
        self._known = tuple(shlex.split(args)) == self._account
        return b"", "OK" if self._known else "NO wrong user or password"

    def _logout(self, args: str) -> tuple[bytes, str]:
        self.over = True
        return b"* BYE\r\n", "OK"

    def _noop(self, args: str) -> tuple[bytes, str]:
        return b"", "OK"

    def _select(self, args: str) -> tuple[bytes, str]:
        lines = f"* {len(self._mailbox.uids())} EXISTS\r\n* OK [UIDVALIDITY 1]\r\n"
        return lines.encode(), "OK [READ-WRITE]"

    def _uid(self, args: str) -> tuple[bytes, str]:
        command, _, rest = args.partition(" ")
        acts = {"SEARCH": self._search, "FETCH": self._fetch, "STORE": self._store}
        act = acts.get(command.upper())
        return act(rest) if act else (b"", "BAD unknown UID command")

    def _search(self, args: str) -> tuple[bytes, str]:
        unseen = args.upper() == "UNSEEN"
        uids = self._mailbox.unseen() if unseen else self._mailbox.uids()
        return f"* SEARCH {' '.join(map(str, uids))}\r\n".encode(), "OK"

    def _fetch(self, args: str) -> tuple[bytes, str]:
        lines = b""
        for uid in _numbers(args.partition(" ")[0]):
            if (raw := self._mailbox.read(uid)) is not None:
                lines += f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode()
                lines += raw + b")\r\n"
        return lines, "OK"

    def _store(self, args: str) -> tuple[bytes, str]:
        for uid in _numbers(args.partition(" ")[0]):
            self._mailbox.mark_seen(uid)
        return b"", "OK"


def _numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", text)]
