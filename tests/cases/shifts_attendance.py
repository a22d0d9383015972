"""Attendance scenarios of `shifts/FORMAT.md` to a `Sheet`, and the judgement back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rules.attendance import options as opt
from rules.attendance.day import judge
from rules.attendance.frame import frame
from rules.attendance.moments import Moment, clock, local_text, moment
from rules.attendance.result import DayVerdict, Verdict
from rules.attendance.values import (
    Correction,
    Cover,
    CoverKind,
    Direction,
    OvertimeRequest,
    Plan,
    Punch,
    Sheet,
    Shift,
    ShiftKind,
)
from rules.calendar import Calendar

Json = dict[str, Any]


def attendance(case: Json) -> Json:
    """Judge the scenario's sheet and report every date it asks for."""
    sheet = read_sheet(case)
    found = judge(sheet)
    days = {day.isoformat(): _day(verdict, sheet.zone) for day, verdict in found.days.items()}
    for text in case["expect"].get("days", {}):
        if text not in days:
            day = date.fromisoformat(text)
            none = DayVerdict(date=day, verdict=Verdict.NONE, day_class=frame(sheet).class_of(day))
            days[text] = _day(none, sheet.zone)
    return {
        "days": days,
        "unmatched": [local_text(punch.at, sheet.zone) for punch in found.unmatched],
        "week_overtime": found.week_overtime,
    }


def read_calendar(case: Json) -> Calendar:
    """Read the calendar of any scenario."""
    given = case["calendar"]
    sets = {name: _dates(given.get(name, ())) for name in ("holidays", "rest", "makeup")}
    return Calendar(weekly_rest=frozenset(given["weekly_rest"]), **sets)


def read_shift(given: Json) -> Shift:
    """Read one shift: fixed, flexible, or hours only."""
    kind = ShiftKind(given.get("kind", "fixed"))
    start = given.get("earliest" if kind is ShiftKind.FLEX else "start", "00:00")
    return Shift(
        code=given["code"],
        kind=kind,
        start=clock(start),
        end=clock(given.get("end", "00:00")),
        latest=clock(given.get("latest", "00:00")),
        required=given.get("required", 0),
        breaks=tuple((clock(low), clock(high)) for low, high in given.get("breaks", ())),
    )


def read_moment(text: str, zone: ZoneInfo) -> Moment:
    """Read a local time (the first of an ambiguous one) or an exact one with offset."""
    at = datetime.fromisoformat(text)
    return moment(at if at.tzinfo else at.replace(tzinfo=zone))


def read_sheet(case: Json) -> Sheet:
    """Read a whole attendance scenario; only approved requests have effect."""
    zone = ZoneInfo(case["tz"])
    asked = [each for each in case.get("requests", ()) if each["status"] == "approved"]
    of = {kind: [each for each in asked if each["type"] == kind] for kind in _REQUEST_TYPES}
    employment = case.get("employment") or {}
    return Sheet(
        zone=zone,
        shifts={given["code"]: read_shift(given) for given in case["shifts"]},
        roster={date.fromisoformat(day): _plan(codes) for day, codes in case["roster"].items()},
        rules=read_rules(case["rules"]),
        calendar=read_calendar(case),
        punches=tuple(
            Punch(at=read_moment(each["at"], zone), dir=_direction(each))
            for each in case["punches"]
        ),
        corrections=tuple(
            Correction(
                at=read_moment(each["at"], zone),
                dir=_direction(each),
                void=each.get("action") == "void",
            )
            for each in of["correction"]
        ),
        covers=tuple(_cover(each, zone) for each in of["leave"] + of["on_duty"]),
        overtime=tuple(OvertimeRequest(**_span(each, zone)) for each in of["overtime"]),
        roster_changes=tuple(
            (date.fromisoformat(each["date"]), _plan(each["shift"])) for each in of["roster_change"]
        ),
        employed_from=_date(employment.get("from")),
        employed_to=_date(employment.get("to")),
        as_of=read_moment(case["as_of"], zone) if case.get("as_of") else None,
    )


_REQUEST_TYPES = ("leave", "on_duty", "correction", "overtime", "roster_change")

_CHOICES: dict[str, Any] = {
    "window_overlap": opt.Overlap,
    "pairing": opt.Pairing,
    "missing_is": opt.MissingIs,
    "count": opt.Count,
    "grace_mode": opt.GraceMode,
    "holiday_roster": opt.HolidayRoster,
    "day_attribution": opt.Attribution,
}

_PLAIN = (
    "begin_window",
    "end_window",
    "debounce_minutes",
    "grace_in",
    "grace_out",
    "absent_threshold",
    "half_day_threshold",
    "new_shift_gap",
    "week_over",
)


def read_rules(given: Json) -> opt.Rules:
    """Read the rules; what is absent keeps its default."""
    present = {name: value for name, value in given.items() if value is not None}
    read: Json = {name: present[name] for name in _PLAIN if name in present}
    read |= {name: kind(present[name]) for name, kind in _CHOICES.items() if name in present}
    rounding = present.get("rounding", {})
    return opt.Rules(
        **read,
        **_breaks(present.get("break_deduct", "overlap")),
        round_in=_rounding(rounding.get("in")),
        round_out=_rounding(rounding.get("out")),
        round_total=_rounding(rounding.get("total")),
        ot=_overtime(present.get("ot", {}), present.get("comp_rate")),
        truncate_seconds=present.get("seconds", "truncate") == "truncate",
        day_cut=clock(present.get("day_cut", "00:00")),
        late_absent=opt.LateAbsent(**present["late_absent"]) if "late_absent" in present else None,
        night_window=_window(present.get("night_window")),
    )


def _breaks(given: Any) -> Json:
    if isinstance(given, dict):
        return {
            "break_deduct": opt.BreakDeduct.FIXED,
            "break_minutes": given["minutes"],
            "break_after": given["after"],
        }
    return {"break_deduct": opt.BreakDeduct(given)}


def _rounding(given: Json | None) -> opt.Rounding | None:
    return opt.Rounding(given["unit"], opt.RoundMode(given["mode"])) if given else None


def _overtime(given: Json, comp_rate: Any) -> opt.OvertimeRules:
    read = dict(given)
    rate = read.pop("comp_rate", comp_rate)
    if "source" in read:
        read["source"] = opt.OvertimeSource(read["source"])
    if "basis" in read:
        read["basis"] = opt.OvertimeBasis(read["basis"])
    return opt.OvertimeRules(**read, comp_rate=_comp_rate(rate))


def _comp_rate(given: Any) -> opt.CompRate:
    if isinstance(given, dict):
        return opt.CompRate(**{name: Decimal(str(rate)) for name, rate in given.items()})
    return opt.CompRate(*[Decimal(str(given or 0))] * 3)


def _window(given: list[str] | None) -> tuple[int, int] | None:
    return (clock(given[0]), clock(given[1])) if given else None


def _plan(given: Any) -> Plan:
    if given is None:
        return None
    return (given,) if isinstance(given, str) else tuple(given)


def _direction(given: Json) -> Direction | None:
    return Direction(given["dir"]) if given.get("dir") else None


def _cover(given: Json, zone: ZoneInfo) -> Cover:
    kind = CoverKind(given["type"])
    return Cover(kind=kind, leave_type=given.get("leave_type", ""), **_span(given, zone))


def _span(given: Json, zone: ZoneInfo) -> Json:
    return {"start": read_moment(given["from"], zone), "end": read_moment(given["to"], zone)}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _dates(texts: Any) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


_MINUTES = ("worked", "scheduled", "late", "early", "short", "leave", "on_duty", "absent", "night")


def _day(verdict: DayVerdict, zone: ZoneInfo) -> Json:
    return {
        "verdict": verdict.verdict.value,
        "shift": verdict.shift or None,
        "first_in": _shown(verdict.first_in, zone),
        "last_out": _shown(verdict.last_out, zone),
        **{f"{name}_minutes": getattr(verdict, f"{name}_minutes") for name in _MINUTES},
        "comp_minutes": verdict.comp_minutes,
        "unpaired": verdict.unpaired,
        "missing": [side.value for side in verdict.missing],
        "overtime": verdict.overtime._asdict(),
        "by_shift": {part.shift: _day(part, zone) for part in verdict.by_shift},
    }


def _shown(at: Moment | None, zone: ZoneInfo) -> str | None:
    return None if at is None else local_text(at, zone)
