"""Huawei SMS: the WSSE UsernameToken header."""

import base64
import hashlib


def password_digest(nonce: str, created: str, secret: str) -> str:
    """Return Base64 of the lower-case *hex text* of SHA-256(nonce + created + secret)."""
    text = hashlib.sha256(f"{nonce}{created}{secret}".encode()).hexdigest()
    return base64.b64encode(text.encode()).decode()


def header(key: str, nonce: str, created: str, secret: str) -> str:
    """Return the value of X-WSSE; `created` is UTC, `2026-11-21T00:00:00Z`."""
    digest = password_digest(nonce, created, secret)
    return (
        f'UsernameToken Username="{key}",PasswordDigest="{digest}",'
        f'Nonce="{nonce}",Created="{created}"'
    )
