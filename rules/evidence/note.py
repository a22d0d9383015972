"""Signed notes (c2sp.org/signed-note): text, blank line, signature lines.

Signing and checking the Ed25519 octets is injected: rules hold no cryptography.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from rules.problem import Refused, refuse

ED25519 = b"\x01"
KEY_BYTES, SIGNATURE_BYTES, ID_BYTES = 32, 64, 4
_DASH = "\u2014 "

Sign = Callable[[bytes], bytes]
"""Message to 64 signature octets."""
Check = Callable[[bytes, bytes, bytes], bool]
"""Public key (32 octets), message, signature to yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A named Ed25519 public key of 32 octets."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or set(self.name) & set(" \t\r\n+") or len(self.public) != KEY_BYTES:
            raise _malformed("公钥", "key", self.name)

    @property
    def id(self) -> bytes:
        """Return the 4-octet id: the start of SHA-256(name, line feed, type, key)."""
        content = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(content).digest()[:ID_BYTES]

    def vkey(self) -> str:
        """Return the text form people publish: name+id+base64(type, key)."""
        return f"{self.name}+{self.id.hex()}+{encode(ED25519 + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> "Key":
        """Read the text form; a wrong id or another key type is refused."""
        name, _, rest = vkey.partition("+")
        key_id, _, key = rest.partition("+")
        octets = decode(key)
        found = cls(name=name, public=octets[1:])
        if octets[:1] != ED25519 or found.id.hex() != key_id:
            raise _malformed("公钥", "key", name)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text (ends in a line feed) and its signatures: (key name, key id, signature octets)."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def write(self) -> str:
        """Return the note as it is stored and sent."""
        lines = (f"{_DASH}{name} {encode(kid + sig)}\n" for name, kid, sig in self.signatures)
        return f"{self.text}\n{''.join(lines)}"

    def signed_by(self, key: Key, check: Check) -> bool:
        """Say whether one of the signatures is this key's and holds."""
        return any(
            (name, kid) == (key.name, key.id) and check(key.public, self.text.encode(), signature)
            for name, kid, signature in self.signatures
        )


def sign(text: str, key: Key, signer: Sign) -> Note:
    """Sign a text that ends in a line feed."""
    if not text.endswith("\n"):
        raise _malformed("正文", "text", "must end in a line feed")
    signature = signer(text.encode())
    if len(signature) != SIGNATURE_BYTES:
        raise _malformed("签名", "signature", f"{len(signature)} octets")
    return Note(text=text, signatures=((key.name, key.id, signature),))


def parse(note: str) -> Note:
    """Read a note; anything that is not exactly one text and its signature lines is refused."""
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise _malformed("签名行", "signature lines", "missing")
    lines = signatures[:-1].split("\n")
    return Note(text=text + "\n", signatures=tuple(_signature(line) for line in lines))


def encode(octets: bytes) -> str:
    """Return standard base64."""
    return base64.b64encode(octets).decode()


def decode(text: str) -> bytes:
    """Read standard base64 strictly: exactly one spelling of the octets is accepted."""
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        octets = b""
    if encode(octets) != text or not octets:
        raise _malformed("base64", "base64", text[:60])
    return octets


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, signature = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name:
        raise _malformed("签名行", "signature line", line[:60])
    octets = decode(signature)
    if len(octets) <= ID_BYTES:
        raise _malformed("签名行", "signature line", line[:60])
    return name, octets[:ID_BYTES], octets[ID_BYTES:]


def _malformed(zh: str, en: str, what: str) -> Refused:
    return refuse(
        "evidence.note", f"签名文本的{zh}不对：{what}", f"signed note, bad {en}: {what}", where=en
    )
