"""Whose slot was it: 8-byte records name a slot of the terminal, and slots are reused (ZK 1.7).

A record keeps the code it was read with, whoever has its slot later; what was punched between two
readings that found different people in a slot is nobody's until a person decides.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from devices.driver import User

History = Mapping[str, Sequence[Sequence[str]]]
"""slot -> [[first local time, code], ...] in order; plain lists, so that it is kept as JSON."""


class SlotBook:
    """Who had each slot when; `history` is to be kept with the terminal."""

    def __init__(self, history: History | None = None) -> None:
        self.history = {
            slot: [list(one) for one in spans] for slot, spans in (history or {}).items()
        }

    def learn(self, users: Iterable[User], before: str, now: str) -> None:
        """Take a user list read at local time `now`; the one before was read at `before` or never.

        Only a list that was read whole may be learnt.
        """
        for user in users:
            if user.slot is not None:
                self._learn(str(user.slot), user.code, before, now)

    def code_of(self, slot: int, local: str) -> str | None:
        """The code of whoever had a slot at a local time; None when nobody is known."""
        spans = self.history.get(str(slot))
        if not spans:
            return None
        if len(spans) == 1:
            return spans[0][1] or None
        place = bisect_right(spans, local, key=lambda one: one[0])
        return spans[place - 1][1] or None if place else None

    def _learn(self, slot: str, code: str, before: str, now: str) -> None:
        spans = self.history.setdefault(slot, [])
        if not spans:
            spans += [["", ""], [before, code]] if before else [["", code]]
        elif spans[-1][1] != code:
            spans += [[before, ""], [now, code]]


def of_codes(codes: Mapping[int, str]) -> SlotBook:
    """A book of slots that never changed hands."""
    return SlotBook({str(slot): [["", code]] for slot, code in codes.items()})
