"""Attendance scenarios of `shifts/FORMAT.md` to a `Sheet`, and the judgement back."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.attendance.day import judge
from rules.attendance.definition import read_rules, read_shift
from rules.attendance.frame import frame
from rules.attendance.moments import Moment, local_text, moment
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
