"""The head of an ADMS request: who asks, may they, and how much of a body is worth reading.

Judged before any body is read, so strangers and pictures cost no memory.
"""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from devices.driver import Terminal
from devices.exchange import HttpExchange, Reply

MAX_BODY = 16 * 1024 * 1024
MAX_PICTURE = 2 * 1024 * 1024
PICTURES = {"ATTPHOTO", "USERPIC", "BIOPHOTO", "FINGERTMP", "FACE", "BIODATA"}
"""Tables that stay on the terminal: their bodies are read and dropped."""

_SERIAL = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ROUTES: Mapping[str, tuple[str, ...]] = {
    "/iclock/cdata": ("GET", "POST"),
    "/iclock/getrequest": ("GET", "POST"),
    "/iclock/devicecmd": ("GET", "POST"),
    "/iclock/fdata": ("POST",),
    "/iclock/ping": ("GET", "POST"),
    "/iclock/registry": ("GET", "POST"),
    "/iclock/push": ("GET", "POST"),
    "/iclock/querydata": ("POST",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a request: `target` is path and query as sent, header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A request worth reading: at most `limit` bytes; without `keep_body`, drain and drop them."""

    terminal: Terminal
    method: str
    path: str
    query: Mapping[str, str]
    length: int
    limit: int = MAX_BODY
    keep_body: bool = True

    @property
    def table(self) -> str:
        """The table uploaded, in capitals."""
        return self.query.get("table", "").strip().upper()


def admit(head: Head, known: Callable[[str], Terminal | None]) -> Admission | HttpExchange:
    """Judge a request by its head; a refusal is an exchange with its status in `reply_ok`."""
    path, _, query_text = head.target.partition("?")
    path = path.removesuffix(".aspx")
    if path not in _ROUTES:
        return refuse(404, "no such address")
    if head.method not in _ROUTES[path]:
        return refuse(405, "method not allowed")
    query = parse_qsl(query_text, keep_blank_values=True)
    serials = {value for key, value in query if key.lower() == "sn"}
    if len(serials) > 1:
        return refuse(400, "two serial numbers")
    serial = serials.pop() if serials else ""
    terminal = known(serial) if _SERIAL.fullmatch(serial) else None
    if terminal is None:
        return refuse(403, "unknown terminal", serial=serial[:64])
    return _admit_body(head, path, {key.lower(): value for key, value in query}, terminal)


def refuse(status: int, reason: str, serial: str = "") -> HttpExchange:
    """Refuse a request: nothing is stored, the terminal keeps its data."""
    reply = Reply(status=status, body=f"ERROR: {reason}".encode())
    return HttpExchange(
        kind="refused", serial=serial, reason=reason, reply_ok=reply, reply_retry=reply
    )


def _admit_body(
    head: Head, path: str, query: Mapping[str, str], terminal: Terminal
) -> Admission | HttpExchange:
    if not _authentic(terminal, head.headers, query):
        return refuse(401, "wrong secret", serial=terminal.serial)
    text = head.headers.get("content-length", "0" if head.method == "GET" else "")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        return refuse(411, "Content-Length is missing", terminal.serial)
    picture = query.get("table", "").strip().upper() in PICTURES or path == "/iclock/fdata"
    admission = Admission(
        terminal=terminal,
        method=head.method,
        path=path,
        query=query,
        length=int(text),
        limit=MAX_PICTURE if picture else MAX_BODY,
        keep_body=not picture,
    )
    if admission.length > admission.limit:
        return refuse(413, "the body is too large", terminal.serial)
    return admission


def _authentic(terminal: Terminal, headers: Mapping[str, str], query: Mapping[str, str]) -> bool:
    given = headers.get("authorization", "").partition(" ")[2] or query.get("comkey", "")
    return not terminal.secret or hmac.compare_digest(given.encode(), terminal.secret.encode())
