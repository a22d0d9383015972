"""Aliyun RPC signature, HMAC-SHA1 (Signature Version 1.0)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from notify.signing.percent import encode, sorted_query


def sign(method: str, params: Mapping[str, str], secret: str) -> str:
    """Return the Base64 `Signature` over all parameters but itself; the key is `secret&`."""
    query = sorted_query({k: v for k, v in params.items() if k != "Signature"})
    text = f"{method}&{encode('/')}&{encode(query)}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
