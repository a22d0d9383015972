"""What one request or message of a terminal means, and the replies that wait for the commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from devices.driver import Batch, CommandResult, Facts, Signal, User

Kind = Literal["punches", "facts", "results", "poll", "discarded", "ignored", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Store `batch` (and `facts`, `users`, `results`) durably, then send the subclass's replies.

    `reason` says why nothing came of it; `signals` are for people: fraud, foreign identities.
    """

    kind: Kind
    serial: str = ""
    reason: str = ""
    batch: Batch | None = None
    facts: Facts | None = None
    users: tuple[User, ...] = ()
    results: tuple[CommandResult, ...] = ()
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer; send Content-Length and a GMT Date with it, never a redirect or HTML."""

    status: int
    body: bytes


RETRY = Reply(status=503, body=b"ERROR: not stored, send again")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpExchange(Exchange):
    """`reply_ok` after the commit, else `reply_retry`; save `stamp` (table, value) with it.

    `notes` are what must be remembered of the terminal to speak with it (its dialect).
    """

    reply_ok: Reply
    reply_retry: Reply = RETRY
    stamp: tuple[str, str] | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """One MQTT message to a terminal, QoS 0."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttExchange(Exchange):
    """`after_commit` goes out once the batch is durable, and again for every repeat.

    `number` is the record's own counter also where no punch came of it: a skipped one is a gap.
    """

    after_commit: tuple[Publish, ...] = ()
    number: str | None = None
