"""The door of attendance: a sheet of one person in, the verdict of every date out."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from rules.attendance.clean import clean
from rules.attendance.frame import Frame, frame
from rules.attendance.moments import local
from rules.attendance.overtime import compensation, settle
from rules.attendance.result import DayVerdict, Judgement, Overtime, Verdict
from rules.attendance.rosterless import judge_stretches
from rules.attendance.unit import Unit, judge_free, judge_shift
from rules.attendance.values import Punch, Sheet
from rules.attendance.windows import attribute, open_windows

_FIRST_LOOK = (
    Verdict.PENDING,
    Verdict.ABSENT,
    Verdict.MISSING,
    Verdict.HALF_DAY,
    Verdict.PRESENT,
    Verdict.ON_DUTY,
    Verdict.LEAVE,
    Verdict.WORKED_HOLIDAY,
    Verdict.WORKED_REST,
    Verdict.HOLIDAY,
    Verdict.REST,
    Verdict.NONE,
)
"""Of several shifts on a date, the word that stands for the date."""


def judge(sheet: Sheet) -> Judgement:
    """Judge every date of the sheet's roster; without a roster, every date worked."""
    prepared = frame(sheet)
    punches = clean(sheet)
    if not sheet.roster and not prepared.plans:
        days, left = judge_stretches(punches, prepared)
    else:
        days, left = _rostered(punches, prepared)
    return Judgement(
        days=days,
        unmatched=tuple(left),
        week_overtime=_week_overtime(days, sheet.rules.week_over),
    )


def judge_day(sheet: Sheet, day: date) -> DayVerdict:
    """Judge one date. The sheet should hold the neighbouring dates and their punches."""
    return judge(sheet).days.get(day) or _unplanned(day, frame(sheet))


def _rostered(
    punches: tuple[Punch, ...], prepared: Frame
) -> tuple[dict[date, DayVerdict], list[Punch]]:
    windows = open_windows(prepared.sheet, prepared.plans)
    free, unmatched = _by_rest_day(attribute(punches, windows), prepared)
    units: dict[date, list[Unit]] = defaultdict(list)
    for window in windows:
        units[window.placed.day].append(judge_shift(window, prepared))
    for day, plan in prepared.plans.items():
        if not plan:
            units[day].append(judge_free(day, tuple(free[day]), prepared))
    days = {day: _one(units[day], prepared) for day in prepared.plans}
    outside = (day for day in prepared.sheet.roster if day not in days)
    return days | {day: _unplanned(day, prepared) for day in outside}, unmatched


def _by_rest_day(left: list[Punch], prepared: Frame) -> tuple[dict[date, list[Punch]], list[Punch]]:
    """Give left-over punches to the planned rest days; the others are unmatched."""
    free: dict[date, list[Punch]] = defaultdict(list)
    unmatched: list[Punch] = []
    for punch in left:
        day = _date_of(punch, prepared)
        resting = day in prepared.plans and not prepared.plans[day]
        (free[day] if resting else unmatched).append(punch)
    return free, unmatched


def _date_of(punch: Punch, prepared: Frame) -> date:
    shown = local(punch.at, prepared.zone)
    before_cut = shown.hour * 60 + shown.minute < prepared.rules.day_cut
    return shown.date() - timedelta(days=before_cut)


def _unplanned(day: date, prepared: Frame) -> DayVerdict:
    return DayVerdict(date=day, verdict=Verdict.NONE, day_class=prepared.class_of(day))


def _one(units: list[Unit], prepared: Frame) -> DayVerdict:
    """Put the shifts of a date together; threshold and unit apply to the sum."""
    if len(units) == 1:
        return units[0].verdict
    ot = prepared.rules.ot
    raw = Overtime()
    for unit in units:
        raw = raw.plus(unit.raw)
    settled = settle(raw, ot)
    summed = _sum([unit.verdict for unit in units])
    return replace(summed, overtime=settled, comp_minutes=compensation(settled, ot.comp_rate))


_SUMS = (
    "worked_minutes",
    "scheduled_minutes",
    "late_minutes",
    "early_minutes",
    "short_minutes",
    "leave_minutes",
    "on_duty_minutes",
    "absent_minutes",
    "night_minutes",
    "unpaired",
)
_CHAINS = ("missing", "leave_types", "held", "held_by", "punches")


def _sum(parts: list[DayVerdict]) -> DayVerdict:
    together: dict[str, Any] = {name: sum(getattr(part, name) for part in parts) for name in _SUMS}
    together |= {
        name: tuple(dict.fromkeys(each for part in parts for each in getattr(part, name)))
        for name in _CHAINS
    }
    return DayVerdict(
        date=parts[0].date,
        day_class=parts[0].day_class,
        verdict=min((part.verdict for part in parts), key=_FIRST_LOOK.index),
        first_in=min((part.first_in for part in parts if part.first_in), default=None),
        last_out=max((part.last_out for part in parts if part.last_out), default=None),
        due_in=min((part.due_in for part in parts if part.due_in), default=None),
        due_out=max((part.due_out for part in parts if part.due_out), default=None),
        overdue=any(part.overdue for part in parts),
        steps=tuple(step for part in parts for step in part.steps),
        by_shift=tuple(parts),
        **together,
    )


def _week_overtime(days: dict[date, DayVerdict], over: int | None) -> int:
    """Add up, over weeks from Monday to Sunday, the worked minutes above `over`."""
    if over is None:
        return 0
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    for day, verdict in days.items():
        weeks[day.isocalendar()[:2]] += verdict.worked_minutes
    return sum(max(0, worked - over) for worked in weeks.values())
