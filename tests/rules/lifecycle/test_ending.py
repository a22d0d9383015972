from datetime import date, timedelta

import pytest

from rules.lifecycle.ending import Notice, earliest_end, exit_deadlines


@pytest.mark.parametrize(
    ("notice", "days"),
    [("resign_regular", 30), ("resign_probation", 3), ("resign_fault", 0), ("dismiss_art40", 30)],
)
def test_the_day_of_arrival_is_not_counted(notice: Notice, days: int) -> None:
    arrived = date(2026, 3, 1)
    assert earliest_end(notice, arrived) - arrived == timedelta(days=days)


def test_nothing_after_the_last_day_waits_for_the_hand_over() -> None:
    found = exit_deadlines(date(2024, 2, 29))
    assert found.certificate == found.final_wage == date(2024, 2, 29)
    assert found.file_and_social_transfer == found.unemployment_list == date(2024, 3, 15)
    assert found.housing_fund_change == date(2024, 3, 30)
    assert found.keep_contract_until == date(2026, 2, 28)
