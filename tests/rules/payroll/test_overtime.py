from decimal import Decimal

import pytest

from rules.calendar import DayKind
from rules.money import round_fen
from rules.payroll.overtime import (
    Class,
    System,
    class_of,
    comprehensive_extended,
    overtime_lines,
    violations,
)


def test_the_published_example_comes_out_to_the_fen() -> None:
    lines = overtime_lines(
        Decimal(3000),
        {"extended": Decimal(32), "rest_day": Decimal(32), "statutory": Decimal(8)},
    )
    rounded = [str(round_fen(line)) for line in lines.values()]
    assert rounded == ["827.59", "1103.45", "413.79"]
    assert overtime_lines(Decimal(3000), {})["extended"] == 0


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        ("36", "3", ()),
        ("36.5", "3", ("month_cap_36h",)),
        ("20", "3.5", ("day_cap_3h",)),
        ("40", "4", ("month_cap_36h", "day_cap_3h")),
    ],
)
def test_caps_are_broken_only_above_them(month: str, day: str, expected: tuple[str, ...]) -> None:
    assert violations(month=Decimal(month), longest_day=Decimal(day)) == expected


def test_hours_on_statutory_days_are_not_counted_twice() -> None:
    def extended(worked: int) -> Decimal:
        return comprehensive_extended(
            worked=Decimal(worked), standard=Decimal(496), statutory=Decimal(16)
        )

    assert (extended(540), extended(500)) == (Decimal(28), Decimal(0))


@pytest.mark.parametrize(
    ("kind", "system", "premium"),
    [
        (DayKind.MAKEUP_WORKDAY, "standard", "extended"),
        (DayKind.REST_DAY, "standard", "rest_day"),
        (DayKind.REST_DAY, "comprehensive", "extended"),
        (DayKind.STATUTORY_HOLIDAY, "comprehensive", "statutory"),
        (DayKind.STATUTORY_HOLIDAY, "flexible", None),
    ],
)
def test_the_premium_class_depends_on_the_day_and_the_hours_system(
    kind: DayKind, system: System, premium: Class | None
) -> None:
    assert class_of(kind, system) == premium
