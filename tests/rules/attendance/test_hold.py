"""A silent terminal is never read as a person's absence, and a blink of one hides nobody."""

from datetime import timedelta

from rules.attendance.glyph import Mark, glyphs, needs_hr
from rules.attendance.result import Verdict
from rules.attendance.values import Direction
from tests.support.attendance import DAY, at, day, leave, outage


def test_no_out_while_the_terminal_was_silent_is_a_missing_punch_not_an_early_leave() -> None:
    found = day("09:14:22", "13:27:05", outages=(outage("17:50", "19:30"),))
    assert (found.verdict, found.held, found.missing) == (
        Verdict.MISSING,
        (Direction.OUT,),
        (Direction.OUT,),
    )
    assert (found.late_minutes, found.early_minutes, found.last_out) == (14, 0, None)
    assert glyphs(found) == (Mark.LATE, Mark.MISSING_OUT)
    assert needs_hr(found)


def test_the_explanation_names_the_shift_the_punch_and_the_silence() -> None:
    found = day("09:14:22", "13:27:05", outages=(outage("17:50", "19:30"),))
    assert [step.code for step in found.steps] == ["plan.fixed", "in.late", "held.out"]
    assert [step.text.zh for step in found.steps[:2]] == [
        "排班是总部标准班 09:00–18:00，宽限 5 分钟。",
        "第一次打卡 09:14:22，晚 14 分钟，超过宽限，所以是迟到。",
    ]
    assert "三楼终端 17:50 到 19:30 失联" in found.steps[2].text.zh
    assert "the 3rd-floor terminal was silent from 17:50 to 19:30" in found.steps[2].text.en


def test_a_silence_far_from_the_due_moment_changes_nothing() -> None:
    found = day("09:14", "13:27", outages=(outage("20:00", "21:00"), outage("14:00", "15:00")))
    assert (found.verdict, found.early_minutes, found.held) == (Verdict.PRESENT, 273, ())


def test_a_terminal_the_person_does_not_use_changes_nothing() -> None:
    found = day("09:14", "13:27", outages=(outage("17:50", "19:30", terminal="LG-01"),))
    assert found.held == ()


def test_lateness_is_held_when_the_morning_was_silent() -> None:
    found = day("09:40", "18:00", outages=(outage("08:30", "09:35"),))
    assert (found.verdict, found.late_minutes, found.missing) == (
        Verdict.MISSING,
        0,
        (Direction.IN,),
    )


def test_a_day_on_time_needs_no_hold() -> None:
    found = day("08:55", "18:00", outages=(outage("08:30", "19:00"),))
    assert (found.verdict, found.held) == (Verdict.PRESENT, ())


def test_an_empty_day_under_a_long_silence_is_not_absence() -> None:
    found = day(outages=(outage("08:41"),))
    assert (found.verdict, found.absent_minutes) == (Verdict.MISSING, 0)
    assert found.held == (Direction.IN, Direction.OUT)
    assert glyphs(found) == (Mark.HELD,)


def test_a_restart_in_the_morning_does_not_hide_an_absence() -> None:
    found = day(outages=(outage("08:55", "08:58"),))
    assert (found.verdict, found.held) == (Verdict.ABSENT, ())


def test_a_live_day_is_unknown_only_once_it_is_due() -> None:
    silent = (outage("08:41"),)
    assert day(outages=silent, as_of=at("08:50")).held == ()
    assert day(outages=silent, as_of=at("09:24")).held == (Direction.IN,)
    assert day("08:59", outages=silent, as_of=at("09:24")).held == ()


def test_leave_is_leave_whatever_the_terminal_does() -> None:
    found = day(covers=(leave("09:00", "18:00"),), outages=(outage("08:41"),))
    assert (found.verdict, found.held) == (Verdict.LEAVE, ())


def test_the_morning_before_does_not_matter() -> None:
    before = DAY - timedelta(days=1)
    found = day("09:40", "18:00", outages=(outage("08:30", "09:35", day=before),))
    assert found.late_minutes == 40
