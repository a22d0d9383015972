"""Leave in half days: what it covers, how many days it is, and its words."""

from datetime import datetime
from typing import Any

import pytest

from rules.approvals.forms.leave import LEAVE
from rules.text import Text

NOW = datetime.fromisoformat("2026-11-20T09:00")


def leave(first: str, last: str, halves: str = "ampm", **facts: Any) -> dict[str, Any]:
    return {
        "kind": "annual",
        "first": first,
        "first_half": halves[:2],
        "last": last,
        "last_half": halves[2:],
        **facts,
    }


@pytest.mark.parametrize(
    ("asked", "span", "days", "summary"),
    [
        ("11-30 12-04 ampm", "11-30T00:00 12-05T00:00", 5, "11-30 周一 至 12-04 周五"),
        ("11-30 11-30 amam", "11-30T00:00 11-30T12:00", 0.5, "11-30 周一上午"),
        ("11-30 11-30 pmpm", "11-30T12:00 12-01T00:00", 0.5, "11-30 周一下午"),
        (
            "11-27 11-30 pmam",
            "11-27T12:00 11-30T12:00",
            1,
            "11-27 周五下午 至 11-30 周一上午",
        ),
    ],
)
def test_half_days_meet_at_noon_and_only_workdays_count(
    asked: str, span: str, days: float, summary: str
) -> None:
    first, last, halves = asked.split()
    values = leave(f"2026-{first}", f"2026-{last}", halves)
    assert LEAVE.validate(values, now=NOW) == []
    assert " ".join(f"{m:%m-%dT%H:%M}" for m in LEAVE.span(values)) == span
    assert LEAVE.complete(values, is_workday=lambda d: d.weekday() < 5)["days"] == days
    assert LEAVE.summary(values).zh == summary


def test_the_head_line_follows_a_name() -> None:
    values = LEAVE.complete(leave("2026-11-27", "2026-11-30"), is_workday=lambda d: d.weekday() < 5)
    assert LEAVE.validate(values, now=NOW) == []
    assert LEAVE.headline(values) == Text("请年假 2 天", "Annual leave, 2 days")
    assert LEAVE.title_of(values, "何佳怡").zh == "何佳怡请年假 2 天"
    assert LEAVE.title_of(values, "He Jiayi").en == "He Jiayi: Annual leave, 2 days"
    half = leave("2026-11-30", "2026-11-30", "amam", kind="sick")
    assert LEAVE.headline(half) == Text("请病假半天", "Sick leave, half a day")
    assert LEAVE.summary(half).en == "Mon 11-30 morning"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        (leave("2026-12-04", "2026-11-30"), "last"),
        (leave("2026-11-30", "2026-11-30", "pmam"), "last"),
        (leave("2026-11-30", "2028-11-30"), "last"),
        (leave("2026-11-30", "2026-11-30", kind="personal"), "reason"),
        (leave("2026-11-30", "2026-11-30", kind="holiday"), "kind"),
        (leave("2026-11-30", "soon"), "last"),
        (leave("", "2026-11-30"), "first"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(values: dict[str, Any], where: str) -> None:
    assert [p.where for p in LEAVE.validate(values, now=NOW)] == [where]
