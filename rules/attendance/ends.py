"""First in, last out and what is missing: never guessed beyond a lone undirected punch."""

from typing import NamedTuple

from rules.attendance.moments import Moment
from rules.attendance.pairing import Paired
from rules.attendance.spans import Span
from rules.attendance.values import Direction, Punch


class Ends(NamedTuple):
    """The first in, the last out, and the sides for which there is no punch."""

    first_in: Moment | None = None
    last_out: Moment | None = None
    missing: tuple[Direction, ...] = ()


def find_ends(paired: Paired, punches: tuple[Punch, ...], span: Span | None) -> Ends:
    """Find both ends. `span`: the uncovered schedule that a lone punch is measured against."""
    if paired.pairs:
        missing = (Direction.OUT,) if paired.open_in else ()
        return Ends(paired.pairs[0][0].at, paired.pairs[-1][1].at, missing)
    if not punches:
        return Ends()
    at, side = _single(paired, punches, span)
    if side is Direction.IN:
        return Ends(first_in=at, missing=(Direction.OUT,))
    return Ends(last_out=at, missing=(Direction.IN,))


def _single(
    paired: Paired, punches: tuple[Punch, ...], span: Span | None
) -> tuple[Moment, Direction]:
    if len(punches) == 1:
        at = punches[0].at
        return at, punches[0].dir or _nearest(at, span)
    if paired.open_in:
        return paired.open_in.at, Direction.IN
    return punches[-1].at, Direction.OUT


def _nearest(at: Moment, span: Span | None) -> Direction:
    if span is None or abs(at - span[0]) <= abs(at - span[1]):
        return Direction.IN
    return Direction.OUT
