"""Punches of one shift to stretches of presence. Three ways, one table."""

from collections.abc import Callable
from typing import NamedTuple

from rules.attendance.options import Pairing
from rules.attendance.spans import Spans
from rules.attendance.values import Direction, Punch

Punches = tuple[Punch, ...]


class Paired(NamedTuple):
    """`pairs` of in and out, the in left open, and how many punches found no partner."""

    pairs: tuple[tuple[Punch, Punch], ...] = ()
    open_in: Punch | None = None
    unpaired: int = 0

    @property
    def spans(self) -> Spans:
        """The pairs as stretches of presence."""
        return tuple((opened.at, closed.at) for opened, closed in self.pairs)


def pair(punches: Punches, pairing: Pairing) -> Paired:
    """Pair the sorted punches of one shift."""
    return _WAYS[pairing](punches)


def _first_last(punches: Punches) -> Paired:
    if punches and all(punch.dir for punch in punches):
        return _first_in_last_out(punches)
    if len(punches) < 2:
        return Paired(unpaired=len(punches))
    return Paired(pairs=((punches[0], punches[-1]),))


def _first_in_last_out(punches: Punches) -> Paired:
    ins = [at for at, punch in enumerate(punches) if punch.dir is Direction.IN]
    if not ins:
        return Paired(unpaired=len(punches))
    outs = [punch for punch in punches[ins[0] :] if punch.dir is Direction.OUT]
    if not outs:
        return Paired(open_in=punches[ins[0]], unpaired=len(punches))
    return Paired(pairs=((punches[ins[0]], outs[-1]),))


def _alternate(punches: Punches) -> Paired:
    pairs = tuple(zip(punches[::2], punches[1::2], strict=False))
    odd = punches[-1] if len(punches) % 2 else None
    return Paired(pairs=pairs, open_in=odd, unpaired=len(punches) % 2)


def _directed(punches: Punches) -> Paired:
    pairs: list[tuple[Punch, Punch]] = []
    opened: Punch | None = None
    ignored = 0
    for punch in punches:
        if opened is None and punch.dir is not Direction.OUT:
            opened = punch
        elif opened is not None and punch.dir is not Direction.IN:
            pairs.append((opened, punch))
            opened = None
        else:
            ignored += 1
    return Paired(pairs=tuple(pairs), open_in=opened, unpaired=ignored + (opened is not None))


_WAYS: dict[Pairing, Callable[[Punches], Paired]] = {
    Pairing.FIRST_LAST: _first_last,
    Pairing.ALTERNATE: _alternate,
    Pairing.DIRECTED: _directed,
}
