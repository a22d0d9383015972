"""Secrets of an installation: made once, kept in files only we may read, never in the database.

Column encryption is AES-256-GCM; the key id stands in front, so that keys can be rotated.
"""

import base64
import contextlib
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from rules.problem import refuse

_KEY_ID = "k1"


class Vault:
    """The secret files of one installation (`folder`, mode 0700)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._box = AESGCM(base64.b64decode(self._made("field.key", _new_key)))

    def seal(self, text: str, *, place: str) -> str:
        """Encrypt a value for one place (`table:column:row`); elsewhere it does not open."""
        nonce = secrets.token_bytes(12)
        box = self._box.encrypt(nonce, text.encode(), f"{_KEY_ID}|{place}".encode())
        return f"{_KEY_ID}:{base64.b64encode(nonce + box).decode()}"

    def open(self, sealed: str, *, place: str) -> str:
        """Decrypt a value sealed for this place."""
        key_id, _, body = sealed.partition(":")
        raw = base64.b64decode(body)
        try:
            return self._box.decrypt(raw[:12], raw[12:], f"{key_id}|{place}".encode()).decode()
        except InvalidTag:
            raise refuse(
                "secret_key",
                "密钥文件 field.key 与数据库不配套，请恢复同一次备份里的密钥。",
                "The key file field.key does not belong to this database; "
                "restore the key of the same backup.",
            ) from None

    def token(self, name: str) -> str:
        """A random secret by name, made at first use (storage secret, VERP key, ...)."""
        return self._made(name, lambda: secrets.token_urlsafe(48).encode()).decode()

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs checkpoints; its public half is the trust root outside."""
        key = load_pem_private_key(self._made("log.ed25519.pem", _new_signing_key), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise refuse(
                "signing_key",
                "log.ed25519.pem 不是 Ed25519 私钥。",
                "log.ed25519.pem is not an Ed25519 private key.",
            )
        return key

    def _made(self, name: str, make: Callable[[], bytes]) -> bytes:
        path = self.folder / name
        if not path.exists():
            fresh = self.folder / f".{name}.{secrets.token_hex(4)}"
            fresh.touch(mode=0o600)
            fresh.write_bytes(make())
            with contextlib.suppress(FileExistsError):  # another process was first: use its
                path.hardlink_to(fresh)
            fresh.unlink()
        return path.read_bytes()


def terminal_place(terminal_id: str) -> str:
    """Where a terminal's secret is sealed for."""
    return f"terminal:secret:{terminal_id}"


def _new_key() -> bytes:
    return base64.b64encode(AESGCM.generate_key(256))


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
