"""A day judged: the options as rows, and laws that hold for any punches."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.attendance import options as opt
from rules.attendance.day import judge, judge_day
from rules.attendance.moments import clock
from rules.attendance.result import Verdict
from rules.attendance.values import Direction, OvertimeRequest, Punch, Shift, ShiftKind
from tests.support.attendance import DAY, HQ, at, day, leave, punches, sheet, trip

PUNCH_OT = opt.OvertimeRules(source=opt.OvertimeSource.PUNCH)

Row = tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]

ROWS: dict[str, Row] = {
    "exactly at the end of the grace is not late": (
        ("09:05", "18:00"),
        {"grace_in": 5},
        {"verdict": Verdict.PRESENT, "late_minutes": 0},
    ),
    "beyond the grace the full distance counts": (
        ("09:06", "18:00"),
        {"grace_in": 5},
        {"late_minutes": 6},
    ),
    "or less the grace": (
        ("09:06", "18:00"),
        {"grace_in": 5, "grace_mode": opt.GraceMode.DEDUCT},
        {"late_minutes": 1},
    ),
    "with seconds kept, half a minute late is late but no minute": (
        ("09:00:30", "18:00"),
        {"truncate_seconds": False},
        {"late_minutes": 0, "worked_minutes": 479},
    ),
    "a lone punch equally near to both ends is the in": (
        ("13:30",),
        {},
        {"verdict": Verdict.MISSING, "missing": (Direction.OUT,), "last_out": None},
    ),
    "a lone punch nearer to the end is the out": (
        ("13:31",),
        {},
        {"missing": (Direction.IN,), "first_in": None, "unpaired": 1},
    ),
    "two ins are no pair": (
        (">09:00", ">12:00"),
        {},
        {"verdict": Verdict.MISSING, "missing": (Direction.OUT,), "unpaired": 2},
    ),
    "a trailing in leaves the last pair's out": (
        (">09:00", "<12:00", ">13:00"),
        {"pairing": opt.Pairing.DIRECTED},
        {"worked_minutes": 180, "missing": (Direction.OUT,), "unpaired": 1},
    ),
    "an out before any in is ignored and counted": (
        ("<08:00", ">09:00", "<18:00"),
        {"pairing": opt.Pairing.DIRECTED},
        {"worked_minutes": 480, "unpaired": 1},
    ),
    "only time in the shift counts": (
        ("08:00", "19:00"),
        {"count": opt.Count.IN_SHIFT},
        {"worked_minutes": 480},
    ),
    "a fixed pause is taken only above its limit": (
        ("09:00", "15:00"),
        {"break_deduct": opt.BreakDeduct.FIXED, "break_minutes": 30, "break_after": 360},
        {"worked_minutes": 360},
    ),
    "overtime that does not reach the threshold is nothing": (
        ("09:00", "18:30"),
        {"ot": replace(PUNCH_OT, threshold=30)},
        {"overtime": (0, 0, 0)},
    ),
    "rest after the end does not count": (
        ("09:00", "20:00"),
        {"ot": replace(PUNCH_OT, rest_after=30)},
        {"overtime": (90, 0, 0)},
    ),
    "overtime earns time off by its class": (
        ("09:00", "19:01"),
        {"ot": replace(PUNCH_OT, comp_rate=opt.CompRate(workday=Decimal("1.5")))},
        {"comp_minutes": 92},
    ),
    "work into the night": (
        ("09:00", "23:00"),
        {"night_window": (clock("22:00"), clock("06:00"))},
        {"night_minutes": 60},
    ),
    "too little work is absence, with punches no absent minutes": (
        ("09:00", "09:30"),
        {"absent_threshold": 60, "half_day_threshold": 240},
        {"verdict": Verdict.ABSENT, "absent_minutes": 0},
    ),
    "some work is half a day": (
        ("09:00", "11:00"),
        {"absent_threshold": 60, "half_day_threshold": 240},
        {"verdict": Verdict.HALF_DAY},
    ),
    "late over a limit is half a day": (
        ("09:40", "18:00"),
        {"late_absent": opt.LateAbsent(half_over=30, full_over=180)},
        {"verdict": Verdict.HALF_DAY, "late_minutes": 40},
    ),
    "an even unit rounds the total half up": (
        ("09:00", "12:15"),
        {"round_total": opt.Rounding(30, opt.RoundMode.NEAREST)},
        {"worked_minutes": 180},
    ),
    "an odd unit rounds to the nearest": (
        ("09:00", "11:08"),
        {"round_total": opt.Rounding(15, opt.RoundMode.NEAREST)},
        {"worked_minutes": 135},
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_rule_decides_as_written(row: Row) -> None:
    texts, options, expected = row
    found = day(*texts, rules=opt.Rules(**options))
    assert {name: getattr(found, name) for name in expected} == expected


def test_leave_moves_the_due_moments() -> None:
    found = day("13:04", "18:00", covers=(leave("09:00", "12:00"),))
    assert (found.due_in, found.due_out) == (at("13:00"), at("18:00"))
    assert (found.late_minutes, found.leave_minutes, found.leave_types) == (0, 180, ("annual",))


def test_leave_wins_over_duty_on_the_same_minute() -> None:
    covers = (trip("09:00", "18:00"), leave("14:00", "15:00"))
    found = day(covers=covers)
    assert (found.verdict, found.leave_minutes, found.on_duty_minutes) == (Verdict.LEAVE, 60, 420)


def test_outside_the_employment_there_is_no_day() -> None:
    found = day("09:00", "18:00", employed_to=DAY - timedelta(days=1))
    assert (found.verdict, found.punches) == (Verdict.NONE, ())


def test_a_date_nobody_planned_is_none() -> None:
    assert judge_day(sheet(), DAY + timedelta(days=9)).verdict is Verdict.NONE


def test_punches_after_the_moment_of_looking_do_not_exist() -> None:
    found = day("09:10", "18:00", as_of=at("12:00"))
    assert (found.verdict, found.late_minutes, found.last_out) == (Verdict.PENDING, 10, None)


def test_nobody_is_overdue_within_the_grace() -> None:
    assert not day(as_of=at("09:05")).overdue
    assert day(as_of=at("09:06")).overdue


def test_approved_overtime_counts_only_with_presence() -> None:
    asked = (OvertimeRequest(start=at("18:30"), end=at("20:30")),)
    rules = opt.Rules(ot=opt.OvertimeRules(source=opt.OvertimeSource.MIN))
    found = day("09:00", "20:10", overtime=asked, rules=rules)
    assert found.overtime.workday == 100


def test_several_shifts_on_a_date_share_threshold_and_unit() -> None:
    early = Shift(code="A", start=clock("08:00"), end=clock("12:00"))
    late = Shift(code="B", start=clock("12:30"), end=clock("16:30"))
    seen = punches("08:00", "12:20", "12:30", "16:50")
    rules = opt.Rules(
        ot=replace(PUNCH_OT, threshold=30, unit=10), window_overlap=opt.Overlap.OPEN_FIRST
    )
    shifts, roster = {"A": early, "B": late}, {DAY: ("A", "B")}
    found = judge_day(sheet(seen, shifts=shifts, roster=roster, rules=rules), DAY)
    assert [part.shift for part in found.by_shift] == ["A", "B"]
    assert (found.worked_minutes, found.overtime.workday) == (520, 40)
    assert [part.overtime.workday for part in found.by_shift] == [0, 0]


def test_an_hours_day_excludes_the_later_midnight() -> None:
    hours = Shift(code="H", kind=ShiftKind.HOURS, required=480)
    days = (DAY, DAY + timedelta(days=1))
    seen = punches("15:00", "+00:00", "+08:00")
    found = judge(sheet(seen, days, hours)).days
    assert found[DAY].verdict is Verdict.MISSING
    assert (found[days[1]].worked_minutes, found[days[1]].short_minutes) == (480, 0)


def test_weeks_run_from_monday() -> None:
    monday = date(2026, 11, 9)
    days = [monday + timedelta(days=number) for number in range(8)]
    seen = [each for one in days for each in punches(">08:00", "<18:00", day=one)]
    rules = opt.Rules(week_over=2400)
    found = judge(sheet(seen, roster={}, rules=rules))
    assert found.week_overtime == 7 * 600 - 2400
    assert {each.worked_minutes for each in found.days.values()} == {600}


def test_a_stretch_without_roster_keeps_its_unpaired_punches_apart() -> None:
    found = judge(sheet(punches(">09:00", ">10:00", "<12:00", "<13:00"), roster={}))
    assert found.days[DAY].worked_minutes == 180
    assert [each.at for each in found.unmatched] == [at("10:00"), at("13:00")]


OPTIONS = st.builds(
    opt.Rules,
    count=st.sampled_from(opt.Count),
    break_deduct=st.sampled_from([opt.BreakDeduct.OVERLAP, opt.BreakDeduct.NONE]),
    pairing=st.sampled_from(opt.Pairing),
    debounce_minutes=st.sampled_from([0, 3]),
    grace_in=st.integers(0, 30),
    grace_out=st.integers(0, 30),
)
MINUTES = st.lists(st.integers(7 * 60, 23 * 60), max_size=6)
NIGHT = Shift(code="N", start=clock("20:00"), end=clock("05:00"), breaks=((clock("23:30"), 30),))


def minute_by_minute(rules: opt.Rules, pairs: list[tuple[int, int]]) -> int:
    """The same worked time, counted one minute after the other."""
    shift, pause = range(9 * 60, 18 * 60), range(12 * 60, 13 * 60)
    return sum(
        (rules.count is opt.Count.PRESENCE or minute in shift)
        and (rules.break_deduct is opt.BreakDeduct.NONE or minute not in pause)
        for low, high in pairs
        for minute in range(low, high)
    )


@given(MINUTES, OPTIONS)
def test_worked_time_equals_a_count_minute_by_minute(seen: list[int], rules: opt.Rules) -> None:
    rules = replace(rules, pairing=opt.Pairing.FIRST_LAST, debounce_minutes=0)
    times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in seen]
    found = day(*times, rules=rules)
    pairs = [(min(seen), max(seen))] if len(set(seen)) > 1 else []
    assert found.worked_minutes == minute_by_minute(rules, pairs)
    late = max(0, min(seen) - 540) if pairs else found.late_minutes
    assert found.late_minutes == (late if late > rules.grace_in else 0)


@given(MINUTES, OPTIONS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    seen: list[int], rules: opt.Rules, chance: Any
) -> None:
    sides = [None, Direction.IN, Direction.OUT]
    made = [Punch(at=at("00:00") + minute * 60, dir=chance.choice(sides)) for minute in seen]
    shuffled = chance.sample(made, len(made))
    assert judge(sheet(made, rules=rules)) == judge(sheet(shuffled, rules=rules))


@given(MINUTES, OPTIONS)
def test_no_punch_is_lost_or_used_twice(seen: list[int], rules: opt.Rules) -> None:
    rules = replace(rules, debounce_minutes=0)
    days = [DAY + timedelta(days=number) for number in (-1, 0, 1)]
    made = [Punch(at=at("00:00") + minute * 60, ref=str(minute)) for minute in seen]
    found = judge(sheet(made, days, NIGHT, rules=rules))
    used = [each.ref for one in found.days.values() for each in one.punches]
    left = [each.ref for each in found.unmatched]
    assert sorted(used + left) == sorted({str(minute) for minute in seen})


@given(MINUTES, OPTIONS)
def test_a_day_says_why_in_both_languages(seen: list[int], rules: opt.Rules) -> None:
    times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in seen]
    found = day(*times, rules=rules)
    said = [text for step in found.steps for text in (step.text.zh, step.text.en)]
    assert said
    assert all(text and "{" not in text for text in said)
    assert HQ.label.zh in found.steps[0].text.zh


FLEX = Shift(
    code="FX",
    kind=ShiftKind.FLEX,
    start=clock("08:00"),
    latest=clock("10:00"),
    required=480,
    breaks=((clock("12:00"), clock("13:00")),),
)


@pytest.mark.parametrize(
    ("texts", "late", "early", "worked"),
    [
        (("07:20", "17:00"), 0, 0, 480),
        (("09:40", "18:10"), 0, 30, 450),
        (("10:15", "19:00"), 15, 0, 465),
        (("10:00", "19:00"), 0, 0, 480),
    ],
)
def test_a_flexible_day_is_due_from_the_first_punch(
    texts: tuple[str, ...], late: int, early: int, worked: int
) -> None:
    found = judge_day(sheet(punches(*texts), shift=FLEX, rules=opt.Rules()), DAY)
    shown = (found.late_minutes, found.early_minutes, found.worked_minutes)
    assert shown == (late, early, worked)


def test_a_short_flexible_day_can_end_before_its_latest_start() -> None:
    short = replace(FLEX, required=60, breaks=())
    found = judge_day(sheet(punches("08:00", "08:40"), shift=short, rules=opt.Rules()), DAY)
    assert (found.early_minutes, found.due_out) == (20, at("09:00"))


def test_overtime_of_a_flexible_day_begins_at_its_due_out() -> None:
    rules = opt.Rules(ot=replace(PUNCH_OT, before=True))
    found = judge_day(sheet(punches("07:00", "18:00"), shift=FLEX, rules=rules), DAY)
    assert found.overtime.workday == 60


def test_every_minute_has_the_class_of_its_clock_date() -> None:
    friday = date(2026, 11, 13)
    rules = opt.Rules(ot=replace(PUNCH_OT, split_midnight=True), end_window=480)
    seen = punches("09:00", "+01:20", day=friday)
    found = judge_day(sheet(seen, [friday], rules=rules), friday)
    assert found.overtime == (360, 80, 0)
    over = replace(rules, ot=replace(rules.ot, basis=opt.OvertimeBasis.OVER_MINUTES, over=480))
    assert judge_day(sheet(seen, [friday], rules=over), friday).overtime == (360, 80, 0)


def test_work_after_midnight_of_a_rest_day_keeps_its_date_and_changes_its_class() -> None:
    sunday = date(2026, 11, 15)
    days = [sunday, sunday + timedelta(days=1)]
    rules = opt.Rules(day_cut=240, ot=replace(PUNCH_OT, split_midnight=True))
    seen = punches("20:00", "+01:30", day=sunday)
    found = judge(sheet(seen, days, rules=rules)).days
    assert (found[sunday].verdict, found[sunday].overtime) == (Verdict.WORKED_REST, (90, 240, 0))
