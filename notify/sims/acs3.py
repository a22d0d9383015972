"""The provider's side of ACS3-HMAC-SHA256: what came over the wire is signed again and compared.

Written from the vendor's document and apart from our signer, so that one error cannot hide another.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from notify.sims.http import Request

SKEW = timedelta(minutes=15)
_AUTHORIZATION = re.compile(
    r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})"
)


class Checker:
    """Knows the customers' keys and the nonces already used."""

    def __init__(self, secrets: dict[str, str], now: Callable[[], datetime]) -> None:
        self._secrets, self._now = secrets, now
        self._nonces: set[str] = set()

    def fault(self, request: Request) -> str | None:
        """Return the vendor's error code, or None where the request is signed as it must be."""
        found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        if not found:
            return "MissingAuthorization"
        key_id, names, signature = found.groups()
        if key_id not in self._secrets:
            return "InvalidAccessKeyId.NotFound"
        if not _required(request) <= set(names.split(";")):
            return "IncompleteSignature"
        ours = _signature(request, names.split(";"), self._secrets[key_id])
        if not hmac.compare_digest(ours, signature):
            return "SignatureDoesNotMatch"
        return self._stale(request)

    def _stale(self, request: Request) -> str | None:
        try:
            said = datetime.strptime(request.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%S%z")
        except (KeyError, ValueError):
            return "InvalidTimeStamp.Format"
        if abs(self._now() - said) > SKEW:
            return "InvalidTimeStamp.Expired"
        nonce = request.headers.get("x-acs-signature-nonce", "")
        if not nonce or nonce in self._nonces:
            return "SignatureNonceUsed"
        self._nonces.add(nonce)
        return None


def _required(request: Request) -> set[str]:
    """Return the header names that must be signed if they are sent; host always."""
    sent = {name for name in request.headers if name.startswith("x-acs-")}
    return sent | {"host"} | ({"content-type"} & request.headers.keys())


def _signature(request: Request, names: list[str], secret: str) -> str:
    query = "&".join(sorted(request.query.split("&"), key=lambda pair: pair.partition("=")[0]))
    headers = "".join(f"{name}:{request.headers.get(name, '')}\n" for name in names)
    body = hashlib.sha256(request.body).hexdigest()
    parts = [request.method, request.path, query, headers, ";".join(names), body]
    canonical = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    text = f"ACS3-HMAC-SHA256\n{canonical}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
