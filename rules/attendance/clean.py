"""From raw punches to those that count: corrections, seconds, doubles, bursts. In time order."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from rules.attendance.moments import MINUTE
from rules.attendance.options import Rules
from rules.attendance.values import Correction, Direction, Punch, Sheet


def clean(sheet: Sheet) -> tuple[Punch, ...]:
    """Return the punches that count, sorted; at one moment an out comes before an in."""
    punches = _corrected(sheet.punches, sheet.corrections)
    if sheet.as_of is not None:
        punches = [punch for punch in punches if punch.at <= sheet.as_of]
    if sheet.rules.truncate_seconds:
        punches = [_to_minute(punch) for punch in punches]
    return tuple(_debounced(_single(sorted(punches, key=_order)), sheet.rules))


def _order(punch: Punch) -> tuple[int, bool]:
    return punch.at, punch.dir is not Direction.OUT


def _corrected(punches: Iterable[Punch], corrections: Iterable[Correction]) -> list[Punch]:
    out = list(punches)
    for correction in corrections:
        if correction.void:
            out = [punch for punch in out if not _voided(punch, correction)]
        else:
            out.append(Punch(at=correction.at, dir=correction.dir, ref=correction.ref))
    return out


def _voided(punch: Punch, void: Correction) -> bool:
    return punch.at == void.at and void.dir in (None, punch.dir)


def _to_minute(punch: Punch) -> Punch:
    over = punch.at % MINUTE
    return replace(punch, at=punch.at - over, exact=punch.recorded) if over else punch


def _single(punches: list[Punch]) -> Iterable[Punch]:
    """Leave one of equal time and direction; a directed punch stands for an undirected one."""
    for _, same in groupby(punches, key=lambda punch: punch.at):
        by_dir = {punch.dir: punch for punch in reversed(list(same))}
        if len(by_dir) > 1:
            by_dir.pop(None, None)
        yield from sorted(by_dir.values(), key=_order)


def _debounced(punches: Iterable[Punch], rules: Rules) -> Iterable[Punch]:
    near = rules.debounce_minutes * MINUTE
    kept: Punch | None = None
    for punch in punches:
        if kept is None or punch.at - kept.at >= near or not _alike(kept, punch):
            kept = punch
            yield punch


def _alike(one: Punch, other: Punch) -> bool:
    return one.dir == other.dir or one.dir is None or other.dir is None
