"""Open SMTP connections kept for reuse: a greeting and TLS cost more than a mail."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPException

IDLE_LIMIT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where and how to connect; `security` is none, starttls or tls, `greeting` our EHLO name."""

    host: str
    port: int
    security: str
    greeting: str
    username: str = ""
    password: str = ""
    ca_file: str = ""
    timeout: float = 30.0


class SmtpPool:
    """At most `size` connections; one that failed is closed, never handed out again."""

    def __init__(self, server: Server, size: int) -> None:
        self._server = server
        self._free = asyncio.Semaphore(size)
        self._idle: list[tuple[float, SMTP]] = []

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[SMTP]:
        """Lend a greeted, logged-in connection; an exception in the block closes it."""
        async with self._free:
            client = self._reuse() or await self._open()
            try:
                yield client
            except BaseException:
                client.close()
                raise
            if client.is_connected:
                self._idle.append((asyncio.get_running_loop().time(), client))

    async def aclose(self) -> None:
        """Say goodbye on every idle connection."""
        while self._idle:
            _, client = self._idle.pop()
            try:
                await client.quit()
            except (SMTPException, OSError):
                client.close()

    def _reuse(self) -> SMTP | None:
        now = asyncio.get_running_loop().time()
        while self._idle:
            since, client = self._idle.pop()
            if client.is_connected and now - since < IDLE_LIMIT:
                return client
            client.close()
        return None

    async def _open(self) -> SMTP:
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            timeout=server.timeout,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=tls_context(server.ca_file) if server.security != "none" else None,
            username=server.username or None,
            password=server.password or None,
            local_hostname=server.greeting,
        )
        await client.connect()
        await client.ehlo()
        return client


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return a context that checks certificates, against `ca_file` when one is named."""
    return ssl.create_default_context(cafile=ca_file or None)


def tls_facts(client: SMTP) -> dict[str, str]:
    """Return version, cipher and certificate hash of an encrypted connection."""
    transport = client.transport
    session = transport.get_extra_info("ssl_object") if transport else None
    if session is None:
        return {"tls": "none"}
    certificate = session.getpeercert(binary_form=True)
    return {
        "tls": str(session.version()),
        "cipher": str(session.cipher()[0]),
        "peer_sha256": hashlib.sha256(certificate).hexdigest(),
    }
