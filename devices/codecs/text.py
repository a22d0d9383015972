"""Text from terminals whose code page nobody declares."""

from typing import NamedTuple


class Decoded(NamedTuple):
    """Text, and whether some bytes had to be written as escapes."""

    text: str
    escaped: bool


def decode(raw: bytes) -> Decoded:
    """UTF-8 strictly, else GB18030, else visible escapes: never dropped, never merged.

    Control characters are escaped too: NUL breaks databases, a line feed breaks rows.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if printable(text):
            return Decoded(text, escaped=False)
    safe = "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in raw)
    return Decoded(safe, escaped=True)


def until_nul(raw: bytes) -> bytes:
    """Return the bytes of a fixed-width field up to its first NUL."""
    return raw.split(b"\0", 1)[0]


def printable(text: str) -> bool:
    """Say whether text has no control characters and no lone surrogates."""
    return text.isprintable() or not any(
        ord(mark) < 32 or 127 <= ord(mark) < 160 or _lone(mark) for mark in text
    )


def _lone(mark: str) -> bool:
    return "\ud800" <= mark <= "\udfff"


def fit(text: str, size: int, encoding: str) -> bytes:
    """Encode for a field of `size` bytes, cut between characters, padded with NUL."""
    raw = text.encode(encoding, "replace")
    while len(raw) > size:
        text = text[:-1]
        raw = text.encode(encoding, "replace")
    return raw.ljust(size, b"\0")
