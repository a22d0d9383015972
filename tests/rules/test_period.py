from datetime import date

import pytest

from rules.period import Month, dates


def test_a_month_knows_its_days_and_neighbours() -> None:
    month = Month.parse("2028-02")
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (str(month.previous), str(month.next)) == ("2028-01", "2028-03")
    assert Month(2026, 12).next == Month(2027, 1)
    assert date(2028, 2, 29) in month
    assert date(2028, 3, 1) not in month
    assert len(list(month.days())) == 29


@pytest.mark.parametrize("text", ["2026-13", "2026", "november"])
def test_what_is_no_month_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Month.parse(text)


def test_no_dates_lie_between_a_late_first_and_an_early_last() -> None:
    assert list(dates(date(2026, 1, 2), date(2026, 1, 1))) == []
