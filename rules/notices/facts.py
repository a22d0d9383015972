"""Ranked facts of one attempt and of one notice: order of arrival never matters.

The state is the strongest proven fact. Rank never falls; a proven failure beside a proven arrival
is a `conflict` that people must see. A hint changes nothing (design.md law 10).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FactKind(StrEnum):
    """What can be known of an attempt, from weakest to strongest."""

    CREATED = "created"
    QUEUED = "queued"
    SENT = "sent"
    UNKNOWN = "unknown"  # it left us and nobody answered: ask before sending again
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"
    DISPUTED = "disputed"  # signed as "received, I disagree": receipt is proven all the same
    CONFIRMED = "confirmed"

    @property
    def rank(self) -> int:
        """Return the strength; a fact replaces a state only when it is stronger."""
        return _RANK[self]


_RANK = {kind: place for place, kind in enumerate(FactKind)}
CLOSED = (FactKind.FAILED, FactKind.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing told about an attempt; `proven` is False for hints; `at` is UTC."""

    kind: FactKind
    proven: bool
    at: datetime
    channel: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What may be claimed: the strongest proven fact and what it rests on; hints stand apart."""

    best: Fact | None = None
    proven: tuple[Fact, ...] = ()
    hints: tuple[Fact, ...] = ()

    @property
    def kind(self) -> FactKind:
        """Return the state; nothing proven is `created`."""
        return self.best.kind if self.best else FactKind.CREATED

    @property
    def conflict(self) -> bool:
        """Tell whether a failure is proven beside an arrival: HR must look."""
        kinds = {fact.kind for fact in self.proven}
        return FactKind.FAILED in kinds and self.reached(FactKind.DELIVERED)

    @property
    def open(self) -> bool:
        """Tell whether this can still succeed without a new attempt."""
        return self.kind not in CLOSED

    def reached(self, kind: FactKind) -> bool:
        """Tell whether a fact this strong, or stronger, is proven."""
        return self.kind.rank >= kind.rank

    def first(self, kind: FactKind) -> Fact | None:
        """Return the earliest proven fact that shows `kind`: itself, or a stronger arrival.

        A failure shows only itself, though its rank is above `accepted`.
        """
        shows = [f for f in self.proven if f.kind is kind or _shows(f.kind, kind)]
        return min(shows, key=_when, default=None)


def fold(facts: Iterable[Fact]) -> Standing:
    """Return the standing of a set of facts; of equal rank the earliest is the best."""
    known = sorted(set(facts), key=_order)
    proven = tuple(fact for fact in known if fact.proven)
    hints = tuple(fact for fact in known if not fact.proven)
    best = max(proven, key=lambda f: (f.kind.rank, -f.at.timestamp(), f.channel), default=None)
    return Standing(best=best, proven=proven, hints=hints)


def notice(attempts: Iterable[Standing]) -> Standing:
    """Return a notice's standing: over all attempts, closed only when every one is closed."""
    attempts = list(attempts)
    live = [a for a in attempts if a.open] or attempts
    facts = [f for a in live for f in a.proven] + [f for a in attempts for f in a.hints]
    return fold(facts)


def _shows(stronger: FactKind, kind: FactKind) -> bool:
    if stronger in CLOSED or stronger is FactKind.UNKNOWN or kind in CLOSED:
        return False
    return stronger.rank > kind.rank


def _when(fact: Fact) -> datetime:
    return fact.at


def _order(fact: Fact) -> tuple[datetime, int, str, str, bool]:
    return fact.at, fact.kind.rank, fact.channel, fact.reason, fact.proven
