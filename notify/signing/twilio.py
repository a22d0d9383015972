"""Twilio's X-Twilio-Signature over a form callback."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return Base64 HMAC-SHA1 over the outside URL and the form's names and values, sorted."""
    text = url + "".join(f"{name}{value}" for name, value in sorted(form.items()))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def verify(token: str, url: str, form: Mapping[str, str], signature: str) -> bool:
    """Tell whether a callback carries the right signature."""
    return hmac.compare_digest(sign(token, url, form).encode(), signature.encode())
