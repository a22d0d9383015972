"""What is stored in bulk and what came of it: one received unit, its punches, its unread bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import compress
from typing import Any

NEVER = 1 << 63
"""The instant of a punch whose time is none: no column holds it."""

_TEXTS = (("identities", 160), ("codes", 64), ("locals", 32), ("numbers", 32))
"""The columns of text and how many characters they may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One received unit and where it came from; `id` becomes the inbox row's if it is stored."""

    id: str
    company_id: str
    terminal_id: str
    code_group: str
    zone: str
    source: str
    received_at: datetime
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Punches:
    """A batch of punches as columns in the order of receipt: a row is what stands at one place.

    `identities` are unique within their terminal, `ats` are milliseconds since 1970. Columns,
    because an object for each row costs as much as storing it.
    """

    ids: Sequence[str] = ()
    identities: Sequence[str] = ()
    codes: Sequence[str] = ()
    locals: Sequence[str] = ()
    ats: Sequence[int] = ()
    states: Sequence[int | None] = ()
    verifies: Sequence[str] = ()
    numbers: Sequence[str | None] = ()
    flags: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def columns(self) -> Iterator[Sequence[Any]]:
        """Every column, in the order of the fields."""
        return (getattr(self, one.name) for one in fields(self))

    def only(self, keep: Sequence[bool]) -> "Punches":
        """The rows at the places that are true."""
        names = (one.name for one in fields(self))
        kept = (list(compress(column, keep)) for column in self.columns())
        return Punches(**dict(zip(names, kept, strict=True)))

    def fit(self) -> bool:
        """Whether storage can hold them all; what does not fit belongs in quarantine."""
        states = list(filter(None, self.states))
        return (
            max(self.ats, default=0) < NEVER
            and max(states, default=0) < 1 << 31
            and min(states, default=0) > -1 << 31
            and all(_holds(list(filter(None, getattr(self, name))), most) for name, most in _TEXTS)
        )


def _holds(texts: list[str], most: int) -> bool:
    together = "".join(texts)
    clean = together.isascii() or together == together.encode(errors="ignore").decode()
    return clean and "\0" not in together and max(map(len, texts), default=0) <= most


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Bytes nobody can read; sent again they only count up."""

    id: str
    payload: bytes
    reason: str
    detail: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """What was really new: punches, the person of each (None: unassigned), quarantined bytes."""

    punches: Punches
    owners: Sequence[str | None]
    duplicates: int
    quarantined: list[str]
