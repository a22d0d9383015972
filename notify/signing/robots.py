"""Signatures of group robots. The two vendors use key and message the other way round."""

import base64
import hashlib
import hmac
from urllib.parse import quote_plus


def dingtalk(secret: str, timestamp_ms: str) -> str:
    """Return the `sign` query value, URL-encoded: HMAC(secret, timestamp LF secret)."""
    return quote_plus(_mac(secret, f"{timestamp_ms}\n{secret}"))


def feishu(secret: str, timestamp_s: str) -> str:
    """Return the `sign` body value: HMAC(timestamp LF secret, empty message)."""
    return _mac(f"{timestamp_s}\n{secret}", "")


def _mac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
