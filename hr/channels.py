"""The notice channels of this installation, built once per process from its settings."""

import secrets

from hr import clock
from hr.settings import read_into
from notify.channel import Channel, Message, Ports
from notify.channels import CHANNELS
from notify.errors import SendError
from rules.problem import Problem, Refused
from rules.text import Text

_built: dict[str, Channel] = {}


def channel(key: str) -> Channel | None:
    """A channel by its key; None when this installation has not configured it."""
    if key not in _built:
        made = _make(key)
        if made is None:
            return None
        _built[key] = made
    return _built[key]


def known() -> frozenset[str]:
    """The keys of every channel that exists, configured here or not."""
    return frozenset(CHANNELS)


def configured() -> list[str]:
    """The keys of the channels that can send here."""
    return [key for key in CHANNELS if channel(key) is not None]


def _make(key: str) -> Channel | None:
    kind = CHANNELS[key]
    ports = Ports(now=clock.now, nonce=lambda: secrets.token_hex(16), deposit=_deposit)
    settings = read_into(kind.spec.settings, f"LIUHEN_{key.upper()}")
    if settings is None and key == "inapp":
        settings = kind.spec.settings()
    if settings is None:
        return None
    try:
        return kind(settings, ports)  # type: ignore[arg-type] # each kind with its own settings
    except SendError as error:
        words = error.failure.say
        raise Refused(Problem(code="channel", text=Text(words.zh, words.en), where=key)) from error


async def _deposit(message: Message) -> str:
    """In the app a notice lies where it was written: the attempt is its own letter box."""
    return message.attempt


async def close() -> None:
    """Close what the channels hold open."""
    for one in _built.values():
        await one.aclose()
    _built.clear()
