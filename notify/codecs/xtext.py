"""The xtext encoding of DSN parameters (RFC 3461 section 4)."""

import re


def encode(text: str) -> str:
    """Write anything but printable ASCII without `+` and `=` as `+XX`."""
    return "".join(chr(b) if _plain(b) else f"+{b:02X}" for b in text.encode())


def decode(text: str) -> str:
    """Read xtext back; what is not valid UTF-8 becomes U+FFFD."""
    raw = re.sub(rb"\+([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), text.encode())
    return raw.decode(errors="replace")


def _plain(octet: int) -> bool:
    return 33 <= octet <= 126 and octet not in b"+="
