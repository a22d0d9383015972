"""Addresses that people type in: resolved once, checked, and only the checked address is called.

Refused: anything but https with a plain host name, user info, private, loopback, link-local,
multicast and reserved addresses in any spelling (security requirement C8).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from notify.errors import ErrorClass, SendError, refused
from notify.words import Words

Resolve = Callable[[str], Sequence[str]]
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_SHAPE = Words(
    "地址须为 https://域名/路径，不能带账号或数字地址",
    "The address must be https://name/path, without user info or a numeric host",
)
_INSIDE = Words("域名指向内部网络", "The name points into a private network")
_NOWHERE = Words("域名无法解析", "The name cannot be resolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to connect: the checked IP address, with the host name for Host header and TLS."""

    host: str
    address: str
    port: int
    path: str


def target(url: str, resolve: Resolve) -> Target:
    """Return the one checked address of a URL, or refuse; `resolve` is asked exactly once."""
    parts, port = _split(url)
    try:
        addresses = resolve(parts.hostname or "")
    except OSError as wrong:
        raise _no("url.unresolved", _NOWHERE) from wrong
    if not addresses:
        raise _no("url.unresolved", _NOWHERE)
    if not all(_public(address) for address in addresses):
        raise _no("url.inside", _INSIDE)
    return Target(
        host=parts.hostname or "",
        address=addresses[0],
        port=port,
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as wrong:
        raise _no("url.shape", _SHAPE) from wrong
    plain = re.fullmatch(r"[!-~]+", url) and "@" not in parts.netloc and "\\" not in url
    if not (plain and parts.scheme == "https" and _HOST.fullmatch(parts.hostname or "")):
        raise _no("url.shape", _SHAPE)
    return parts, port


def _public(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_global and not address.is_multicast and (mapped is None or mapped.is_global)


def _no(code: str, words: Words) -> SendError:
    return refused(ErrorClass.CONFIG, code, words, where="url")
