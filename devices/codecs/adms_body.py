"""What an ADMS body is before it is rows: unpacked within a limit, and text at all.

A packed body may grow a thousandfold, so unpacking stops at the limit. Source: RFC 9110 8.4.1.
"""

import zlib
from dataclasses import dataclass

_GZIP, _ZLIB, _RAW = 31, 15, -15
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZLIB_HEAD = 0x78


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The plain bytes, or why there are none: `too_large`, `broken` or `not_text`."""

    plain: bytes = b""
    wrong: str = ""


def unpack(body: bytes, encoding: str, limit: int) -> Body:
    """Undo a Content-Encoding; UTF-16 is refused, because no terminal writes rows in it."""
    found = Body(plain=body) if encoding in {"", "identity"} else _inflate(body, encoding, limit)
    if not found.wrong and found.plain.startswith(_UTF16):
        return Body(wrong="not_text")
    return found


def _inflate(body: bytes, encoding: str, limit: int) -> Body:
    """Gzip, or deflate with and without its two head bytes; firmware writes either."""
    window = _GZIP if encoding == "gzip" else _ZLIB if body[:1] == bytes([_ZLIB_HEAD]) else _RAW
    machine = zlib.decompressobj(window)
    try:
        plain = machine.decompress(body, limit + 1)
    except zlib.error:
        return Body(wrong="broken")
    if len(plain) > limit:
        return Body(wrong="too_large")
    whole = machine.eof and not machine.unused_data
    return Body(plain=plain) if whole else Body(wrong="broken")
