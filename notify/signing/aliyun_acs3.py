"""Aliyun V3 signature, ACS3-HMAC-SHA256: host, content-type and every x-acs-* are signed."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import NamedTuple

from notify.signing.percent import sorted_query

ALGORITHM = "ACS3-HMAC-SHA256"


class Signed(NamedTuple):
    """The signature (hex), the hash of what was signed, the `;`-joined header names."""

    signature: str
    canonical_hash: str
    header_names: str

    def authorization(self, key_id: str) -> str:
        """Return the Authorization header's value."""
        return (
            f"{ALGORITHM} Credential={key_id},"
            f"SignedHeaders={self.header_names},Signature={self.signature}"
        )


def sign(
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes,
    secret: str,
) -> Signed:
    """Sign one request; `headers` are those of the wire, the bare secret is the key."""
    chosen = sorted((k.lower(), v.strip()) for k, v in headers.items() if _is_signed(k.lower()))
    names = ";".join(name for name, _ in chosen)
    lines = "".join(f"{name}:{value}\n" for name, value in chosen)
    body_hash = hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n{path}\n{sorted_query(query)}\n{lines}\n{names}\n{body_hash}"
    canonical_hash = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{canonical_hash}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return Signed(signature, canonical_hash, names)


def _is_signed(name: str) -> bool:
    return name in {"host", "content-type"} or name.startswith("x-acs-")
