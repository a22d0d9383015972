"""Feishu event callbacks: plain-hash signature over the raw body, AES-256-CBC content."""

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from notify.signing.msgcrypt import EnvelopeError


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """Return X-Lark-Signature: hex SHA-256 over the parts and the raw bytes, no HMAC."""
    return hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + body).hexdigest()


def signed(timestamp: str, nonce: str, encrypt_key: str, body: bytes, claimed: str) -> bool:
    """Tell whether `claimed` is the event's signature."""
    ours = signature(timestamp, nonce, encrypt_key, body)
    return hmac.compare_digest(ours.encode(), claimed.encode())


def decrypt(encrypt: str, encrypt_key: str) -> bytes:
    """Return the event inside; the key is SHA-256 of `encrypt_key`, the IV comes first."""
    key = hashlib.sha256(encrypt_key.encode()).digest()
    try:
        sealed = base64.b64decode(encrypt, validate=True)
        cipher = Cipher(algorithms.AES(key), modes.CBC(sealed[:16])).decryptor()
        padded = cipher.update(sealed[16:]) + cipher.finalize()
    except (binascii.Error, ValueError) as wrong:
        raise EnvelopeError("not an encrypted event") from wrong
    pad = padded[-1] if padded else 0
    if not 1 <= pad <= 16 or padded[-pad:] != bytes([pad]) * pad:
        raise EnvelopeError("wrong padding: another key?")
    return padded[:-pad]
