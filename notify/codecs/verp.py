"""Bounce addresses that name their attempt: `bounce+<attempt>.<tag>@domain` (VERP)."""

import base64
import hashlib
import hmac
import re

_SHAPE = re.compile(r"\+([A-Za-z0-9-]{1,40})\.([a-z2-7]{8})@", re.ASCII)


def encode(mailbox: str, attempt: str, secret: str) -> str:
    """Return the envelope sender of one attempt; `mailbox` is where bounces are collected."""
    local, _, domain = mailbox.partition("@")
    return f"{local}+{attempt}.{_tag(attempt, secret)}@{domain}"


def decode(address: str, secret: str) -> str | None:
    """Return the attempt an address names, or None when its tag is not ours.

    The tag covers the lower-case attempt: some servers fold the case of addresses.
    """
    found = _SHAPE.search(address)
    if found and hmac.compare_digest(_tag(found[1], secret), found[2]):
        return found[1]
    return None


def _tag(attempt: str, secret: str) -> str:
    mac = hmac.new(secret.encode(), attempt.lower().encode(), hashlib.sha256).digest()
    return base64.b32encode(mac[:5]).decode().lower()
