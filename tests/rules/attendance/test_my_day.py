"""The sentence over one's own day, case by case."""

from datetime import date

import pytest

from rules.attendance.my_day import Standing, head
from rules.attendance.result import DayClass, DayVerdict, Verdict
from rules.attendance.values import Direction, Punch, Shift

DAY = Shift(code="DAY", start=540, end=1080)
NIGHT = Shift(code="NIGHT", start=1320, end=360)
PUNCH = (Punch(at=1),)
IN, OUT = (Direction.IN,), (Direction.OUT,)


def verdict(kind: Verdict = Verdict.PENDING, **found: object) -> DayVerdict:
    return DayVerdict(date=date(2026, 11, 20), verdict=kind, day_class=DayClass.WORKDAY, **found)  # type: ignore[arg-type] # each case names fields of its own


CASES = (
    (verdict(Verdict.REST), None, 600, "今天休息。"),
    (verdict(Verdict.HOLIDAY), None, 600, "今天放假。"),
    (verdict(Verdict.LEAVE), DAY, 600, "今天请假。"),
    (verdict(), DAY, 500, "09:00 上班。"),
    (verdict(), DAY, 600, "09:00 已过，还没有打卡。"),
    (verdict(), DAY, 1100, "今天没有打卡。"),
    (verdict(held=IN), DAY, 600, "终端失联，今天先不判。"),
    (verdict(punches=PUNCH, first_in=1), DAY, 600, "在班，18:00 下班。"),
    (
        verdict(punches=PUNCH, first_in=1, late_minutes=12),
        DAY,
        600,
        "在班，18:00 下班，迟到 12 分。",
    ),
    (verdict(punches=PUNCH, first_in=1), NIGHT, 1330, "在班，06:00 下班。"),
    (verdict(punches=PUNCH, missing=IN), DAY, 600, "在班，18:00 下班，缺上班卡。"),
    (verdict(punches=PUNCH, first_in=1, missing=OUT), DAY, 1100, "今天的班上完了，缺下班卡。"),
    (
        verdict(Verdict.PRESENT, punches=PUNCH, first_in=1, last_out=2),
        DAY,
        1100,
        "今天的班上完了，如常。",
    ),
    (
        verdict(Verdict.PRESENT, punches=PUNCH, first_in=1, last_out=2, early_minutes=5),
        DAY,
        1100,
        "今天的班上完了，早走 5 分。",
    ),
)


@pytest.mark.parametrize(("found", "shift", "now", "said"), CASES)
def test_the_day_is_said_in_one_sentence(
    found: DayVerdict, shift: Shift | None, now: int, said: str
) -> None:
    sentence = head(Standing(verdict=found, shift=shift, now=now))
    assert sentence.zh == said
    assert sentence.en.endswith(".")


def test_english_counts_minutes() -> None:
    found = verdict(punches=PUNCH, first_in=1, late_minutes=1)
    assert (
        head(Standing(verdict=found, shift=DAY, now=600)).en
        == "At work until 18:00, 1 minute late."
    )
