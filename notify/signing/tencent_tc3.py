"""Tencent Cloud signature, TC3-HMAC-SHA256, for JSON POST requests."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

ALGORITHM = "TC3-HMAC-SHA256"


class Signed(NamedTuple):
    """The signature (hex) and the hash of the canonical request."""

    signature: str
    canonical_hash: str


def sign(
    service: str, headers: Mapping[str, str], body: bytes, timestamp: int, secret: str
) -> Signed:
    """Sign one POST to `/`; all given headers are signed, `timestamp` is Unix seconds.

    The key is chained over the UTC date and the service; signed values are lower-case.
    """
    day = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    chosen = sorted((k.lower(), v.strip().lower()) for k, v in headers.items())
    lines = "".join(f"{name}:{value}\n" for name, value in chosen)
    names = ";".join(name for name, _ in chosen)
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    canonical_hash = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{timestamp}\n{day}/{service}/tc3_request\n{canonical_hash}"
    key = f"TC3{secret}".encode()
    for step in (day, service, "tc3_request"):
        key = _mac(key, step)
    return Signed(_mac(key, text).hex(), canonical_hash)


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
