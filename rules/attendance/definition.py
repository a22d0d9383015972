"""Shifts and rules as definitions: plain JSON in the words of the shift format, and back to values.

HR edits, versions and exports these; what is absent keeps its default, what is unknown is refused.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from rules.attendance import options as opt
from rules.attendance.moments import clock
from rules.attendance.values import Shift, ShiftKind
from rules.problem import Refused, refuse
from rules.text import Text

Json = Mapping[str, Any]

_CHOICES: dict[str, type[StrEnum]] = {
    "window_overlap": opt.Overlap,
    "pairing": opt.Pairing,
    "missing_is": opt.MissingIs,
    "count": opt.Count,
    "grace_mode": opt.GraceMode,
    "holiday_roster": opt.HolidayRoster,
    "day_attribution": opt.Attribution,
}
_NUMBERS = (
    "begin_window",
    "end_window",
    "debounce_minutes",
    "grace_in",
    "grace_out",
    "absent_threshold",
    "half_day_threshold",
    "new_shift_gap",
    "week_over",
    "outage_reach",
)


def read_shift(given: Json, *, name: Text | None = None) -> Shift:
    """Read one shift: fixed, flexible, or hours only."""
    try:
        kind = ShiftKind(given.get("kind", "fixed"))
        return Shift(
            code=given["code"],
            name=name,
            kind=kind,
            start=clock(given.get("earliest" if kind is ShiftKind.FLEX else "start", "00:00")),
            end=clock(given.get("end", "00:00")),
            latest=clock(given.get("latest", "00:00")),
            required=given.get("required", 0),
            breaks=tuple((clock(low), clock(high)) for low, high in given.get("breaks", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable("shift", error) from error


def read_rules(given: Json) -> opt.Rules:
    """Read the attendance rules of a company or group."""
    present = {name: value for name, value in given.items() if value is not None}
    try:
        return _rules(present)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise _unreadable("rules", error) from error


def _rules(present: dict[str, Any]) -> opt.Rules:
    read: dict[str, Any] = {name: present[name] for name in _NUMBERS if name in present}
    read |= {name: kind(present[name]) for name, kind in _CHOICES.items() if name in present}
    read |= {name: how(present[name]) for name, how in _SHAPED.items() if name in present}
    rounding = present.get("rounding", {})
    return opt.Rules(
        **read,
        **_breaks(present.get("break_deduct", "overlap")),
        round_in=_rounding(rounding.get("in")),
        round_out=_rounding(rounding.get("out")),
        round_total=_rounding(rounding.get("total")),
        ot=_overtime(present.get("ot", {}), present.get("comp_rate")),
        truncate_seconds=present.get("seconds", "truncate") == "truncate",
    )


def _breaks(given: Any) -> dict[str, Any]:  # noqa: ANN401 - a word or an object
    if isinstance(given, Mapping):
        return {
            "break_deduct": opt.BreakDeduct.FIXED,
            "break_minutes": given["minutes"],
            "break_after": given["after"],
        }
    return {"break_deduct": opt.BreakDeduct(given)}


def _rounding(given: Json | None) -> opt.Rounding | None:
    return opt.Rounding(given["unit"], opt.RoundMode(given["mode"])) if given else None


def _overtime(given: Json, comp_rate: Any) -> opt.OvertimeRules:  # noqa: ANN401 - number or object
    read = dict(given)
    rate = read.pop("comp_rate", comp_rate)
    if "source" in read:
        read["source"] = opt.OvertimeSource(read["source"])
    if "basis" in read:
        read["basis"] = opt.OvertimeBasis(read["basis"])
    return opt.OvertimeRules(**read, comp_rate=_comp_rate(rate))


def _comp_rate(given: Any) -> opt.CompRate:  # noqa: ANN401 - number or object
    if isinstance(given, Mapping):
        return opt.CompRate(**{name: Decimal(str(rate)) for name, rate in given.items()})
    return opt.CompRate(*[Decimal(str(given or 0))] * 3)


def _window(given: tuple[str, str]) -> tuple[int, int]:
    return (clock(given[0]), clock(given[1]))


def _late_absent(given: Json) -> opt.LateAbsent:
    return opt.LateAbsent(**given)


_SHAPED: dict[str, Callable[[Any], Any]] = {
    "day_cut": clock,
    "late_absent": _late_absent,
    "night_window": _window,
}


def _unreadable(what: str, error: Exception) -> Refused:
    return refuse(
        f"definition.{what}",
        f"定义读不懂：{error}",
        f"This definition cannot be read: {error}",
        where=what,
    )
