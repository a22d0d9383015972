"""The sentence over one's own day: where it stands now, and what is missing."""

from dataclasses import dataclass
from datetime import datetime

from rules.attendance.result import DayVerdict, Verdict
from rules.attendance.step import counted
from rules.attendance.values import Direction, Shift
from rules.text import Text

FREE: dict[Verdict, Text] = {
    Verdict.NONE: Text("今天没有排班。", "No shift today."),
    Verdict.REST: Text("今天休息。", "A day of rest."),
    Verdict.HOLIDAY: Text("今天放假。", "A public holiday."),
    Verdict.WORKED_REST: Text("今天休息，有打卡。", "A day of rest, with punches."),
    Verdict.WORKED_HOLIDAY: Text("今天放假，有打卡。", "A public holiday, with punches."),
    Verdict.LEAVE: Text("今天请假。", "On leave today."),
    Verdict.ON_DUTY: Text("今天外出。", "Away on duty today."),
}
NO_IN = Text("，缺上班卡", ", no clock-in")
NO_OUT = Text("，缺下班卡", ", no clock-out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A day as it is now: minutes after the midnight it began with, against its shift."""

    verdict: DayVerdict
    shift: Shift | None
    now: int

    @property
    def end(self) -> int:
        """The end of the shift, past 1440 for a night."""
        shift = self.shift or Shift(code="")
        return shift.end + 1440 if shift.end <= shift.start else shift.end


def minutes_of(now: datetime) -> int:
    """Minutes after local midnight."""
    return now.hour * 60 + now.minute


def head(day: Standing) -> Text:
    """Answer "how does my day stand" in one sentence."""
    verdict = day.verdict
    if day.shift is None or verdict.verdict in FREE:
        return FREE.get(verdict.verdict, FREE[Verdict.NONE])
    if verdict.held and not verdict.came:
        return Text("终端失联，今天先不判。", "The terminal is silent; today is not judged yet.")
    if not verdict.came:
        return _not_here(day)
    return _here(day) + Text("。", ".")


def _not_here(day: Standing) -> Text:
    start = _clock((day.shift or Shift(code="")).start)
    if day.now < (day.shift or Shift(code="")).start:
        return Text(f"{start} 上班。", f"Your shift starts at {start}.")
    if day.now < day.end:
        return Text(f"{start} 已过，还没有打卡。", f"It is past {start} and you have not punched.")
    return Text("今天没有打卡。", "You have not punched today.")


def _here(day: Standing) -> Text:
    verdict = day.verdict
    lacks_in = Direction.IN in verdict.missing
    if day.now < day.end and verdict.last_out is None:
        end = _clock(day.end)
        said = Text(f"在班，{end} 下班", f"At work until {end}")
        return said + (NO_IN if lacks_in else _late(verdict))
    said = Text("今天的班上完了", "Your shift is over")
    if lacks_in or verdict.last_out is None:
        return said + (NO_IN if lacks_in else NO_OUT)
    if not verdict.late_minutes and not verdict.early_minutes:
        return said + Text("，如常", ", as planned")
    return said + _late(verdict) + _early(verdict)


def _late(verdict: DayVerdict) -> Text:
    if not verdict.late_minutes:
        return Text("", "")
    late = counted(verdict.late_minutes, "分", "minute")
    return Text("，迟到 {n}", ", {n} late").format(n=late)


def _early(verdict: DayVerdict) -> Text:
    if not verdict.early_minutes:
        return Text("", "")
    early = counted(verdict.early_minutes, "分", "minute")
    return Text("，早走 {n}", ", left {n} early").format(n=early)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
