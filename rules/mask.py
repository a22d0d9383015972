"""How a personal value looks to somebody who may know that it exists, but not what it is."""

from collections.abc import Callable

Cover = Callable[[str], str]
"""A value to what is shown of it."""


def phone(value: str) -> str:
    """Keep the first three and the last four digits."""
    return f"{value[:3]} **** {value[-4:]}" if len(value) >= 7 else _all(value)


def email(value: str) -> str:
    """Keep the first letters of the mailbox and the whole domain."""
    name, at, domain = value.partition("@")
    return f"{name[:2]}…@{domain}" if at and len(name) > 2 else _all(value)


def number(value: str) -> str:
    """Keep the last four characters (identity and bank numbers)."""
    return f"**** {value[-4:]}" if len(value) > 8 else _all(value)


def _all(value: str) -> str:
    return "****" if value else ""
