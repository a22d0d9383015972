"""What the MQTT side needs to know of a protocol; each is one file under devices/protocols.

Pure: no client here. `settings` is always an instance of the protocol's own settings class.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devices.driver import Order, Protocol, Terminal
from devices.exchange import MqttExchange, Publish


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Several orders that travel as one call; `numbers` says which order each person's was."""

    message_id: str
    message: Publish
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttProtocol(Protocol):
    """One MQTT family: its topics, what a message means, and what may be said to its terminals.

    `writes` and `reads` are what the broker lets a terminal do: `%u` is its user name, which is its
    serial, `{prefix}` the prefix of its settings. What a family cannot do is None.
    """

    subscriptions: Callable[[Any], Mapping[str, int]]
    serial_of: Callable[[str, bytes, Any], str]
    parse: Callable[[str, bytes, Terminal, Any], MqttExchange]
    writes: tuple[str, ...]
    reads: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    resends: bool = False
    greet: Callable[[str, Terminal, Any], tuple[Publish, ...]] | None = None
    replay: Callable[[str, str, str, Terminal, Any], Publish] | None = None
    order: Callable[[Order, str, Terminal, Any], Publish | None] | None = None
    sheet: Callable[[tuple[Order, ...], Terminal, Any], Sheet | None] | None = None
    pace_seconds: Mapping[str, float] = field(default_factory=dict)
