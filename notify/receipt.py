"""One vocabulary of receipts: what a provider or a session says about one attempt."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notify.words import Words


class ReceiptKind(StrEnum):
    """What happened to an attempt; each states no more than its word."""

    SENT = "sent"  # the request left us
    UNKNOWN = "unknown"  # the request left us and no answer came: ask before sending again
    ACCEPTED = "accepted"  # the provider or next hop took it; nothing is delivered yet
    EXPIRED = "expired"  # nobody could say in time
    FAILED = "failed"  # the provider says that it will not arrive
    DELIVERED = "delivered"  # it lies where the person can see it
    READ = "read"  # the person saw it
    CONFIRMED = "confirmed"  # the person signed for it

    @property
    def rank(self) -> int:
        """Order of strength: a later receipt of a lower rank never lowers what is claimed."""
        return _RANK[self]


_RANK = {kind: place for place, kind in enumerate(ReceiptKind, start=1)}


class Proof(StrEnum):
    """How far a receipt can be trusted."""

    AUTHENTICATED = "authenticated"  # signed query, DSN with our tag, logged-in session
    HINT = "hint"  # unsigned push, MDN: a reason to ask, never a fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One provider fact with the bytes it came in; `at` is UTC, `vendor_time` the raw text.

    `attempt` or `vendor_id` names the attempt (one may be empty); `code` and `reason` are the
    provider's own.
    """

    kind: ReceiptKind
    proof: Proof
    at: datetime
    attempt: str = ""
    vendor_id: str = ""
    address: str = ""
    vendor_time: str = ""
    code: str = ""
    reason: str = ""
    raw: bytes = b""

    @property
    def identity(self) -> str:
        """Equal for the same fact told twice: the unique key that makes repeats harmless."""
        parts = (self.kind, self.proof, self.attempt, self.vendor_id, self.address)
        text = "\x1f".join((*parts, self.vendor_time, self.code))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Something that arrived and changes nothing; kept and shown, never dropped silently."""

    raw: bytes
    why: Words
