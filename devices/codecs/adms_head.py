"""The head of an ADMS request: who asks, may they, and how much of a body is worth reading.

Judged before any body is read, so strangers and pictures cost no memory. The secret is in the
path (`/SECRET/iclock/cdata`, what a terminal's server address allows), in ComKey, or in a header.
"""

import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from devices.driver import Terminal
from devices.exchange import HttpExchange, Reply

MAX_BODY = 16 * 1024 * 1024
MAX_PICTURE = 2 * 1024 * 1024
PICTURES = {
    *("ATTPHOTO", "USERPIC", "BIOPHOTO", "IDENTITYCARD"),
    *("FINGERTMP", "FACE", "FVEIN", "BIODATA", "TEMPLATEV10", "FACEV7", "FVTEMPLATE"),
}
"""Tables that stay on the terminal: their bodies are read and dropped."""

CHUNKED = -1
"""`length` of a body that names none; the limit holds while it is read."""

_SERIAL = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PATH = re.compile(r"(?:/(?P<secret>[A-Za-z0-9_-]{1,64}))?(?P<path>/iclock/[a-z]+)(?:\.aspx)?")
_ROUTES: Mapping[str, tuple[str, ...]] = {
    "/iclock/cdata": ("GET", "POST"),
    "/iclock/getrequest": ("GET", "POST"),
    "/iclock/devicecmd": ("GET", "POST"),
    "/iclock/fdata": ("POST",),
    "/iclock/ping": ("GET", "POST"),
    "/iclock/registry": ("GET", "POST"),
    "/iclock/push": ("GET", "POST"),
    "/iclock/rtdata": ("GET",),
    "/iclock/exchange": ("POST",),
    "/iclock/querydata": ("GET", "POST"),
}
_ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}


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
    encoding: str = ""
    token: str = ""

    @property
    def table(self) -> str:
        """The table uploaded, in capitals."""
        return self.query.get("table", "").strip().upper()

    @property
    def named(self) -> str:
        """The table inside a `tabledata` upload, as the terminal writes it."""
        return self.query.get("tablename", "").strip()

    @property
    def picture(self) -> bool:
        """Whether the body holds pictures, templates or identity cards."""
        tables = {self.table, self.named.upper()}
        return self.path == "/iclock/fdata" or not tables.isdisjoint(PICTURES)


def admit(head: Head, known: Callable[[str], Terminal | None]) -> Admission | HttpExchange:
    """Judge a request by its head; a refusal is an exchange with its status in `reply_ok`."""
    path, _, query_text = head.target.partition("?")
    found = _PATH.fullmatch(path)
    if found is None or found["path"] not in _ROUTES:
        return refuse(404, "no such address")
    if head.method not in _ROUTES[found["path"]]:
        return refuse(405, "method not allowed")
    query = parse_qsl(query_text, keep_blank_values=True)
    serials = {value for key, value in query if key.lower() == "sn"}
    if len(serials) > 1:
        return refuse(400, "two serial numbers")
    serial = serials.pop() if serials else ""
    terminal = known(serial) if _SERIAL.fullmatch(serial) else None
    if terminal is None:
        return refuse(403, "unknown terminal", serial=serial[:64])
    fields = {key.lower(): value for key, value in query}
    named = head.headers.get("authorization", "").partition(" ")[2]
    if not _authentic(terminal, (found["secret"] or "", named, fields.get("comkey", ""))):
        return refuse(401, "wrong secret", serial=serial)
    return _admit_body(head, found["path"], fields, terminal)


def refuse(status: int, reason: str, serial: str = "") -> HttpExchange:
    """Refuse a request: nothing is stored, the terminal keeps its data."""
    reply = Reply(status=status, body=f"ERROR: {reason}".encode())
    return HttpExchange(
        kind="refused", serial=serial, reason=reason, reply_ok=reply, reply_retry=reply
    )


def _admit_body(
    head: Head, path: str, query: Mapping[str, str], terminal: Terminal
) -> Admission | HttpExchange:
    length = _length(head)
    if length is None:
        return refuse(411, "Content-Length is missing", terminal.serial)
    encoding = head.headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        return refuse(415, "the body must be plain, gzip or deflate", terminal.serial)
    admission = Admission(
        terminal=terminal,
        method=head.method,
        path=path,
        query=query,
        length=length,
        encoding=encoding.removeprefix("x-"),
        token=_cookie(head.headers),
    )
    limit = MAX_PICTURE if admission.picture else MAX_BODY
    if length > limit:
        return refuse(413, "the body is too large", terminal.serial)
    return replace(admission, limit=limit, keep_body=not admission.picture)


def _length(head: Head) -> int | None:
    """The announced length, CHUNKED, or None when there is neither or there are both."""
    text = head.headers.get("content-length")
    if head.headers.get("transfer-encoding", "").strip().lower() == "chunked":
        return CHUNKED if text is None else None
    if text is None and head.method == "GET":
        return 0
    return int(text) if text and re.fullmatch(r"[0-9]{1,12}", text) else None


def _authentic(terminal: Terminal, given: Iterable[str]) -> bool:
    """Whether one of the secrets given is the right one; a terminal without one needs none."""
    wanted = terminal.secret.encode()
    right = [hmac.compare_digest(one.encode(), wanted) for one in given]
    return not wanted or any(right)


def _cookie(headers: Mapping[str, str]) -> str:
    """The token of 3.x firmware, `token=...[,timestamp=...]`."""
    found = re.search(r"\btoken=([0-9A-Fa-f]{32})\b", headers.get("cookie", ""))
    return found[1].lower() if found else ""
