"""Percent-encoding as the vendors sign it (RFC 3986: `~` kept, space `%20`, `*` `%2A`)."""

from collections.abc import Mapping
from urllib.parse import quote


def encode(text: str) -> str:
    """Encode everything but the unreserved characters, in UTF-8, upper-case hex."""
    return quote(text, safe="~")


def sorted_query(params: Mapping[str, str]) -> str:
    """Join parameters as `name=value` with `&`, sorted by name, both sides encoded."""
    return "&".join(f"{encode(k)}={encode(v)}" for k, v in sorted(params.items()))
