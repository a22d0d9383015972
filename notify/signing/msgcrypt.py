"""Callback encryption of WeCom and DingTalk: SHA-1 signature, AES-256-CBC, padding to 32."""

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class EnvelopeError(ValueError):
    """The envelope is not from the vendor or not for us; nothing in it may be believed."""


def signature(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """Return the hex SHA-1 over the four sorted parts."""
    text = "".join(sorted((token, timestamp, nonce, encrypt)))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def signed(token: str, timestamp: str, nonce: str, encrypt: str, claimed: str) -> bool:
    """Tell whether `claimed` is the envelope's signature."""
    ours = signature(token, timestamp, nonce, encrypt)
    return hmac.compare_digest(ours.encode(), claimed.encode())


def decrypt(encrypt: str, aes_key: str, receive_id: str) -> bytes:
    """Return the message inside; raises `EnvelopeError` unless padding and receiver are right."""
    try:
        sealed = base64.b64decode(encrypt, validate=True)
        cipher = _cipher(aes_key).decryptor()
        padded = cipher.update(sealed) + cipher.finalize()
    except (binascii.Error, ValueError) as wrong:
        raise EnvelopeError("not an encrypted envelope") from wrong
    return _open(padded, receive_id)


def encrypt(message: bytes, aes_key: str, receive_id: str, random16: bytes) -> str:
    """Seal a message: 16 random octets, length, message, receiver, padding; Base64."""
    plain = random16 + len(message).to_bytes(4, "big") + message + receive_id.encode()
    pad = BLOCK - len(plain) % BLOCK
    cipher = _cipher(aes_key).encryptor()
    sealed = cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()
    return base64.b64encode(sealed).decode()


def _open(padded: bytes, receive_id: str) -> bytes:
    pad = padded[-1] if padded else 0
    if not 1 <= pad <= BLOCK or padded[-pad:] != bytes([pad]) * pad:
        raise EnvelopeError("wrong padding: another key?")
    plain = padded[:-pad]
    end = 20 + int.from_bytes(plain[16:20], "big")
    if plain[end:] != receive_id.encode():
        raise EnvelopeError("meant for another receiver")
    return plain[20:end]


def _cipher(aes_key: str) -> "Cipher[modes.CBC]":
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
