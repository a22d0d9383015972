"""Overtime may pass midnight but not last for ever."""

from datetime import datetime

import pytest

from rules.approvals.forms.overtime import OVERTIME
from rules.text import Text

NOW = datetime.fromisoformat("2026-11-20T09:00")


@pytest.mark.parametrize(
    ("start", "end", "headline", "summary", "minutes"),
    [
        (
            "18:00",
            "21:00",
            Text("申请加班 3 小时", "overtime, 3 hours"),
            "11-21 周六 18:00–21:00",
            180,
        ),
        (
            "18:00",
            "18:45",
            Text("申请加班 45 分", "overtime, 45 minutes"),
            "11-21 周六 18:00–18:45",
            45,
        ),
        (
            "22:00",
            "00:30",
            Text("申请加班 2.5 小时", "overtime, 2.5 hours"),
            "11-21 周六 22:00–次日 00:30",
            150,
        ),
    ],
)
def test_an_end_before_the_start_lies_on_the_next_day(
    start: str, end: str, headline: Text, summary: str, minutes: int
) -> None:
    values = {"date": "2026-11-21", "start": start, "end": end, "reason": "赶交付"}
    assert OVERTIME.validate(values, now=NOW) == []
    assert (OVERTIME.headline(values), OVERTIME.summary(values).zh) == (headline, summary)
    done = OVERTIME.complete(values, is_workday=lambda _day: True)
    assert (done["minutes"], OVERTIME.validate(done, now=NOW)) == (minutes, [])


def test_a_whole_day_is_a_mistake() -> None:
    values = {"date": "2026-11-21", "start": "09:00", "end": "08:00", "reason": "x"}
    assert [p.where for p in OVERTIME.validate(values, now=NOW)] == ["end"]
