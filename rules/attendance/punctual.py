"""Late and early, measured against the first and last scheduled moment no request covers."""

from rules.attendance.moments import MINUTE, Moment
from rules.attendance.options import GraceMode, Rules


def late(first_in: Moment | None, due_in: Moment | None, rules: Rules) -> int:
    """Return whole minutes late; exactly at the end of the grace is not late."""
    if first_in is None or due_in is None:
        return 0
    return _beyond(first_in - due_in, rules.grace_in, rules.grace_mode)


def early(last_out: Moment | None, due_out: Moment | None, rules: Rules) -> int:
    """Return whole minutes left too early."""
    if last_out is None or due_out is None:
        return 0
    return _beyond(due_out - last_out, rules.grace_out, rules.grace_mode)


def _beyond(distance: int, grace: int, mode: GraceMode) -> int:
    if distance <= grace * MINUTE:
        return 0
    counted = distance - grace * MINUTE if mode is GraceMode.DEDUCT else distance
    return counted // MINUTE
